"""Login, second factor, and the demo's open door."""

from django.urls import include, path

from ezhen.accounts import views

urlpatterns = [
    path("demo/", views.demo_roles, name="demo_roles"),
    path("demo/<str:username>/", views.demo_enter, name="demo_enter"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
