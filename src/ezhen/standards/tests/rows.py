"""Reading rows for the tests that count them."""

import datetime as dt
from decimal import Decimal

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Bound, Growth, Ratio, Sum
from ezhen.standards.tests.bound import PACE_DAYS, ROWS, SHARE, Measured, Reading, fulfils
from ezhen.standards.tests.reader import Reader


def unit_of(test: Bound, reader: Reader) -> Words:
    """What is counted in: as said, or the unit of the catalogue's figure; shares in per cent."""
    if test.unit:
        return test.unit
    if isinstance(test, (Ratio, Growth)):
        return SHARE
    if test.target:
        return reader.frame.targets[test.target].unit
    source = reader.source(test.source)
    if isinstance(test, Sum):
        return source.unit_of(test.measure) or ROWS
    return source.unit or ROWS


def by_span(test: Bound, reader: Reader, *, measure: str = "") -> Measured:
    """Number of rows, or sum of a field, over each span, with what the last quarter brought."""
    readings = []
    for span in reader.spans(test):
        since = span.through - dt.timedelta(days=PACE_DAYS)
        ask = reader.ask(test.where, span.first, last=span.through, measure=measure, since=since)
        found = reader.one(test.source, ask)
        have = found.total if measure else Decimal(found.count)
        readings.append(Reading(span, have, found.recent))
    return measured(test, reader, readings)


def measured(
    test: Bound, reader: Reader, readings: list[Reading], *, adds_up: bool = True
) -> Measured:
    """The readings with what they speak of: title, unit, pages, rows that wait for review."""
    source = reader.source(test.source)
    span = reader.spans(test)
    first = span[-1].first if span else None
    ask = reader.ask(test.where, first)
    return Measured(
        title=test.title or source.titled(test.where),
        unit=unit_of(test, reader),
        readings=tuple(readings),
        url=source.url(ask),
        mend=source.mend(task=reader.task),
        waiting=0 if _kept(test, reader, readings) else reader.waiting(test.source, ask),
        adds_up=adds_up,
    )


def _kept(test: Bound, reader: Reader, readings: list[Reading]) -> bool:
    """True when nothing is missing, so that nobody need ask for rows that wait."""
    operator, need = reader.frame.bound(test, is_share=isinstance(test, Ratio))
    return all(r.have is not None and fulfils(r.have, operator, need) for r in readings)
