from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ezhen.accounts"
    label = "accounts"
