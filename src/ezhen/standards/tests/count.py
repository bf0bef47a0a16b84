"""Number of rows."""

from ezhen.standards.definitions import Count
from ezhen.standards.tests.bound import Measured, judge_bound
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import by_span


def measure(test: Count, reader: Reader) -> Measured:
    """How many rows over each span."""
    return by_span(test, reader)


def judge(test: Count, measured: Measured, frame: Frame) -> Outcome:
    """Enough rows?"""
    return judge_bound(measured, *frame.bound(test), frame)
