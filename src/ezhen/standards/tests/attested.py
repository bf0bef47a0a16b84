"""A named role says so, for so many days."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Attested
from ezhen.standards.enums import Code
from ezhen.standards.tests.bound import once
from ezhen.standards.tests.frame import DAY, Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.reader import Reader


@dataclass(frozen=True)
class Measured:
    """Who should say so, and when they last did."""

    who: Words
    on: dt.date | None


def measure(test: Attested, reader: Reader) -> Measured:
    """The newest word of that role."""
    return Measured(
        who=reader.role(test.role),
        on=reader.attested_on(test.role),
    )


def judge(test: Attested, measured: Measured, frame: Frame) -> Outcome:
    """A word that is too old no longer counts."""
    until = measured.on + test.days * DAY if measured.on else None
    holds = until is not None and frame.today <= until
    facts = {
        "who": named(measured.who),
        "on": str(measured.on or ""),
        "until": str(until or ""),
        "days": test.days,
    }
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.STALE if measured.on else Code.MISSING_SLOT,
        said=(_said(facts, measured.on, holds=holds),),
        have=Decimal(holds),
        need=Decimal(1),
        forecast=once(frame),
        # who may confirm finds the button on the page; everybody else would follow it to a refusal
        evidence=(Evidence(Say(_("Statement of %(who)s"), facts), missing=not holds),),
        gaps=() if holds else (Gap(Say("%(who)s", facts)),),
    )


def _said(facts: dict[str, object], on: dt.date | None, *, holds: bool) -> Say:
    if holds:
        return Say(_("%(who)s confirmed it on %(on)s, valid until %(until)s."), facts)
    if on:
        return Say(_("%(who)s confirmed it on %(on)s; that ended on %(until)s."), facts)
    return Say(_("%(who)s has not confirmed it yet."), facts)
