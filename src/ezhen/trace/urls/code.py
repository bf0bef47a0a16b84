"""Pages of the aggregate `code`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
