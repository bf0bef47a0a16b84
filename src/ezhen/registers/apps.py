from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "ezhen.registers"
    label = "registers"

    def ready(self) -> None:
        from ezhen.registers import receivers, tasks  # noqa: F401, PLC0415 app ready

        receivers.register()
