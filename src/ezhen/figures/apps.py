from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "ezhen.figures"
    label = "figures"
