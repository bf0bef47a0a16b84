"""Working days: Monday to Friday, with the days off and make-up days that the town pack lists.

The State Council announces a year's days in November of the year before; a year that the pack does
not have yet counts weekends only, and `is_announced` lets a page say so.
"""

import datetime as dt

from ezhen.core.pack import Year, pack

SATURDAY = 5
DAY = dt.timedelta(days=1)


def _year(number: int) -> Year | None:
    return next((year for year in pack().holidays if year.year == number), None)


def is_announced(day: dt.date) -> bool:
    """True when the holidays of that day's year are known."""
    return _year(day.year) is not None


def is_workday(day: dt.date) -> bool:
    """Is it worked on that day?"""
    year = _year(day.year)
    if year is None:
        return day.weekday() < SATURDAY
    if day in year.worked:
        return True
    is_off = any(off.first <= day <= off.last for off in year.days_off)
    return day.weekday() < SATURDAY and not is_off


def add_workdays(day: dt.date, number: int) -> dt.date:
    """The last day of a period of `number` working days; the day itself does not count
    (民法典 Art. 201: the day on which a period begins is not counted)."""
    while number > 0:
        day += DAY
        number -= is_workday(day)
    return day
