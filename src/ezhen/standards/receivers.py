"""What the standard answers when other modules ask, and what it hears from them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.api import Role
from ezhen.approvals.signals import cases_changed
from ezhen.archive.api import register_subject, register_types, register_uses
from ezhen.archive.signals import documents_changed
from ezhen.core import jobs
from ezhen.core.setup import register_preparation
from ezhen.core.shell import (
    Figure,
    Home,
    NavItem,
    Todo,
    register_home,
    register_nav,
    register_search,
    register_words,
)
from ezhen.figures.signals import filings_changed
from ezhen.registers import api as ledgers
from ezhen.registers.signals import records_changed
from ezhen.standards import providers
from ezhen.standards import tasks as _tasks  # noqa: F401 the worker knows its jobs by importing them
from ezhen.standards.actions.refresh import forget, refresh, touch
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.enums import LOGGED
from ezhen.standards.models import StandardVersion
from ezhen.standards.parts import Part, register_part
from ezhen.standards.parts import board as board_part
from ezhen.standards.parts import files as files_part
from ezhen.standards.parts import index as index_part
from ezhen.standards.parts import log as log_part
from ezhen.standards.parts import report as report_part
from ezhen.standards.parts import tables as tables_part
from ezhen.standards.parts import tasks as tasks_part
from ezhen.standards.queries import pack
from ezhen.standards.queries.board import Board, board
from ezhen.standards.queries.clock import programme
from ezhen.standards.queries.content import in_force
from ezhen.standards.queries.standing import picture
from ezhen.standards.queries.verdict import waiting_for_second
from ezhen.standards.rules import DOSSIERS, SEES, layer_of
from ezhen.standards.sources import approvals, figures, files, own, registers

STANDARD = gettext_lazy("Standard")
BOARD, VERSIONS = gettext_lazy("Standard board"), gettext_lazy("Versions")
DOSSIER = gettext_lazy("Dossiers")
# who keeps the standard begins with it; for the regulator goods come first
REGULATOR = frozenset({Role.REGULATOR})
KEEPERS = frozenset(SEES) - REGULATOR
NAV = (
    NavItem(STANDARD, BOARD, "standards:board", KEEPERS, "flag", 1, tab=True),
    NavItem(STANDARD, VERSIONS, "standards:versions", KEEPERS, "doc", 9),
    NavItem(STANDARD, DOSSIER, "standards:dossiers", DOSSIERS, "box", 10),
    NavItem(STANDARD, BOARD, "standards:board", REGULATOR, "flag", 81),
    NavItem(STANDARD, VERSIONS, "standards:versions", REGULATOR, "doc", 82),
)


PARTS = (
    Part("tables", "台账、报数与指标", tables_part.pieces, tables_part.steps, order=10),
    Part("files", "原始文件", files_part.pieces, files_part.steps, order=20),
    Part("log", "操作日志", log_part.pieces, log_part.steps, order=30),
    Part("tasks", "任务", tasks_part.pieces, tasks_part.steps, order=40),
    Part("board", "标准总览", board_part.pieces, board_part.steps, order=50),
    Part("report", "四性检测报告", report_part.pieces, order=60),
    Part("index", "目录", index_part.pieces, index_part.steps, order=90),
)
SHOWN = 6
SOON_DAYS = 30


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
    approvals.register()
    register_types(lambda code: pack.document_types().get(code), pack.document_types)
    register_subject("task", _task_of)
    register_uses(_uses_of_document)
    ledgers.register_uses(_tasks_of_register)
    ledgers.register_areas(_area_name)
    ledgers.register_beginning(lambda: programme().begins_on)
    providers.register()
    for part in PARTS:
        register_part(part)
    register_preparation(first_version)
    register_words(LOGGED)
    register_nav(*NAV)
    register_home(fill_home)
    register_search(find)
    jobs.beat(refresh)
    documents_changed.connect(_documents_changed, dispatch_uid="standards")
    records_changed.connect(_records_changed, dispatch_uid="standards")
    cases_changed.connect(_cases_changed, dispatch_uid="standards")
    filings_changed.connect(_filings_changed, dispatch_uid="standards")


def fill_home(user: Any, home: Home) -> None:
    """Verdicts that wait for a second person, tasks that are due, and how the standard stands."""
    if user.role not in SEES or user.role == Role.REGULATOR:
        return
    version = in_force(timezone.localdate())
    if version is None:
        return
    found = board(picture(version, refresh()))
    home.todos += [*_seconds_wanted(user), *_tasks_due(found, user)]
    if home.figure is None:
        home.figure = Figure(
            _("Requirements satisfied"),
            found.satisfied,
            _("of %(total)s") % {"total": found.total},
            f"{found.picture.frame.today:%Y-%m-%d}",
            reverse("standards:board"),
            _("%(expected)s by their day, at this pace") % {"expected": found.expected},
        )


def _seconds_wanted(user: Any) -> Iterator[Todo]:
    for verdict in waiting_for_second(layer_of(user)).exclude(by=user)[:SHOWN]:
        yield Todo(
            _("Agree or not: %(requirement)s") % {"requirement": verdict.requirement},
            _("%(person)s finds it satisfied: %(reason)s")
            % {"person": verdict.by, "reason": verdict.reason},
            reverse("standards:requirement", args=[verdict.requirement]),
            _("Look at it"),
        )


def _tasks_due(found: Board, user: Any) -> Iterator[Todo]:
    """The person's own tasks that lack something and are due within a month, or were."""
    rows = [
        row
        for row in found.rows
        if row.lacking and row.duty.person == user and row.days <= SOON_DAYS
    ]
    for row in sorted(rows, key=lambda row: row.duty.due)[:SHOWN]:
        yield Todo(
            f"{row.task.id} {row.task.title}",
            _("%(n)s of %(total)s requirements lack something")
            % {"n": row.lacking, "total": row.total},
            reverse("standards:task", args=[row.task.id]),
            _("See what lacks"),
            row.duty.due,
        )


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Tasks and requirements for the search box, by number or words."""
    if user.role not in SEES:
        return
    content = pack.drafted().content
    for task in content.tasks.values():
        if text.upper() == task.id or text in str(task.title):
            yield _("Task"), f"{task.id} {task.title}", reverse("standards:task", args=[task.id])
    rows = [
        item
        for item in content.items.values()
        if text.upper() == item.id or text in str(item.requirement.text)
    ]
    for item in rows[:SHOWN]:
        url = reverse("standards:requirement", args=[item.id])
        yield _("Requirement"), f"{item.id} {item.requirement.text}", url


def _documents_changed(types: Iterable[str], **_facts: Any) -> None:
    touch(*(f"files.{name}" for name in types))


def _records_changed(register: str, **_facts: Any) -> None:
    touch(f"register.{register}")


def _cases_changed(procedure: str, **_facts: Any) -> None:
    touch(f"approval.{procedure}")


def _filings_changed(dataset: str, **_facts: Any) -> None:
    touch(f"dataset.{dataset}")


def _task_of(_group: str, task: str) -> tuple[str, str]:
    found = next((row for row in pack.tasks() if row.id == task), None)
    if found is None:
        return task, ""
    return f"{task} {found.title}", reverse("standards:task", args=[task])


def _uses_of_document(document: Any, user: Any) -> Iterator[tuple[str, str, str]]:
    """The requirements that a paper serves: of its task when it belongs to one, else all that ask
    for its type."""
    content = pack.drafted().content
    asking = content.dependents.get(f"files.{document.type}", frozenset())
    for item in content.items.values():
        is_other = document.subject_kind == "task" and item.task.id != document.subject_id
        if item.id in asking and not is_other:
            url = _page(user, "requirement", item.id)
            yield item.id, str(item.requirement.text), url


def _page(user: Any, name: str, key: str) -> str:
    """The address of a page of the standard; empty for those who do not see it."""
    return reverse(f"standards:{name}", args=[key]) if user.role in SEES else ""


def _tasks_of_register(code: str, user: Any) -> list[tuple[str, str]]:
    """The tasks that a register proves something of."""
    content = pack.drafted().content
    asking = content.dependents.get(f"register.{code}", frozenset())
    tasks = {item.task.id: item.task for item in content.items.values() if item.id in asking}
    return [
        (f"{found.id} {found.title}", _page(user, "task", found.id)) for found in tasks.values()
    ]


def _area_name(code: str) -> str:
    """What an area of the standard is called."""
    return next((str(area.title) for area in pack.catalogue().areas if area.id == code), "")
