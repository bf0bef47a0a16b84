"""Weeks, months, quarters, years."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.core.periods import Grain, by_period, ended, period_of, periods, read_period

pytestmark = pytest.mark.pure
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("grain", "day", "key", "first", "last"),
    [
        ("day", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("week", "2026-11-22", "2026-W47", "2026-11-16", "2026-11-22"),
        ("week", "2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
        ("month", "2028-02-10", "2028-02", "2028-02-01", "2028-02-29"),
        ("quarter", "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("year", "2026-06-30", "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_period_of_a_day(grain, day, key, first, last):
    period = period_of(grain, dt.date.fromisoformat(day))
    assert (period.key, str(period.first), str(period.last)) == (key, first, last)


@given(st.sampled_from(list(Grain)), DAYS)
def test_periods_follow_each_other_without_a_hole(grain, day):
    period = period_of(grain, day)
    assert day in period
    assert period.next().first == period.last + dt.timedelta(days=1)
    assert period.next().previous() == period
    assert read_period(period.key) == period
    assert (period.next().key > period.key) is (period.next() > period)


def test_read_period_refuses_what_is_none():
    for key in ("2026-Q5", "2026-13", "2026-W54", "26", ""):
        with pytest.raises(ValueError):  # noqa: PT011 from here or from the calendar
            read_period(key)


def test_ended_leaves_out_what_runs_and_what_began_before():
    found = ended("month", dt.date(2026, 1, 15), dt.date(2026, 4, 30))
    assert [period.key for period in found] == ["2026-02", "2026-03"]
    found = ended("month", dt.date(2026, 1, 1), dt.date(2026, 5, 1))
    assert [period.key for period in found] == ["2026-01", "2026-02", "2026-03", "2026-04"]


@given(st.lists(st.tuples(DAYS, st.integers(0, 9))))
def test_by_period_loses_nothing(days):
    folded = by_period("week", days)
    assert sum(folded.values()) == sum(number for _day, number in days)
    assert all(any(day in period for day, _number in days) for period in folded)


def test_periods_cover_both_ends():
    found = list(periods("week", dt.date(2026, 11, 22), dt.date(2026, 11, 23)))
    assert [period.key for period in found] == ["2026-W47", "2026-W48"]
