"""HTTP APIs."""

from django.urls import path

from ezhen.rest import views

app_name = "rest"
urlpatterns = [
    path("health", views.health, name="health"),
    path("scan/<str:serial>", views.scan, name="scan"),
    path("<path:path>", views.nothing, name="nothing"),
]
