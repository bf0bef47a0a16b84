import datetime as dt

import pytest

from ezhen.core.workdays import add_workdays, is_announced, is_workday

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-11-23", True),  # a Monday
        ("2026-11-21", False),  # a Saturday
        ("2026-10-01", False),  # National Day, a Thursday
        ("2026-10-07", False),  # its last day
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday that is worked
    ],
)
def test_workday_follows_the_announced_days(day, worked):
    assert is_workday(dt.date.fromisoformat(day)) is worked


def test_add_workdays_does_not_count_the_first_day():
    assert add_workdays(dt.date(2026, 11, 23), 1) == dt.date(2026, 11, 24)
    assert add_workdays(dt.date(2026, 11, 23), 10) == dt.date(2026, 12, 7)


def test_add_workdays_steps_over_a_holiday_and_counts_the_makeup_day():
    # 30 September: eight days of nothing, then Thursday 8, Friday 9, Saturday 10 (worked)
    assert add_workdays(dt.date(2026, 9, 30), 3) == dt.date(2026, 10, 10)


def test_year_that_is_not_announced_counts_weekends_only():
    assert not is_announced(dt.date(2030, 1, 1))
    assert is_workday(dt.date(2030, 1, 1))  # a Tuesday
    assert not is_workday(dt.date(2030, 1, 5))
