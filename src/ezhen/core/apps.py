from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ezhen.core"
    label = "core"
