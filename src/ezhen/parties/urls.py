"""Pages of registration."""

from django.urls import path

from ezhen.parties import views

app_name = "parties"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("", views.organisations, name="organisations"),
    path("mine/", views.mine, name="mine"),
    path("licences/", views.licences, name="licences"),
    path("<uuid:uuid>/", views.organisation, name="organisation"),
    path("<uuid:uuid>/facts/", views.change, name="change"),
    path("<uuid:uuid>/licences/new/", views.new_licence, name="new_licence"),
    path("<uuid:uuid>/sites/new/", views.new_site, name="new_site"),
    path("<uuid:uuid>/people/new/", views.new_person, name="new_person"),
    path("<uuid:uuid>/submit/", views.send_in, name="submit"),
    path("<uuid:uuid>/approve/", views.approve, name="approve"),
    path("<uuid:uuid>/return/", views.send_back, name="return"),
    path("people/<uuid:uuid>/reveal/", views.reveal, name="reveal"),
]
