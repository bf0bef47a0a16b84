from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "ezhen.trace"
    label = "trace"

    def ready(self) -> None:
        from ezhen.trace import receivers, tasks  # noqa: F401, PLC0415 app ready

        receivers.register()
