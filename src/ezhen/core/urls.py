"""Pages that belong to no module."""

from django.urls import path

from ezhen.core import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("jobs/<uuid:uuid>/", views.job, name="job"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
]
