"""Change in per cent from the year before; no year before is a gap, never a pass."""

import datetime as dt
from decimal import Decimal

from ezhen.standards.definitions import Growth
from ezhen.standards.tests.bound import Measured, Reading, judge_bound
from ezhen.standards.tests.frame import PER_CENT, Frame, Span, year_before
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import measured


def measure(test: Growth, reader: Reader) -> Measured:
    """For each span, against the same days of the year before."""
    readings = [Reading(span, _change(test, reader, span)) for span in reader.spans(test)]
    return measured(test, reader, readings, adds_up=False)


def _change(test: Growth, reader: Reader, span: Span) -> Decimal | None:
    assert span.first is not None, "growth needs a window that begins"
    now = _amount(test, reader, span.first, span.through)
    then = _amount(test, reader, year_before(span.first), year_before(span.through))
    if not then or now is None:
        return None
    return (now - then) / then * PER_CENT


def _amount(test: Growth, reader: Reader, first: dt.date, last: dt.date) -> Decimal | None:
    return reader.amount(test.source, test.where, test.measure or "", first, last)


def judge(test: Growth, measured: Measured, frame: Frame) -> Outcome:
    """Did it grow enough?"""
    return judge_bound(measured, *frame.bound(test), frame)
