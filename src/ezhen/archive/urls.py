"""Files."""

from django.urls import path

from ezhen.archive import views

app_name = "archive"
urlpatterns = [path("<uuid:uuid>/", views.download, name="download")]
