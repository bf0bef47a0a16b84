from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "ezhen.registers"
    label = "registers"

    def ready(self) -> None:
        from ezhen.registers import receivers, tasks  # noqa: PLC0415 app ready

        receivers.register()
        assert tasks.read_import  # imported for its jobs
