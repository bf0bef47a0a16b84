"""When a public notice ends: pure arithmetic over the calendar of the pack.

The day it begins does not count (民法典 Art. 201); calendar days that would end on a day off end on
the next working day (Art. 203). While an objection is open the clock stands still: the days from
the objection to its answer, both included, do not count. An objection may come until midnight of
the last day.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ezhen.core.workdays import is_workday

DAY = dt.timedelta(days=1)
NEVER = dt.date(9999, 12, 31)  # the end while an objection is open
WORKDAYS, DAYS = "workdays", "days"


@dataclass(frozen=True)
class Pause:
    """The clock stands still from the objection until its answer; None: not answered yet."""

    first: dt.date
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Does this day not count?"""
        return self.first <= day and (self.last is None or day <= self.last)


def notice_end(
    begins_on: dt.date,
    days: int,
    *,
    unit: str = WORKDAYS,
    pauses: Iterable[Pause] = (),
    works: Callable[[dt.date], bool] = is_workday,
) -> dt.date:
    """The last day of a notice of `days`; NEVER while a pause that began in time is open.

    A pause that begins after the end changes nothing. Raises ValueError for less than one day.
    """
    if days < 1:
        raise ValueError("a notice lasts at least one day")
    stops = sorted(pauses, key=lambda pause: pause.first)
    day, counted = begins_on, 0
    while True:
        day += DAY
        stop = next((pause for pause in stops if pause.covers(day)), None)
        if stop and stop.last is None:
            return NEVER
        if stop:
            continue
        counted += unit == DAYS or works(day)
        if counted >= days and (unit == WORKDAYS or works(day)):
            return day
