"""Pages of the registers."""

from django.urls import path

from ezhen.registers.views import listing, record

app_name = "registers"
urlpatterns = [
    path("", listing.registers, name="registers"),
    path("rows/<uuid:uuid>/", record.record, name="record"),
    path("rows/<uuid:uuid>/change/", record.change, name="change"),
    path("rows/<uuid:uuid>/paper/", record.attach, name="attach"),
    path("rows/<uuid:uuid>/confirm/", record.confirm, name="confirm"),
    path("rows/<uuid:uuid>/return/", record.send_back, name="return"),
    path("rows/<uuid:uuid>/withdraw/", record.withdraw, name="withdraw"),
    path("rows/<uuid:uuid>/reveal/", record.reveal, name="reveal"),
    path("<slug:code>/", listing.register, name="register"),
    path("<slug:code>/new/", record.new_record, name="new_record"),
    path("<slug:code>/confirm/", record.confirm_many, name="confirm_many"),
    path("<slug:code>/fields/", listing.fields, name="fields"),
    path("<slug:code>/gaps/", listing.gaps, name="gaps"),
    path("<slug:code>/gaps/<slug:period>/", listing.explain, name="explain"),
]
