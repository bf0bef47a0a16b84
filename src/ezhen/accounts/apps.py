from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ezhen.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ezhen.accounts import receivers  # noqa: PLC0415 app ready

        receivers.connect()
        receivers.register()
