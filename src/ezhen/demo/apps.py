from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ezhen.demo"
    label = "demo"
