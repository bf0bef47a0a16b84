from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "ezhen.trace"
    label = "trace"

    def ready(self) -> None:
        from ezhen.trace import receivers, tasks  # noqa: PLC0415 app ready

        receivers.register()
        tasks.register()
