from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ezhen.trace.labels import wording


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1250.500"), "1,250.5 kg"),
        (Decimal(1200), "1,200 kg"),
        (Decimal("1E+3"), "1,000 kg"),
        (Decimal("0.00"), "0 kg"),
        (Decimal("-3.10"), "-3.1 kg"),
        (None, ""),
    ],
)
def test_quantity_reads_plainly(value, expected):
    assert wording.quantity(value, "kg") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (timedelta(seconds=59), "0 分"),
        (timedelta(minutes=12), "12 分"),
        (timedelta(hours=2, minutes=5), "2 小时 05 分"),
        (timedelta(days=3, hours=4, minutes=59), "3 天 4 小时"),
        (timedelta(hours=-2), "2 小时 00 分"),
    ],
)
def test_span_rounds_down(value, expected):
    assert wording.span(value) == expected


def test_moment_is_chinese_time():
    assert wording.moment(datetime(2026, 11, 22, 23, 40, tzinfo=UTC)) == "2026-11-23 07:40"
    naive = datetime(2026, 11, 22, 7, 40, tzinfo=UTC).replace(tzinfo=None)
    assert wording.moment(naive) == "2026-11-22 07:40"
    assert wording.moment(None) == ""


def test_day_is_iso():
    assert wording.day(date(2026, 1, 2)) == "2026-01-02"
    assert wording.day(None) == ""
