from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "ezhen.programme"
    label = "programme"

    def ready(self) -> None:
        from ezhen.programme import receivers  # noqa: PLC0415 app ready

        receivers.register()
