"""Number of different values of a field."""

from decimal import Decimal

from ezhen.standards.definitions import Distinct
from ezhen.standards.tests.bound import Measured, Reading, judge_bound
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import measured


def measure(test: Distinct, reader: Reader) -> Measured:
    """How many different values over each span; when each came first is not asked."""
    readings = []
    for span in reader.spans(test):
        ask = reader.ask(test.where, span.first, last=span.through, different=test.measure)
        readings.append(Reading(span, Decimal(reader.one(test.source, ask).different)))
    return measured(test, reader, readings)


def judge(test: Distinct, measured: Measured, frame: Frame) -> Outcome:
    """Enough different ones?"""
    return judge_bound(measured, *frame.bound(test), frame)
