from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "ezhen.approvals"
    label = "approvals"

    def ready(self) -> None:
        from ezhen.approvals import receivers, tasks  # noqa: F401, PLC0415 app ready

        receivers.register()
