"""The frame a test is judged in: the programme's clock, today, and what is known. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ezhen.core.periods import Period, days_in_year, periods
from ezhen.standards.definitions import Bound, Programme, Target

DAY = dt.timedelta(days=1)
PER_CENT = Decimal(100)


@dataclass(frozen=True)
class Span:
    """A stretch of time a test counts over. `through` is the last day that can have rows today."""

    label: str
    first: dt.date | None
    last: dt.date | None
    through: dt.date
    is_over: bool

    def elapsed(self) -> int:
        """Days gone by, today included; at least one."""
        return max(1, (self.through - self.first).days + 1) if self.first else 1

    def left(self) -> int:
        """Days to come."""
        return (self.last - self.through).days if self.last else 0


@dataclass(frozen=True)
class Frame:
    """Everything besides the data that an outcome depends on.

    `due` is the day by which the requirement must be proved; `as_of` asks for what was known then.
    """

    programme: Programme
    today: dt.date
    due: dt.date
    as_of: dt.datetime | None = None
    targets: Mapping[str, Target] = field(default_factory=dict)

    def due_on(self, due: dt.date) -> "Frame":
        """The same, for a requirement with a due day of its own."""
        return replace(self, due=due)

    @property
    def is_overdue(self) -> bool:
        """The day has passed."""
        return self.today > self.due

    @property
    def days_left(self) -> int:
        """To the due day, or to the acceptance when that day has passed; never negative."""
        day = self.programme.accepted_on if self.is_overdue else self.due
        return max(0, (day - self.today).days)

    def spans(self, window: str) -> list[Span]:
        """What a window means today."""
        programme = self.programme
        if window == "programme":
            return [self._span("", programme.begins_on, programme.ends_on)]
        if window == "year":
            return [
                self._span(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31))
                for year in counted_years(programme)
                if dt.date(year, 1, 1) <= self.today
            ]
        if window == "twelve_months":
            return [Span("", year_before(self.today) + DAY, None, self.today, is_over=True)]
        return [Span("", None, None, self.today, is_over=True)]

    def _span(self, label: str, first: dt.date, last: dt.date) -> Span:
        return Span(label, first, last, min(last, self.today), is_over=self.today > last)

    def periods(self, grain: str, window: str) -> list[Period]:
        """The periods of a window, past and to come. A week or a month that lies only in part in
        the window counts if its last day does; a year only if the programme counts it."""
        if grain == "year":
            return [
                period
                for year in counted_years(self.programme)
                for period in periods("year", dt.date(year, 1, 1), dt.date(year, 1, 1))
            ]
        first, last = self._bounds(window)
        return [period for period in periods(grain, first, last) if period.last <= last]

    def _bounds(self, window: str) -> tuple[dt.date, dt.date]:
        if window == "twelve_months":
            return year_before(self.today) + DAY, self.today
        return self.programme.begins_on, self.programme.ends_on

    def bound(self, test: Bound, *, is_share: bool = False) -> tuple[str, Decimal]:
        """Operator and value of a test; a share (0 to 1) in per cent, as the catalogue has it."""
        if not test.target:
            assert test.value is not None
            return test.op, test.value * PER_CENT if is_share else test.value
        target = self.targets[test.target]
        is_bare = is_share and not target.unit.zh.startswith("%")
        value = target.value * PER_CENT if is_bare else target.value
        return "==" if target.op == "=" else target.op, value

    def at_least(self, least: int, target: str) -> int:
        """A number of rows, as said or as the catalogue's figure says."""
        return int(self.targets[target].value) if target else least


def counted_years(programme: Programme) -> tuple[int, ...]:
    """The calendar years a yearly demand counts."""
    if programme.years:
        return programme.years
    begins, ends = programme.begins_on, programme.ends_on
    return tuple(
        year
        for year in range(begins.year, ends.year + 1)
        if _covered(year, begins, ends) * 2 >= days_in_year(year)
    )


def _covered(year: int, begins: dt.date, ends: dt.date) -> int:
    first, last = max(begins, dt.date(year, 1, 1)), min(ends, dt.date(year, 12, 31))
    return (last - first).days + 1


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier; 29 February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
