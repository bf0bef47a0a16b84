from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "ezhen.rest"
    label = "rest"
