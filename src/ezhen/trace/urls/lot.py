"""Pages of lots and processing."""

from django.urls import path

from ezhen.trace.views import lot, process

urlpatterns = [
    path("lots/", lot.lots, name="lots"),
    path("lots/buy-in/", lot.new_bought_lot, name="new_bought_lot"),
    path("lots/harvest/", lot.new_harvested_lot, name="new_harvested_lot"),
    path("lots/process/", process.new_process, name="new_process"),
    path("lots/<uuid:uuid>/", lot.lot, name="lot"),
    path("lots/<uuid:uuid>/report.pdf", lot.lot_report, name="lot_report"),
    path("lots/<uuid:uuid>/use/", lot.new_use, name="new_use"),
]
