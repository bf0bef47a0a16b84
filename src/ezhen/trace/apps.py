from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "ezhen.trace"
    label = "trace"
