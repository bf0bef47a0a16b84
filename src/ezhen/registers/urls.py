"""Pages of the registers."""

from django.urls import path

from ezhen.registers.views import importing, listing, record

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
    path("imports/<uuid:uuid>/", importing.import_batch, name="import_batch"),
    path("imports/<uuid:uuid>/columns/", importing.columns, name="import_columns"),
    path("imports/<uuid:uuid>/mend/", importing.mend, name="import_mend"),
    path("imports/<uuid:uuid>/discard/", importing.discard, name="import_discard"),
    path("imports/<uuid:uuid>/undo/", importing.undo, name="import_undo"),
    path("<slug:code>/", listing.register, name="register"),
    path("<slug:code>/new/", record.new_record, name="new_record"),
    path("<slug:code>/confirm/", record.confirm_many, name="confirm_many"),
    path("<slug:code>/fields/", listing.fields, name="fields"),
    path("<slug:code>/template/", importing.template, name="template"),
    path("<slug:code>/imports/", importing.imports, name="imports"),
    path("<slug:code>/gaps/", listing.gaps, name="gaps"),
    path("<slug:code>/gaps/<slug:period>/", listing.explain, name="explain"),
]
