"""Making a town ready to serve: what must exist before the first request."""

import django

from ezhen.core import crypto


def prepare() -> None:
    """Keys, tables and static files of this town; safe to repeat."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 app ready

    crypto.ensure_master_key()
    call_command("migrate", interactive=False, verbosity=0)
    # of Tabler only its one sheet: the extra ones name pictures that it does not ship here
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=["tabler-*", "*.rtl.*"]
    )
