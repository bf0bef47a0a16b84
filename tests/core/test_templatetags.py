"""Figures and dates as people write them; links that keep the other parameters."""

import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from ezhen.core.templatetags import ez

EVENING_UTC = dt.datetime(2026, 11, 22, 17, 5, tzinfo=dt.UTC)


def draw(source: str, **values: object) -> str:
    return Template("{% load ez %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 11, 23), "2026-11-23"),
        (EVENING_UTC, "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_date_is_shown_in_local_time(value, shown):
    assert draw("{{ v|ez_date }}", v=value) == shown


def test_month_and_day_drop_the_year():
    assert draw("{{ v|ez_md }}", v=EVENING_UTC) == "11-23"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (EVENING_UTC, "2026-11-23 01:05"),
        ("2026-11-23T10:05:00+08:00", "2026-11-23 10:05"),
        (dt.time(6, 10), "06:10"),
        (None, "—"),
    ],
)
def test_time_shows_minutes(value, shown):
    assert draw("{{ v|ez_time }}", v=value) == shown


def test_date_refuses_text_that_is_no_date():
    with pytest.raises(ValueError, match="not an ISO date"):
        ez.ez_date("soon")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1240, "1,240"),
        (Decimal("1240.500"), "1,240.5"),
        (Decimal("1E+3"), "1,000"),
        (0.1 + 0.2, "0.3"),
        (Decimal("0.0005"), "0.001"),
        (Decimal("-0.0001"), "0"),
        (-1200, "-1,200"),
        (100, "100"),
        (0, "0"),
        (None, "—"),
    ],
)
def test_quantity_has_separators_and_no_trailing_zeros(value, shown):
    assert draw("{{ v|ez_qty }}", v=value) == shown


def test_quantity_rounds_to_the_places_asked_for():
    assert draw("{{ v|ez_qty:1 }}", v=Decimal("12.65")) == "12.7"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12345, "¥12,345.00"),
        (Decimal("-8.005"), "-¥8.01"),
        (Decimal("-0.001"), "¥0.00"),
        (0, "¥0.00"),
        (None, "—"),
    ],
)
def test_money_has_two_decimals(value, shown):
    assert draw("{{ v|ez_money }}", v=value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.049, "4.9%"), (Decimal("0.06"), "6%"), (1, "100%"), (None, "—")]
)
def test_percent_takes_a_share(value, shown):
    assert draw("{{ v|ez_percent }}", v=value) == shown


def test_share_stays_between_nothing_and_all():
    shares = [ez.ez_share(1, 4), ez.ez_share(9, 4), ez.ez_share(1, 0), ez.ez_share(None, 4)]
    assert shares == [25.0, 100.0, 0.0, 0.0]


def test_add_query_keeps_the_other_parameters():
    request = RequestFactory().get("/lots/", {"q": "小米", "page": "2", "state": ["a", "b"]})
    shown = draw("{% add_query page=3 %}", request=request)
    assert QueryDict(shown.replace("&amp;", "&").lstrip("?")) == QueryDict(
        "q=小米&page=3&state=a&state=b"
    )


def test_add_query_takes_a_parameter_away():
    shown = draw("{% add_query query page=None %}", query=QueryDict("q=1&page=2"))
    assert shown == "?q=1"


@pytest.mark.parametrize("query", ["?q=1&page=2", {"q": "1", "page": "2"}])
def test_add_query_reads_text_and_mappings(query):
    assert draw("{% add_query query page=4 %}", query=query) == "?q=1&amp;page=4"


def test_put_query_starts_a_new_order_at_the_first_page():
    request = RequestFactory().get("/lots/", {"page": "7"})
    assert draw("{% put_query 'sort' '-bags' %}", request=request) == "?sort=-bags"


def test_put_query_keeps_the_order_while_paging():
    request = RequestFactory().get("/lots/", {"page": "7", "sort": "bags"})
    assert draw("{% put_query 'page' 8 %}", request=request) == "?page=8&amp;sort=bags"


@pytest.mark.parametrize(
    ("days", "shown"),
    [(0, "today"), (1, "tomorrow"), (7, "7 days left"), (-1, "1 day over"), (-3, "3 days over")],
)
def test_when_counts_days_from_today(days, shown):
    day = timezone.localdate() + dt.timedelta(days=days)
    with translation.override("en"):
        assert draw("{{ v|ez_when }}", v=day) == shown


def test_message_level_becomes_a_tone():
    assert [ez.ez_tone(level) for level in ("success", "error", "whatever")] == [
        "ok",
        "bad",
        "note",
    ]


def test_bars_are_scaled_to_the_greatest_from_zero():
    first, last = ez.ez_bars([("w1", 50), ("w2", 100)])
    assert (first.height, last.height) == ("40.0", "80.0")
    assert (first.y, last.y) == ("64.0", "24.0")
    assert (first.last, last.last) == (False, True)


def test_bars_number_stands_above_the_bar_it_reaches_over():
    drawn = ez.ez_bars([("w1", 50), ("w2", 100), ("w3", 60)])
    assert drawn[2].above == drawn[0].above == "18.0"


def test_bars_of_nothing_have_no_height():
    assert [bar.height for bar in ez.ez_bars([("w1", 0), ("w2", None)])] == ["0.0", "0.0"]


def test_ring_is_not_full_before_all_is_done():
    assert (ez.ez_ring(99.99), ez.ez_ring(100), ez.ez_ring(-5)) == (
        "99.9 100",
        "100.0 100",
        "0.0 100",
    )


def test_pairs_couple_terms_and_values():
    assert ez.ez_pairs("a", 1, "b", 2) == [("a", 1), ("b", 2)]
