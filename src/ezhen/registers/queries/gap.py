"""Gaps: periods in which a register should have a record and has none."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from ezhen.core.periods import Period, period_of, periods
from ezhen.registers.definitions import Cadence, RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import GapNote, Record
from ezhen.registers.queries.register import definition as definition_of

DAY = dt.timedelta(days=1)
Key = tuple[Period, str]  # period, subject

_begins: list[Callable[[], dt.date | None]] = []


def register_beginning(begins: Callable[[], dt.date | None]) -> None:
    """The module that knows the programme's clock says when it began: no gap is older."""
    _begins[:] = [begins]


@dataclass(frozen=True)
class Subject:
    """A thing of which every period needs a record: a station, from its opening to its closing."""

    key: str = ""
    label: str = ""
    began: dt.date | None = None
    ended: dt.date | None = None


@dataclass(frozen=True)
class Gap:
    """One period (of one subject) with fewer records than it should have."""

    definition: RegisterDefinition
    period: Period
    subject: Subject
    num: int
    note: str = ""

    @property
    def due(self) -> dt.date:
        """The day by which it must be done."""
        cadence = self.definition.cadence
        return self.period.last + (cadence.due_days if cadence else 0) * DAY

    def is_over(self, today: dt.date) -> bool:
        """The period has ended: what is missing now is missing."""
        return self.period.last < today

    @property
    def missing(self) -> int:
        """How many records are missing."""
        cadence = self.definition.cadence
        return (cadence.least if cadence else 1) - self.num


def gaps(
    definition: RegisterDefinition, *, today: dt.date | None = None, since: dt.date | None = None
) -> list[Gap]:
    """The gaps of one register up to and with the running period, oldest first.

    They begin with the programme (or the first record, when no module knows its clock), or with
    `since` when that is later; a subject's with the period in which it began.
    """
    return gaps_of([definition], today=today, since=since)


def gaps_of(
    definitions: Iterable[RegisterDefinition],
    *,
    today: dt.date | None = None,
    since: dt.date | None = None,
) -> list[Gap]:
    """The gaps of several registers: one question for all that have no subjects, one for the
    notes, two for each that has."""
    today = today or timezone.localdate()
    wanted = [found for found in definitions if found.cadence]
    counted = _count(wanted, since)
    begun = _beginnings(wanted)
    subjects: dict[str, list[Subject]] = {}
    found: list[Gap] = []
    for one in wanted:
        assert one.cadence is not None
        known = begun.get(one.code)
        for subject in _subjects(one.cadence, subjects):
            begins = [day for day in (known, subject.began) if day]
            begin = max([*begins, *([since] if since else [])]) if begins else None
            found.extend(_missing(one, counted[one.code], subject, begin, today))
    return _noted(sorted(found, key=lambda gap: (gap.period.first, gap.subject.label)))


def _beginnings(definitions: Sequence[RegisterDefinition]) -> dict[str, dt.date]:
    """Since when gaps count: the programme's beginning; when nobody knows it, the first record
    (where subjects owe the records, each subject's own beginning says it)."""
    if known := next((begins() for begins in _begins), None):
        return {one.code: known for one in definitions}
    codes = [one.code for one in definitions if one.cadence and not one.cadence.each]
    rows = Record.objects.filter(register__in=codes, date__isnull=False).order_by()
    return dict(rows.values_list("register").annotate(first=Min("date")))


def _count(
    definitions: Sequence[RegisterDefinition], since: dt.date | None
) -> dict[str, Counter[Key]]:
    """Records of each register by period and subject."""
    counted: dict[str, Counter[Key]] = {one.code: Counter() for one in definitions}
    plain = [one for one in definitions if one.cadence and not one.cadence.each]
    if plain:
        _add(counted, plain, since, subject=None)
    for one in definitions:
        if one.cadence and one.cadence.each:
            _add(counted, [one], since, subject=one.slots()[one.cadence.subject])
    return counted


def _add(
    counted: dict[str, Counter[Key]],
    definitions: Sequence[RegisterDefinition],
    since: dt.date | None,
    *,
    subject: str | None,
) -> None:
    grains = {one.code: one.cadence.grain for one in definitions if one.cadence}
    rows = Record.objects.filter(
        register__in=list(grains), state__in=RecordState.STANDS, date__isnull=False
    )
    if since:
        longest = min(period_of(grain, since).first for grain in grains.values())
        rows = rows.filter(date__gte=longest)
    names = ["register", "date", *([subject] if subject else [])]
    for code, day, *keys, number in rows.order_by().values_list(*names).annotate(n=Count("pk")):
        counted[code][period_of(grains[code], day), keys[0] if keys else ""] += number


def _subjects(cadence: Cadence, known: dict[str, list[Subject]]) -> list[Subject]:
    if not cadence.each:
        return [Subject()]
    if cadence.each not in known:
        known[cadence.each] = _read_subjects(definition_of(cadence.each), cadence.ends)
    return known[cadence.each]


def _read_subjects(definition: RegisterDefinition, ends: str) -> list[Subject]:
    rows = Record.objects.filter(register=definition.code).standing().order_by("pk")
    end = definition.slots().get(ends)
    name = definition.name_field.name
    return [
        Subject(
            str(row.uuid),
            str(row.data.get(name) or row.number),
            row.date,
            getattr(row, end) if end else None,
        )
        for row in rows
    ]


def _missing(
    definition: RegisterDefinition,
    counted: Counter[Key],
    subject: Subject,
    begin: dt.date | None,
    today: dt.date,
) -> Iterable[Gap]:
    cadence = definition.cadence
    assert cadence is not None
    if begin is None:
        return
    for period in periods(cadence.grain, begin, min(subject.ended or today, today)):
        if period.first < begin and not subject.began:
            continue  # the programme began in the middle of it
        number = counted[period, subject.key]
        if number < cadence.least:
            yield Gap(definition, period, subject, number)


def _noted(found: list[Gap]) -> list[Gap]:
    """With what was written about each: the newest note counts."""
    if not found:
        return found
    codes = {gap.definition.code for gap in found}
    newest = (
        GapNote.objects.filter(register__in=codes)
        .values("register", "period", "subject")
        .annotate(last=Max("pk"))
        .values("last")
    )
    notes = {
        (note.register, note.period, note.subject): note.note
        for note in GapNote.objects.filter(pk__in=newest)
    }
    return [
        Gap(gap.definition, gap.period, gap.subject, gap.num, notes.get(_note_key(gap), ""))
        for gap in found
    ]


def _note_key(gap: Gap) -> tuple[Any, ...]:
    return gap.definition.code, gap.period.key, gap.subject.key
