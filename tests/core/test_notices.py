"""The end of a notice equals an independent reading of the same rules."""

import datetime as dt
import random

import pytest

from ezhen.core.notices import NEVER, Pause, notice_end
from ezhen.core.workdays import is_workday

pytestmark = pytest.mark.pure
BEGIN = dt.date(2026, 1, 1)


def reference_end(begins_on, days, unit, pauses):
    """Another way to the same day: list the countable days of two years, take the n-th, and for
    calendar days go on to the first working day that counts."""
    calendar = [begins_on + dt.timedelta(days=number) for number in range(1, 900)]
    stopped = set()
    for first, last in pauses:
        stopped |= {day for day in calendar if first <= day <= (last or NEVER)}
    countable = [day for day in calendar if day not in stopped]
    if unit == "workdays":
        countable = [day for day in countable if is_workday(day)]
    chosen = countable[days - 1] if len(countable) >= days else None
    if unit == "days" and chosen:
        chosen = next((day for day in countable if day >= chosen and is_workday(day)), None)
    open_ones = [first for first, last in pauses if last is None]
    if chosen is None or any(first <= chosen for first in open_ones):
        return NEVER
    return chosen


def test_end_equals_the_reference_over_ten_thousand_notices():
    dice = random.Random(20260801)
    differing = []
    for _number in range(10_000):
        begins_on = BEGIN + dt.timedelta(days=dice.randrange(700))
        days, unit = dice.randint(1, 30), dice.choice(["workdays", "days"])
        pauses = []
        for _pause in range(dice.choice([0, 0, 1, 2])):
            first = begins_on + dt.timedelta(days=dice.randint(1, 45))
            length = dice.choice([0, 1, 3, 9, None])
            last = None if length is None else first + dt.timedelta(days=length)
            pauses.append((first, last))
        ours = notice_end(begins_on, days, unit=unit, pauses=[Pause(*pause) for pause in pauses])
        theirs = reference_end(begins_on, days, unit, pauses)
        if ours != theirs:
            differing.append((begins_on, days, unit, pauses, ours, theirs))
    assert differing == []


def test_first_day_does_not_count():
    assert notice_end(dt.date(2026, 11, 23), 5) == dt.date(2026, 11, 30)


def test_national_holiday_is_left_out():
    assert notice_end(dt.date(2026, 9, 29), 5) > dt.date(2026, 10, 8)


def test_calendar_days_end_on_a_working_day():
    saturday_would_be = notice_end(dt.date(2026, 11, 23), 5, unit="days")
    assert saturday_would_be == dt.date(2026, 11, 30)


def test_open_objection_stops_the_end():
    begins_on = dt.date(2026, 11, 23)
    assert notice_end(begins_on, 5, pauses=[Pause(dt.date(2026, 11, 30))]) == NEVER
    assert notice_end(begins_on, 5, pauses=[Pause(dt.date(2026, 12, 1))]) == dt.date(2026, 11, 30)


def test_days_of_an_objection_do_not_count():
    pause = Pause(dt.date(2026, 11, 25), dt.date(2026, 11, 26))
    assert notice_end(dt.date(2026, 11, 23), 5, pauses=[pause]) == dt.date(2026, 12, 2)


def test_notice_of_no_day_is_refused():
    with pytest.raises(ValueError, match="one day"):
        notice_end(BEGIN, 0)
