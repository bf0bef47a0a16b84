from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "ezhen.registers"
    label = "registers"
