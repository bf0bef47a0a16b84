"""All registers at a glance: rows, what waits, what is missing."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import Record
from ezhen.registers.queries.gap import Gap, gaps_of
from ezhen.registers.queries.register import area_name, visible_definitions

LOOK_BACK = dt.timedelta(days=100)  # older gaps show in the register's own list


@dataclass
class Entry:
    """One register in the index."""

    definition: RegisterDefinition
    num: int = 0
    waiting: int = 0
    returned: int = 0
    papers: int = 0
    newest: dt.date | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def due(self) -> dt.date | None:
        """When the first of what is missing is due."""
        return min((gap.due for gap in self.gaps), default=None)


@dataclass(frozen=True)
class Overview:
    """The registers by area of the standard, and the totals for the headline."""

    areas: list[tuple[str, list[Entry]]]

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return [entry for _area, entries in self.areas for entry in entries]

    @property
    def num_gaps(self) -> int:
        """Periods (of subjects) that miss a record and are over."""
        today = timezone.localdate()
        return sum(gap.is_over(today) for entry in self.entries for gap in entry.gaps)

    @property
    def num_waiting(self) -> int:
        """Rows to be reviewed."""
        return sum(entry.waiting for entry in self.entries)


def overview(user: Any) -> Overview:
    """Three questions and those of the gaps, however many registers there are."""
    entries = {found.code: Entry(found) for found in visible_definitions(user)}
    rows = Record.objects.filter(register__in=list(entries)).visible_to(user).standing()
    counted = (
        rows.order_by()
        .values("register")
        .annotate(
            num=Count("pk"),
            waiting=Count("pk", filter=Q(state=RecordState.WAITING)),
            returned=Count("pk", filter=Q(state=RecordState.RETURNED)),
            papers=Count("pk", filter=Q(papers_missing__gt=0)),
            newest=Max("date"),
        )
    )
    for row in counted:
        facts: dict[str, Any] = {**row}
        entry = entries[facts.pop("register")]
        for name, value in facts.items():
            setattr(entry, name, value)
    for code, found in _gaps_by_register(user, entries).items():
        entries[code].gaps = tuple(found)
    return Overview(_by_area(list(entries.values())))


def _gaps_by_register(user: Any, entries: dict[str, Entry]) -> dict[str, list[Gap]]:
    """A business sees rows of its own only: what others lack is not its concern."""
    found: dict[str, list[Gap]] = {}
    if user.role in Role.BUSINESS:
        return found
    since = timezone.localdate() - LOOK_BACK
    for gap in gaps_of([entry.definition for entry in entries.values()], since=since):
        found.setdefault(gap.definition.code, []).append(gap)
    return found


def _by_area(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    areas: dict[str, list[Entry]] = {}
    for entry in entries:
        areas.setdefault(entry.definition.area, []).append(entry)
    order = sorted(areas, key=lambda area: (area == "W", area != "P", area))
    return [(area_name(area), areas[area]) for area in order]
