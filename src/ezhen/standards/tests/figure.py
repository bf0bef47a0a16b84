"""The value of a named figure."""

from ezhen.standards.definitions import Figure
from ezhen.standards.tests.bound import Measured, Reading, judge_bound
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import measured


def measure(test: Figure, reader: Reader) -> Measured:
    """The figure over each span; only what is counted anew each year has a pace."""
    readings = [
        Reading(span, reader.value(test.source, span.first, span.through).number)
        for span in reader.frame.spans(test.window)
    ]
    return measured(test, reader, readings, adds_up=test.window == "year")


def judge(test: Figure, measured: Measured, frame: Frame) -> Outcome:
    """Does the figure keep the bound?"""
    return judge_bound(measured, *frame.bound(test), frame)
