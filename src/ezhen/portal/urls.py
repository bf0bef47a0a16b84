"""What people without an account open."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
