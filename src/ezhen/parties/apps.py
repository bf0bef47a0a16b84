from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ezhen.parties"
    label = "parties"

    def ready(self) -> None:
        from ezhen.parties import receivers  # noqa: PLC0415 app ready

        receivers.register()
