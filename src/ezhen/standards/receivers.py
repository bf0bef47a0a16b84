"""What the standard answers when other modules ask, and what it hears from them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ezhen.accounts.api import Role
from ezhen.archive.api import register_subject, register_types, register_uses
from ezhen.archive.signals import documents_changed
from ezhen.core.setup import register_preparation
from ezhen.core.shell import NavItem, register_nav
from ezhen.figures.signals import filings_changed
from ezhen.registers import api as ledgers
from ezhen.registers.signals import records_changed
from ezhen.standards.actions.refresh import forget, touch
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.models import StandardVersion
from ezhen.standards.queries import pack
from ezhen.standards.queries.clock import programme
from ezhen.standards.rules import SEES
from ezhen.standards.sources import figures, files, own, registers

STANDARD = gettext_lazy("Standard")
BOARD, VERSIONS = gettext_lazy("Standard board"), gettext_lazy("Versions")
# who keeps the standard begins with it; for the regulator goods come first
REGULATOR = frozenset({Role.REGULATOR})
KEEPERS = frozenset(SEES) - REGULATOR
NAV = (
    NavItem(STANDARD, BOARD, "standards:board", KEEPERS, "flag", 1, tab=True),
    NavItem(STANDARD, VERSIONS, "standards:versions", KEEPERS, "doc", 9),
    NavItem(STANDARD, BOARD, "standards:board", REGULATOR, "flag", 81),
    NavItem(STANDARD, VERSIONS, "standards:versions", REGULATOR, "doc", 82),
)


def first_version() -> None:
    """A new town starts with the pack's standard; a later one is put into force by the client."""
    if not StandardVersion.objects.exists():
        put_into_force(content=pack.drafted().content, by=None)
    forget()


def register() -> None:
    """Called once when the app is ready."""
    files.register(pack.document_types)
    own.register(pack.tasks)
    registers.register()
    figures.register()
    register_types(lambda code: pack.document_types().get(code), pack.document_types)
    register_subject("task", _task_of)
    register_uses(_uses_of_document)
    ledgers.register_uses(_tasks_of_register)
    ledgers.register_areas(_area_name)
    ledgers.register_beginning(lambda: programme().begins_on)
    register_preparation(first_version)
    register_nav(*NAV)
    documents_changed.connect(_documents_changed, dispatch_uid="standards")
    records_changed.connect(_records_changed, dispatch_uid="standards")
    filings_changed.connect(_filings_changed, dispatch_uid="standards")


def _documents_changed(types: Iterable[str], **_facts: Any) -> None:
    touch(*(f"files.{name}" for name in types))


def _records_changed(register: str, **_facts: Any) -> None:
    touch(f"register.{register}")


def _filings_changed(dataset: str, **_facts: Any) -> None:
    touch(f"dataset.{dataset}")


def _task_of(_group: str, task: str) -> tuple[str, str]:
    found = next((row for row in pack.tasks() if row.id == task), None)
    if found is None:
        return task, ""
    return f"{task} {found.title}", reverse("standards:task", args=[task])


def _uses_of_document(document: Any) -> Iterator[tuple[str, str, str]]:
    """The requirements that a paper serves: of its task when it belongs to one, else all that ask
    for its type."""
    content = pack.drafted().content
    asking = content.dependents.get(f"files.{document.type}", frozenset())
    for item in content.items.values():
        is_other = document.subject_kind == "task" and item.task.id != document.subject_id
        if item.id in asking and not is_other:
            url = reverse("standards:requirement", args=[item.id])
            yield item.id, str(item.requirement.text), url


def _tasks_of_register(code: str) -> list[tuple[str, str]]:
    """The tasks that a register proves something of."""
    content = pack.drafted().content
    asking = content.dependents.get(f"register.{code}", frozenset())
    tasks = {item.task.id: item.task for item in content.items.values() if item.id in asking}
    return [
        (f"{found.id} {found.title}", reverse("standards:task", args=[found.id]))
        for found in tasks.values()
    ]


def _area_name(code: str) -> str:
    """What an area of the standard is called."""
    return next((str(area.title) for area in pack.catalogue().areas if area.id == code), "")
