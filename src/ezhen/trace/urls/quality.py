"""Pages of the aggregate `quality`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
