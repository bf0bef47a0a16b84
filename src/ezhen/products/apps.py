from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "ezhen.products"
    label = "products"
