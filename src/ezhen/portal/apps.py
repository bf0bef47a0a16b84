from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ezhen.portal"
    label = "portal"
