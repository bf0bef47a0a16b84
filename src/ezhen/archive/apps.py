from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "ezhen.archive"
    label = "archive"

    def ready(self) -> None:
        from ezhen.archive import receivers  # noqa: PLC0415 app ready
        from ezhen.archive.actions import store_file  # noqa: PLC0415 app ready
        from ezhen.archive.actions.fixity import check_due  # noqa: PLC0415 app ready
        from ezhen.archive.queries.document import may_open_document_file  # noqa: PLC0415 app ready
        from ezhen.archive.queries.file import register_viewer  # noqa: PLC0415 app ready
        from ezhen.core.jobs import beat  # noqa: PLC0415 app ready
        from ezhen.core.uploads import register_keeper  # noqa: PLC0415 app ready
        from ezhen.parties.api import may_open_paper  # noqa: PLC0415 app ready

        register_keeper(store_file)
        register_viewer(may_open_document_file)
        register_viewer(may_open_paper)
        receivers.register()
        beat(check_due)
