from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "ezhen.figures"
    label = "figures"

    def ready(self) -> None:
        from ezhen.figures import receivers  # noqa: PLC0415 app ready

        receivers.register()
