from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ezhen.parties"
    label = "parties"
