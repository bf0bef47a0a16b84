"""Share of the rows, or of the sum of a field, that also fulfil a second filter."""

from decimal import Decimal

from ezhen.standards.definitions import Ratio
from ezhen.standards.sources.ask import Tally
from ezhen.standards.tests.bound import Measured, Reading, judge_bound
from ezhen.standards.tests.frame import PER_CENT, Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import measured


def measure(test: Ratio, reader: Reader) -> Measured:
    """The share over each span, in per cent; None when there are no rows to take a share of."""
    readings = []
    for span in reader.spans(test):
        ask = reader.ask(
            test.where,
            span.first,
            last=span.through,
            part=test.part,
            measure=test.measure or "",
        )
        readings.append(Reading(span, _share(test, reader.one(test.source, ask))))
    return measured(test, reader, readings, adds_up=False)


def _share(test: Ratio, tally: Tally) -> Decimal | None:
    whole = tally.total if test.measure else Decimal(tally.count)
    return tally.part / whole * PER_CENT if whole else None


def judge(test: Ratio, measured: Measured, frame: Frame) -> Outcome:
    """Is the share large enough? A share stays what it is until something is done."""
    return judge_bound(measured, *frame.bound(test, is_share=True), frame)
