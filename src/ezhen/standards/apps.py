from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "ezhen.standards"
    label = "standards"

    def ready(self) -> None:
        from ezhen.standards import receivers  # noqa: PLC0415 app ready

        receivers.register()
