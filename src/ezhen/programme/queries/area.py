"""Areas that can be booked: the row of the register with its hours and rules, and its week."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from ezhen.core.values import show
from ezhen.programme.enums import BookingState
from ezhen.programme.models import Booking, BookingSlot
from ezhen.programme.models.booking import quarter_of
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

REGISTER = "areas"
OPENS, CLOSES = dt.time(8), dt.time(18)  # where the register says no hours
DAYS, HOUR = 7, 4  # days of a week, quarters of an hour


@dataclass(frozen=True)
class Area:
    """A row of the register as people see it who want the room."""

    row: Any
    name: str
    facility: str
    kind: str
    size: str
    opens: dt.time
    closes: dt.time
    closed_until: dt.date | None
    closed_because: str
    rules: str

    def is_closed(self, day: dt.date) -> bool:
        """Out of use on a day."""
        return self.closed_until is not None and day <= self.closed_until

    def span(self, day: dt.date) -> tuple[int, int]:
        """The quarters in which it is open on a day: from the first up to the second."""
        return quarter_of(moment(day, self.opens)), quarter_of(moment(day, self.closes))


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """A time of a day in the town."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def area_rows(states: frozenset[str] = RecordState.STANDS) -> QuerySet[Any]:
    """Rows of the areas that can be booked, by facility and name."""
    found = registers.definition(REGISTER)
    rows = registers.rows(REGISTER, states=states).filter(
        registers.condition(found, {"bookable": True})
    )
    return rows.order_by(registers.column(found, "facility"), "serial", "pk")


def area_of(uuid: Any) -> Area | None:
    """The area of a uuid, whether it can be booked (still) or not."""
    row = registers.rows(REGISTER, states=RecordState.STANDS).filter(uuid=uuid).first()
    return dressed(row) if row else None


def dressed(row: Any) -> Area:
    """A row with its values as people read them."""
    known, data = registers.definition(REGISTER).by_name, row.data
    name, facility, kind, size = (
        str(show(known[field], data.get(field))) for field in ("name", "facility", "kind", "size")
    )
    closed_until = data.get("closed_until")
    return Area(
        row=row,
        name=name,
        facility=facility,
        kind=kind,
        size=size,
        opens=_time(data.get("opens"), OPENS),
        closes=_time(data.get("closes"), CLOSES),
        closed_until=dt.date.fromisoformat(closed_until) if closed_until else None,
        closed_because=data.get("closed_because") or "",
        rules=data.get("house_rules") or "",
    )


def _time(text: str | None, otherwise: dt.time) -> dt.time:
    return dt.time.fromisoformat(text) if text else otherwise


def names_of(uuids: Iterable[Any]) -> dict[Any, Area]:
    """Areas by uuid; one query."""
    rows = registers.rows(REGISTER, states=RecordState.STANDS | {RecordState.WITHDRAWN})
    return {row.uuid: dressed(row) for row in rows.filter(uuid__in=list(uuids))}


@dataclass(frozen=True)
class Cell:
    """An hour of a day: free, partly free, taken, over, or the area is closed."""

    hour: int
    state: str
    start: dt.time
    until: dt.time


@dataclass(frozen=True)
class Day:
    """A day of an area: its hours, and who has it when."""

    date: dt.date
    cells: list[Cell]
    bookings: list[Booking]
    is_closed: bool


def week_of(area: Area, monday: dt.date, *, now: dt.datetime) -> list[Day]:
    """Seven days of an area. Two queries."""
    days = [monday + dt.timedelta(days=number) for number in range(DAYS)]
    first, past = area.span(days[0])[0], area.span(days[-1])[1]
    slots = BookingSlot.objects.filter(area=area.row.uuid, quarter__gte=first, quarter__lt=past)
    taken = set(slots.values_list("quarter", flat=True))
    held: dict[dt.date, list[Booking]] = {}
    rows = Booking.objects.filter(area=area.row.uuid, first__gte=first, first__lt=past)
    for row in rows.exclude(state=BookingState.CANCELLED).order_by("first", "pk"):
        held.setdefault(timezone.localdate(row.starts), []).append(row)
    return [_day(area, day, taken, held, now) for day in days]


def _day(
    area: Area,
    day: dt.date,
    taken: set[int],
    held: Mapping[dt.date, list[Booking]],
    now: dt.datetime,
) -> Day:
    first, past = area.span(day)
    is_closed = area.is_closed(day)
    cells = []
    for number, begin in enumerate(range(first, past, HOUR)):
        part = range(begin, min(begin + HOUR, past))
        start = dt.datetime.combine(day, area.opens) + dt.timedelta(hours=number)
        until = start + dt.timedelta(minutes=15 * len(part))
        state = _state(part, taken, quarter_of(now), is_closed=is_closed)
        cells.append(Cell(start.hour, state, start.time(), until.time()))
    return Day(day, cells, held.get(day, []), is_closed)


def _state(part: range, taken: set[int], now: int, *, is_closed: bool) -> str:
    held = taken & set(part)
    if held:
        return "taken" if len(held) == len(part) else "partly"
    if is_closed:
        return "closed"
    return "over" if part[-1] < now else "free"


def taken_now(uuids: Iterable[Any], now: dt.datetime) -> set[Any]:
    """Which of some areas somebody has at this moment."""
    rows = BookingSlot.objects.filter(area__in=list(uuids), quarter=quarter_of(now))
    return set(rows.values_list("area", flat=True))


def num_today(uuids: Iterable[Any], day: dt.date) -> dict[Any, int]:
    """How many bookings of a day some areas have."""
    first = quarter_of(moment(day, dt.time()))
    past = quarter_of(moment(day + dt.timedelta(days=1), dt.time()))
    rows = Booking.objects.filter(area__in=list(uuids), first__gte=first, first__lt=past)
    kept = rows.exclude(state=BookingState.CANCELLED).order_by().values("area")
    return {row["area"]: row["n"] for row in kept.annotate(n=Count("pk"))}
