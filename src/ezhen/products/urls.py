"""Pages of the product library."""

from django.urls import path

from ezhen.products import views

app_name = "products"
urlpatterns = [
    path("", views.products, name="products"),
    path("new/", views.new_product, name="new_product"),
    path("<uuid:uuid>/", views.product, name="product"),
    path("<uuid:uuid>/change/", views.change, name="change"),
    path("<uuid:uuid>/submit/", views.send_in, name="submit"),
    path("<uuid:uuid>/approve/", views.approve, name="approve"),
    path("<uuid:uuid>/return/", views.send_back, name="return"),
]
