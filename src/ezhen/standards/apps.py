from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "ezhen.standards"
    label = "standards"
