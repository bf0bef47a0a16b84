"""Sum of a field."""

from ezhen.standards.definitions import Sum
from ezhen.standards.tests.bound import Measured, judge_bound
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import by_span


def measure(test: Sum, reader: Reader) -> Measured:
    """What the field adds up to over each span."""
    return by_span(test, reader, measure=test.measure)


def judge(test: Sum, measured: Measured, frame: Frame) -> Outcome:
    """Enough in sum?"""
    return judge_bound(measured, *frame.bound(test), frame)
