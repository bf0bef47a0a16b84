from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "ezhen.approvals"
    label = "approvals"
