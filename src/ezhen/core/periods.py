"""Periods: week, month, quarter, year, as ledgers, figures and the standard count them.

A period has a key that sorts by time within its grain: 2026-11-23, 2026-W07 (ISO 8601: a week
begins on Monday and belongs to the year of its Thursday), 2026-11, 2026-Q4, 2026.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

DAY = dt.timedelta(days=1)
WEEK_DAYS = 7
MONTHS = 12
QUARTER_MONTHS = 3


class Grain(StrEnum):
    """Length of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """One period; periods of one grain sort by time."""

    grain: Grain
    first: dt.date

    @property
    def last(self) -> dt.date:
        """Its last day."""
        if self.grain == Grain.DAY:
            return self.first
        if self.grain == Grain.WEEK:
            return self.first + (WEEK_DAYS - 1) * DAY
        return _after_months(self.first, _MONTHS_LONG[self.grain]) - DAY

    @property
    def key(self) -> str:
        """What is stored and compared: 2026-W07, 2026-11, 2026-Q4, 2026."""
        return _KEYS[self.grain](self.first)

    def next(self) -> "Period":
        """The period after it."""
        return Period(self.grain, self.last + DAY)

    def previous(self) -> "Period":
        """The period before it."""
        return period_of(self.grain, self.first - DAY)

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return _name(self)


def period_of(grain: str, day: dt.date) -> Period:
    """The period of a grain that a day lies in."""
    grain = Grain(grain)
    if grain == Grain.DAY:
        return Period(grain, day)
    if grain == Grain.WEEK:
        return Period(grain, day - day.weekday() * DAY)
    months = _MONTHS_LONG[grain]
    return Period(grain, day.replace(month=(day.month - 1) // months * months + 1, day=1))


def read_period(key: str) -> Period:
    """The period of a key. Raises ValueError for what is no key."""
    for grain, (pattern, begin) in _FORMS.items():
        if found := re.fullmatch(pattern, key):
            return period_of(grain, begin(*map(int, found.groups())))
    raise ValueError(f"not a period: {key!r}")


def periods(grain: str, first: dt.date, last: dt.date) -> Iterator[Period]:
    """Every period that has a day between two days, both included, oldest first."""
    period = period_of(grain, first)
    while period.first <= last:
        yield period
        period = period.next()


def ended(grain: str, first: dt.date, today: dt.date) -> Iterator[Period]:
    """The periods that have begun on or after `first` and are over on `today`: the day after a
    period's last is the first on which it counts."""
    return (
        period
        for period in periods(grain, first, today)
        if period.first >= first and period.last < today
    )


def by_period(
    grain: str, days: Iterable[tuple[dt.date, Decimal | int]]
) -> dict[Period, Decimal | int]:
    """Fold numbers by day into numbers by period.

    The database groups by the day, which an index (register, date) answers on both databases
    without a look at the rows; a few hundred days are folded here.
    """
    folded: dict[Period, Decimal | int] = {}
    for day, number in days:
        period = period_of(grain, day)
        folded[period] = folded.get(period, 0) + number
    return folded


_MONTHS_LONG = {Grain.MONTH: 1, Grain.QUARTER: QUARTER_MONTHS, Grain.YEAR: MONTHS}


def _after_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return day.replace(year=year, month=month + 1)


def _week_key(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


_KEYS: dict[str, Callable[[dt.date], str]] = {
    Grain.DAY: dt.date.isoformat,
    Grain.WEEK: _week_key,
    Grain.MONTH: lambda day: f"{day:%Y-%m}",
    Grain.QUARTER: lambda day: f"{day.year}-Q{(day.month - 1) // QUARTER_MONTHS + 1}",
    Grain.YEAR: lambda day: f"{day.year}",
}


def _quarter(year: int, number: int) -> dt.date:
    return dt.date(year, (number - 1) * QUARTER_MONTHS + 1, 1)


_FORMS: dict[str, tuple[str, Callable[..., dt.date]]] = {
    Grain.DAY: (r"(\d{4})-(\d\d)-(\d\d)", dt.date),
    Grain.WEEK: (r"(\d{4})-W(\d\d)", lambda year, week: dt.date.fromisocalendar(year, week, 1)),
    Grain.MONTH: (r"(\d{4})-(\d\d)", lambda year, month: dt.date(year, month, 1)),
    Grain.QUARTER: (r"(\d{4})-Q([1-4])", _quarter),
    Grain.YEAR: (r"(\d{4})", lambda year: dt.date(year, 1, 1)),
}


def _name(period: Period) -> str:
    """As people say it."""
    first = period.first
    if period.grain == Grain.WEEK:
        return _("%(first)s to %(last)s") % {
            "first": f"{first:%Y-%m-%d}",
            "last": f"{period.last:%m-%d}",
        }
    if period.grain == Grain.QUARTER:
        number = (first.month - 1) // QUARTER_MONTHS + 1
        return _("Q%(number)d %(year)d") % {"number": number, "year": first.year}
    if period.grain == Grain.YEAR:
        return _("the year %(year)d") % {"year": first.year}
    return period.key


def days_in_year(year: int) -> int:
    """365 or 366, for what is counted pro rata."""
    return 366 if calendar.isleap(year) else 365
