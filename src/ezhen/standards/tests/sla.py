"""From one date to another within so many days."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Sla
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import NOWHERE, Mend
from ezhen.standards.tests.bound import ENTER, ROWS, once
from ezhen.standards.tests.frame import PER_CENT, Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.reader import Reader

Pair = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class Measured:
    """How many rows have which pair of dates."""

    title: Words
    unit: Words
    pairs: Mapping[Pair, int]
    url: str = ""
    mend: Mend = NOWHERE


def measure(test: Sla, reader: Reader) -> Measured:
    """One aggregate by both dates; a town has a few thousand different pairs a year."""
    pairs: Counter[Pair] = Counter()
    for span in reader.spans(test):
        ask = reader.ask(test.where, span.first, last=span.through, by=(test.start, test.end))
        for tally in reader.tally(test.source, ask):
            start, end = tally.keys
            pairs[start, end] += tally.count
    source = reader.source(test.source)
    return Measured(
        title=test.title or source.titled(test.where),
        unit=test.unit or ROWS,
        pairs=pairs,
        url=source.url(reader.ask(test.where)),
        mend=source.mend(task=reader.task),
    )


def judge(test: Sla, measured: Measured, frame: Frame) -> Outcome:
    """In time, late, or still within its days. A row without an end is late once they are over."""
    days = frame.at_least(test.days or 0, test.target)
    in_time, late = _sorted(measured.pairs, days, frame.today)
    rows = in_time + late
    share = Decimal(in_time) / rows if rows else Decimal(0)
    holds = rows >= test.least and share >= test.share
    facts = {
        "what": named(measured.title),
        "unit": named(measured.unit),
        "rows": rows,
        "late": late,
        "days": days,
        "share": (share * PER_CENT).quantize(Decimal("0.1")),
        "asked": test.share * PER_CENT,
    }
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.SHORT,
        said=(_said(facts),),
        have=(share * PER_CENT).quantize(Decimal("0.1")) if rows else None,
        need=test.share * PER_CENT,
        is_share=True,
        forecast=once(frame, nothing_yet=rows < test.least) if not holds else Forecast.DONE,
        evidence=(Evidence(Say(_("%(what)s %(rows)s %(unit)s"), facts), measured.url, not rows),),
        gaps=() if holds else (Gap(Say("%(what)s", facts), measured.mend.url, ENTER),),
    )


def _sorted(pairs: Mapping[Pair, int], days: int, today: dt.date) -> tuple[int, int]:
    in_time = late = 0
    for (start, end), number in pairs.items():
        if start is None:
            continue
        if end is not None and (end - start).days <= days:
            in_time += number
        elif end is not None or (today - start).days > days:
            late += number
    return in_time, late


def _said(facts: dict[str, object]) -> Say:
    if not facts["rows"]:
        return Say(_("%(what)s: nothing yet to measure the days on."), facts)
    return Say(
        _(
            "%(what)s: %(share)s%% of %(rows)s %(unit)s within %(days)s days,"
            " %(late)s late; asked: %(asked)s%%."
        ),
        facts,
    )
