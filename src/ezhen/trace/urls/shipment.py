"""Pages of shipments."""

from django.urls import path

from ezhen.trace.views import shipment

urlpatterns = [
    path("shipments/", shipment.shipments, name="shipments"),
    path("shipments/new/", shipment.new_shipment, name="new_shipment"),
    path("shipments/<uuid:uuid>/", shipment.shipment, name="shipment"),
]
