"""Pages of the aggregate `lot`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
