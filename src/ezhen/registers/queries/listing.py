"""The list of a register: what is chosen, its rows, its totals, and the gaps between the rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from ezhen.core.definitions import Field, FieldType
from ezhen.core.personal import blind_value, personal_class
from ezhen.core.search import matching
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import Record
from ezhen.registers.queries.gap import Gap
from ezhen.registers.queries.record import Labels, Shown, labels_of, shown
from ezhen.registers.queries.rows import column

CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.PLACE})
MOST_FILTERS = 4
ALL, PAPERS = "", "papers"


@dataclass(frozen=True)
class Wanted:
    """What a person chose above the list."""

    text: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    part: str = ALL  # "", papers (some are missing), or a state
    chosen: dict[str, Any] = field(default_factory=dict)
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Rows of a period may be left out, so that a gap would be none."""
        return bool(self.text or self.chosen or self.part)


def filters_of(definition: RegisterDefinition) -> list[Field]:
    """The fields that the list can be narrowed by."""
    slots = definition.slots()
    found = [one for one in definition.active if one.type in CHOSEN and one.name in slots]
    return found[:MOST_FILTERS]


def selection(definition: RegisterDefinition, user: Any, wanted: Wanted) -> QuerySet[Record]:
    """The rows a person may see that fit what was chosen, `part` left aside."""
    rows = Record.objects.filter(register=definition.code).visible_to(user)
    if wanted.text:
        rows = rows.filter(_holds(definition, wanted.text))
    if wanted.first:
        rows = rows.filter(date__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(date__lte=wanted.last)
    for name, value in wanted.chosen.items():
        rows = rows.filter(_chosen(definition, name, value))
    return rows


def _holds(definition: RegisterDefinition, text: str) -> Q:
    """By the search column, looked through in its index, or a personal value known as a whole."""
    inside = Record.objects.filter(matching(text), register=definition.code)
    found = Q(pk__in=inside.values("pk"))
    slots = definition.slots()
    for one in definition.active:
        if one.name in slots and personal_class(one):
            found |= Q(**{slots[one.name]: blind_value(one, text)})
    return found


def _chosen(definition: RegisterDefinition, name: str, value: Any) -> Q:
    slot = column(definition, name)
    one = definition.field(name)
    if one.type == FieldType.CHOICES:
        return Q(**{f"{slot}__contains": f"|{value}|"})
    return Q(**{slot: int(value) if one.type == FieldType.YES_NO else value})


def part_of(part: str) -> Q:
    """The rows of one of the parts: all that stand, those that lack papers, those in a state."""
    if part == PAPERS:
        return Q(papers_missing__gt=0, state__in=RecordState.STANDS)
    if part in RecordState.values:
        return Q(state=part)
    return Q(state__in=RecordState.STANDS)


@dataclass(frozen=True)
class Summary:
    """How many rows there are in each part, and the totals over the part that is shown."""

    counts: dict[str, int]
    totals: dict[str, Decimal]
    num: int


def summary(definition: RegisterDefinition, rows: QuerySet[Record], part: str) -> Summary:
    """One query for the counts and the totals."""
    parts = [ALL, RecordState.WAITING, RecordState.RETURNED, RecordState.WITHDRAWN]
    parts += [PAPERS] if definition.papers else []
    wanted: dict[str, Any] = {
        f"num_{name or 'all'}": Count("pk", filter=part_of(name)) for name in parts
    }
    shown_part = part_of(part)
    slots = definition.slots()
    wanted["num"] = Count("pk", filter=shown_part)
    for name in definition.totals:
        wanted[f"sum_{name}"] = Sum(slots[name], filter=shown_part)
    found = rows.order_by().aggregate(**wanted)
    return Summary(
        counts={name: found[f"num_{name or 'all'}"] for name in parts},
        totals={name: Decimal(found[f"sum_{name}"] or 0) for name in definition.totals},
        num=found["num"],
    )


def sorted_rows(
    definition: RegisterDefinition, rows: QuerySet[Record], sort: str
) -> QuerySet[Record]:
    """In the order of a column; by day, newest first, unless said."""
    name = sort.removeprefix("-")
    try:
        by = column(definition, name or definition.date)
    except LookupError:
        return rows.order_by("-pk")
    if by == "date" and not name and definition.field(definition.date).required:
        return rows.order_by("-date", "-pk")  # an index has them in this order
    falls = sort.startswith("-") or not name
    way = F(by).desc(nulls_last=True) if falls else F(by).asc(nulls_last=True)
    return rows.order_by(way, "-pk")


def is_sortable(definition: RegisterDefinition, one: Field) -> bool:
    """It has a column, and its order means something to a reader."""
    if personal_class(one) or one.type in {FieldType.CHOICES, FieldType.PARTY, FieldType.RECORD}:
        return False
    return one.name == definition.date or one.name in definition.slots()


@dataclass(frozen=True)
class Line:
    """A line of the list: a record with its cells, or the gaps of one period."""

    record: Record | None = None
    cells: Sequence[Shown] = ()
    gaps: Sequence[Gap] = ()


def lines_of(definition: RegisterDefinition, records: Sequence[Record]) -> list[Line]:
    """The records as lines; names of references are asked once a column."""
    fields = definition.listed
    labels: Labels = labels_of(fields, [record.data for record in records])
    return [Line(record, shown(fields, record.data, labels)) for record in records]


def with_gaps(lines: list[Line], found: Sequence[Gap], *, first: bool, last: bool) -> list[Line]:
    """Put the gaps of each period where its record would be, in a list that runs newest first.

    `first`, `last`: it is the first, the last page; only these show what lies beyond their rows.
    """
    by_period: dict[dt.date, list[Gap]] = {}
    for gap in found:
        by_period.setdefault(gap.period.last, []).append(gap)
    days = [line.record.date for line in lines if line.record and line.record.date]
    newest = dt.date.max if first else max(days, default=dt.date.min)
    oldest = dt.date.min if last else min(days, default=dt.date.max)
    waiting = sorted((day for day in by_period if oldest <= day <= newest), reverse=True)
    merged: list[Line] = []
    for line in lines:
        day = line.record.date if line.record else None
        while waiting and day and waiting[0] >= day:
            merged.append(Line(gaps=by_period[waiting.pop(0)]))
        merged.append(line)
    merged.extend(Line(gaps=by_period[day]) for day in waiting)
    return merged
