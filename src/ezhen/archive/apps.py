from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "ezhen.archive"
    label = "archive"

    def ready(self) -> None:
        from ezhen.archive.actions import store_file  # noqa: PLC0415 app ready
        from ezhen.core.uploads import register_keeper  # noqa: PLC0415 app ready

        register_keeper(store_file)
