"""Pages of the aggregate `shipment`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
