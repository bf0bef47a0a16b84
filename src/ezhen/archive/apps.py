from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "ezhen.archive"
    label = "archive"
