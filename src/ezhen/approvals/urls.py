"""Pages of approvals."""

from django.urls import path

from ezhen.approvals.views import apply, case, listing

app_name = "approvals"
urlpatterns = [
    path("", listing.cases, name="cases"),
    path("open/", listing.open_procedures, name="open"),
    path("open/<slug:code>/start/", listing.start, name="start"),
    path("open/<slug:code>/offers/<slug:offer>/", listing.accept, name="accept"),
    path("cases/<uuid:uuid>/", case.case, name="case"),
    path("cases/<uuid:uuid>/save/", apply.save, name="save"),
    path("cases/<uuid:uuid>/papers/", apply.hand_in, name="hand_in"),
    path("cases/<uuid:uuid>/papers/<uuid:paper>/out/", apply.take_out, name="take_out"),
    path("cases/<uuid:uuid>/check/", apply.check, name="check"),
    path("cases/<uuid:uuid>/back/", apply.take_back, name="take_back"),
    path("cases/<uuid:uuid>/withdraw/", apply.withdraw, name="withdraw"),
    path("cases/<uuid:uuid>/decide/", case.decide, name="decide"),
    path("cases/<uuid:uuid>/end/", case.end, name="end"),
    path("cases/<uuid:uuid>/reveal/", case.reveal, name="reveal"),
    path("objections/<uuid:uuid>/answer/", case.answer, name="answer"),
]
