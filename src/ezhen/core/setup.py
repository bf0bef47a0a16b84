"""Making a town ready to serve: what must exist before the first request."""

from collections.abc import Callable

import django

from ezhen.core import crypto

_steps: list[Callable[[], object]] = []


def register_preparation(step: Callable[[], object]) -> None:
    """Add something that must be in the tables before the first request; safe to repeat."""
    _steps.append(step)


def prepare() -> None:
    """Keys, tables and static files of this town; safe to repeat."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 app ready

    crypto.ensure_master_key()
    call_command("migrate", interactive=False, verbosity=0)
    for step in _steps:
        step()
    # of Tabler only its one sheet: the extra ones name pictures that it does not ship here
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=["tabler-*", "*.rtl.*"]
    )
