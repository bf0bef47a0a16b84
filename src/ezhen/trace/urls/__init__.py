"""The URL table of traceability, one aggregate a file."""

from ezhen.trace.urls import code, lot, quality, shipment, supervision

app_name = "trace"
urlpatterns = [
    *lot.urlpatterns,
    *quality.urlpatterns,
    *shipment.urlpatterns,
    *code.urlpatterns,
    *supervision.urlpatterns,
]
