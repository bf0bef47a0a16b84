"""What the registers add to navigation, home pages, search, the archive, and field types."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ezhen.accounts.enums import Role
from ezhen.archive import api as archive
from ezhen.archive.signals import subject_changed
from ezhen.core.definitions import FieldType
from ezhen.core.references import register_reference
from ezhen.core.search import matching
from ezhen.core.shell import Home, NavItem, Todo, register_home, register_nav, register_search
from ezhen.registers import rules
from ezhen.registers.actions.paper import count_papers
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import Record
from ezhen.registers.queries.gap import Gap, gaps_of
from ezhen.registers.queries.paper import KIND
from ezhen.registers.queries.record import name_of
from ezhen.registers.queries.reference import RecordReference
from ezhen.registers.queries.register import definition, definitions, visible_definitions

SHOWN = 6
LOOK_BACK = dt.timedelta(days=62)


def register() -> None:
    """Called once when the app is ready."""
    readers = frozenset({*Role.OFFICE, *Role.BUSINESS})
    group, label = gettext_lazy("Programme"), gettext_lazy("Registers")
    register_nav(
        NavItem(
            group, label, "registers:registers", readers, "list", 66, tab=True, count=num_waiting
        )
    )
    register_home(fill_home)
    register_search(find)
    register_reference(FieldType.RECORD, RecordReference())
    archive.register_subject(KIND, subject)
    archive.register_viewer(may_open)
    subject_changed.connect(papers_changed, dispatch_uid="registers")


def num_waiting(user: Any) -> int:
    """Rows that wait for a reviewer."""
    codes = [found.code for found in definitions().values() if rules.reviews(user, found)]
    if not codes:
        return 0
    rows = Record.objects.filter(register__in=codes, state=RecordState.WAITING)
    return rows.exclude(changed_by=user).count()


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Rows for the search box."""
    codes = [found.code for found in visible_definitions(user)]
    inside = Record.objects.filter(matching(text), register__in=codes).values("pk")
    rows = Record.objects.filter(pk__in=inside).visible_to(user).standing()
    for row in rows.order_by("-date", "-pk")[:5]:
        about = definition(row.register)
        yield str(about), f"{name_of(about, row)} · {row.number}", row.get_absolute_url()


def subject(group: str, key: str) -> tuple[str, str]:
    """What a paper of a record belongs to, for the archive."""
    row = Record.objects.filter(register=group, uuid=key).first()
    if row is None:
        return key, ""
    about = definition(group)
    return f"{about} {row.number}", row.get_absolute_url()


def may_open(user: Any, file: Any) -> bool:
    """The paper of a record opens for whoever sees the record."""
    uuids = archive.subjects_of(KIND, file)
    return bool(uuids) and Record.objects.filter(uuid__in=uuids).visible_to(user).exists()


def papers_changed(kind: str, group: str, id: str, **_kwargs: Any) -> None:  # noqa: A002 signal
    """A paper came or went: the record knows how many it lacks."""
    if kind == KIND and group in definitions():
        row = Record.objects.filter(register=group, uuid=id).first()
        if row:
            count_papers(record=row)


def fill_home(user: Any, home: Home) -> None:
    """Keepers: what is due, by register; what came back. The bureau: what waits for review."""
    mine = [found for found in visible_definitions(user) if rules.may_keep(user, found)]
    if mine:
        home.todos.extend(_due(mine))
        home.todos.extend(_returned(mine, user))
    if number := num_waiting(user):
        text = ngettext("%(n)d row waits to be verified", "%(n)d rows wait to be verified", number)
        home.todos.append(
            Todo(
                text % {"n": number},
                _("Registers"),
                reverse("registers:registers"),
                _("Verify"),
            )
        )


def _due(mine: list[RegisterDefinition]) -> list[Todo]:
    today = timezone.localdate()
    by_register: dict[str, list[Gap]] = {}
    for gap in gaps_of(mine, since=today - LOOK_BACK):
        if not gap.note:
            by_register.setdefault(gap.definition.code, []).append(gap)
    todos = [_todo(found, today) for found in by_register.values()]
    return sorted(todos, key=lambda todo: todo.due or dt.date.max)[:SHOWN]


def _todo(found: list[Gap], today: dt.date) -> Todo:
    """One for each register: the first that is due, and how many more."""
    first = found[0]
    about = first.definition
    named = [gap.subject.label for gap in found if gap.period == first.period and gap.subject.label]
    what = "、".join(named[:3])
    if len(named) > 3:  # noqa: PLR2004 three names fit a line
        what = _("%(names)s and %(more)d more") % {"names": what, "more": len(named) - 3}
    missing = _("Missing: %(period)s") % {"period": first.period}
    text = f"{missing}　{what}" if what else missing
    later = len({gap.period for gap in found}) - 1
    if later:
        text += "，" + ngettext("%(n)d more period", "%(n)d more periods", later) % {"n": later}
    url = reverse("registers:new_record", args=[about.code])
    if not about.cadence or about.cadence.each or later:
        url = reverse("registers:register", args=[about.code])
    return Todo(str(about), text, url, _("Enter"), first.due)


def _returned(mine: list[RegisterDefinition], user: Any) -> list[Todo]:
    rows = Record.objects.filter(
        register__in=[found.code for found in mine], state=RecordState.RETURNED
    ).visible_to(user)
    return [
        Todo(
            _("Mend %(register)s %(number)s")
            % {"register": definition(row.register), "number": row.number},
            row.return_reason,
            row.get_absolute_url(),
            _("Mend"),
        )
        for row in rows.order_by("changed_at", "pk")[:SHOWN]
    ]
