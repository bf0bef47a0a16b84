"""Pages of the aggregate `supervision`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
