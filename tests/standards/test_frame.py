"""What a window means on a day, and how pace speaks of the end."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.standards.memory import PROGRAMME, frame, target

from ezhen.core.definitions import Words
from ezhen.core.periods import Period
from ezhen.standards.definitions import Count, Ratio
from ezhen.standards.enums import Forecast
from ezhen.standards.tests.bound import Measured, Reading, judge_bound
from ezhen.standards.tests.cadence import which
from ezhen.standards.tests.frame import counted_years, year_before
from ezhen.standards.tests.periods import forecast, needed, rhythm

pytestmark = pytest.mark.pure
DAY = dt.timedelta(days=1)


def test_years_that_the_programme_covers_by_half_are_counted():
    assert counted_years(PROGRAMME) == (2026,)
    longer = PROGRAMME.model_copy(
        update={"ends_on": dt.date(2027, 7, 3), "accepted_on": dt.date(2027, 7, 3)}
    )
    assert counted_years(longer) == (2026, 2027)
    assert counted_years(PROGRAMME.model_copy(update={"years": (2025, 2026)})) == (2025, 2026)


def test_windows_of_a_day():
    found = frame(dt.date(2026, 11, 23))
    (programme,) = found.spans("programme")
    assert (programme.first, programme.through, programme.is_over) == (
        PROGRAMME.begins_on,
        dt.date(2026, 11, 23),
        False,
    )
    (year,) = found.spans("year")
    assert (year.label, year.first, year.last) == (
        "2026",
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
    )
    (twelve,) = found.spans("twelve_months")
    assert (twelve.first, twelve.is_over) == (dt.date(2025, 11, 24), True)
    assert frame(dt.date(2025, 12, 31)).spans("year") == []
    assert frame(dt.date(2027, 1, 1)).spans("year")[0].is_over


def test_leap_days_have_a_year_before():
    assert year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)
    assert year_before(dt.date(2028, 3, 1)) == dt.date(2027, 3, 1)


def test_a_figure_of_the_catalogue_gives_operator_and_value():
    found = frame(targets={"T": target("T", "=", "1"), "P": target("P", ">=", "60", "%")})
    assert found.bound(Count(type="count", source="register.x", target="T")) == ("==", Decimal(1))
    share = Ratio(type="ratio", source="register.x", part={}, target="P")
    assert found.bound(share, is_share=True) == (">=", Decimal(60))
    half = Ratio(type="ratio", source="register.x", part={}, value=Decimal("0.5"))
    assert found.bound(half, is_share=True) == (">=", Decimal(50))


def paced(have, recent, need, today=dt.date(2026, 11, 23)):
    """The forecast of a count of which the last quarter brought `recent`."""
    found = frame(today)
    (span,) = found.spans("programme")
    reading = Reading(span, Decimal(have), Decimal(recent))
    words = Words(zh="件", en="things")
    return judge_bound(Measured(words, words, (reading,)), ">=", Decimal(need), found).forecast


def test_pace_of_the_last_quarter_decides():
    # 128 days are left: 90 a quarter bring 128 more
    assert paced(300, 90, 428) == Forecast.EXPECTED
    assert paced(300, 90, 429) == Forecast.MISSED
    assert paced(300, 0, 302) == Forecast.MISSED
    assert paced(300, 0, 300) == Forecast.DONE


def test_pace_of_a_young_programme_is_that_since_it_began():
    # 30 in 30 days, 463 days left
    assert paced(30, 30, 493, dt.date(2025, 12, 23)) == Forecast.EXPECTED
    assert paced(30, 30, 494, dt.date(2025, 12, 23)) == Forecast.MISSED


@given(st.integers(0, 400), st.integers(0, 90), st.integers(1, 800))
def test_more_rows_never_worsen_a_forecast(have, recent, need):
    order = [Forecast.MISSED, Forecast.EXPECTED, Forecast.DONE]
    now = order.index(paced(have, recent, need))
    assert order.index(paced(have + 1, recent + 1, need)) >= now


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 60), st.decimals(0, 1, places=2))
def test_a_rhythm_that_can_no_longer_reach_its_share_is_missed(done, missed, ahead, share):
    need = needed(done + missed + ahead, share)
    found = forecast(done, missed, ahead, share)
    if done + ahead < need:
        assert found == Forecast.MISSED
    if missed == 0:
        assert found == Forecast.EXPECTED


def test_periods_ripen_after_their_grace():
    weeks = frame().periods("week", "programme")
    first = weeks[0]
    assert first == Period("week", dt.date(2025, 11, 24))
    for day, counted, waits in ((7, 0, 1), (11, 0, 1), (12, 1, 0)):
        found = rhythm(weeks, set(), 5, first.first + day * DAY)
        assert (len(found.counted), len(found.open)) == (counted, waits)
    assert len(rhythm(weeks, {first}, 5, first.last + DAY).counted) == 1


def test_missing_periods_are_said_in_runs():
    weeks = frame().periods("week", "programme")
    assert which([weeks[0], weeks[2], weeks[3], weeks[4]]) == ["2025-W48", "2025-W50–W52"]
    assert which(weeks[0:20:2])[-1] == "…"
