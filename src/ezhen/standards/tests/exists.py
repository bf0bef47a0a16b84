"""At least so many rows, the newest not too old."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Exists
from ezhen.standards.enums import Code
from ezhen.standards.sources.ask import NOWHERE, Mend
from ezhen.standards.tests.bound import ENTER, ROWS, once
from ezhen.standards.tests.frame import DAY, Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.reader import Reader


@dataclass(frozen=True)
class Measured:
    """How many rows, and the day of the newest."""

    title: Words
    unit: Words
    count: int
    newest: dt.date | None
    waiting: int = 0
    url: str = ""
    mend: Mend = NOWHERE


def measure(test: Exists, reader: Reader) -> Measured:
    """One aggregate over all rows up to today."""
    ask = reader.ask(test.where)
    found = reader.one(test.source, ask)
    source = reader.source(test.source)
    return Measured(
        title=test.title or source.titled(test.where),
        unit=test.unit or ROWS,
        count=found.count,
        newest=found.newest,
        waiting=reader.waiting(test.source, ask) if found.count < test.least else 0,
        url=source.url(ask),
        mend=source.mend(task=reader.task),
    )


def judge(test: Exists, measured: Measured, frame: Frame) -> Outcome:
    """There, and fresh?"""
    is_there = measured.count >= test.least
    is_stale = is_there and _too_old(test, measured.newest, frame)
    holds = is_there and not is_stale
    facts = {
        "what": named(measured.title),
        "unit": named(measured.unit),
        "have": measured.count,
        "need": test.least,
        "newest": str(measured.newest or ""),
        "days": test.within_days or 0,
    }
    return Outcome(
        holds=holds,
        code=_code(measured, holds=holds, is_stale=is_stale),
        said=(_said(facts, is_there=is_there, is_stale=is_stale),),
        have=Decimal(measured.count),
        need=Decimal(test.least),
        forecast=once(frame),
        evidence=(
            Evidence(Say(_("%(what)s %(have)s %(unit)s"), facts), measured.url, not measured.count),
        ),
        gaps=() if holds else (Gap(Say("%(what)s", facts), measured.mend.url, ENTER),),
    )


def _too_old(test: Exists, newest: dt.date | None, frame: Frame) -> bool:
    if test.within_days is None:
        return False
    return newest is None or newest + test.within_days * DAY < frame.today


def _code(measured: Measured, *, holds: bool, is_stale: bool) -> Code:
    if holds:
        return Code.PASS
    if is_stale:
        return Code.STALE
    return Code.PENDING_REVIEW if measured.waiting else Code.SHORT


def _said(facts: dict[str, object], *, is_there: bool, is_stale: bool) -> Say:
    if is_stale:
        return Say(_("%(what)s: the newest is of %(newest)s, older than %(days)s days."), facts)
    if is_there:
        return Say(_("%(what)s: %(have)s %(unit)s, the newest of %(newest)s."), facts)
    return Say(_("%(what)s: %(have)s %(unit)s; asked: at least %(need)s."), facts)
