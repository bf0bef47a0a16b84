"""Room for a paper: enough documents of a type, for the task, for each row, or in each period."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.core.periods import Period, period_of
from ezhen.standards.definitions import Slot
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import MONTH, NOWHERE, Ask, Mend, Subject
from ezhen.standards.tests.bound import once
from ezhen.standards.tests.cadence import which
from ezhen.standards.tests.frame import DAY, Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.periods import forecast, needed, rhythm, window_start
from ezhen.standards.tests.reader import Reader

VALID = "valid_until"
GRACE_DAYS = 10
SHOWN = 60
NAMED = 3


UPLOAD = Say(_("Hand in the paper"))


@dataclass(frozen=True)
class Measured:
    """Documents of the type: all, those still valid, the newest, the damaged; by row or period."""

    title: Words
    count: int = 0
    valid: int = 0
    newest: dt.date | None = None
    broken: int = 0
    subjects: tuple[Subject, ...] = ()
    of_subject: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()
    of_period: frozenset[Period] = frozenset()
    url: str = ""
    mend: Mend = NOWHERE


def measure(slot: Slot, reader: Reader) -> Measured:
    """One aggregate over the task's papers, or one by row or by month."""
    if slot.each:
        return _of_rows(slot, reader)
    return _of_periods(slot, reader) if slot.grain else _of_task(slot, reader)


def _of_rows(slot: Slot, reader: Reader) -> Measured:
    ask = reader.ask({}, part=_still_valid(reader), by=("subject",))
    return replace(
        _begun(slot, reader, ask),
        subjects=tuple(reader.subjects(slot.each, slot.where)),
        of_subject=_keys(slot, reader, ask),
    )


def _of_periods(slot: Slot, reader: Reader) -> Measured:
    periods = reader.frame.periods(slot.grain, "programme")
    first = window_start(reader.frame, periods)
    where = {"task": [reader.task, *slot.also]}
    ask = reader.ask(where, first, part=_still_valid(reader), by=(MONTH,))
    months = (dt.date.fromisoformat(f"{month}-01") for month in _keys(slot, reader, ask))
    return replace(
        _begun(slot, reader, ask),
        periods=tuple(periods),
        of_period=frozenset(period_of(slot.grain, month) for month in months),
    )


def _of_task(slot: Slot, reader: Reader) -> Measured:
    ask = reader.ask({"task": [reader.task, *slot.also]}, part=_still_valid(reader))
    found = reader.one(_code(slot), ask)
    return replace(
        _begun(slot, reader, ask), count=found.count, valid=int(found.part), newest=found.newest
    )


def _code(slot: Slot) -> str:
    return f"files.{slot.document}"


def _begun(slot: Slot, reader: Reader, ask: Ask) -> Measured:
    source = reader.source(_code(slot))
    whole = replace(ask, by=(), part=None)
    return Measured(
        title=source.title,
        broken=reader.broken(_code(slot), whole),
        url=source.url(whole),
        mend=source.mend(task=reader.task),
    )


def _still_valid(reader: Reader) -> dict[str, object]:
    return {VALID: {"gte": reader.frame.today}}


def _keys(slot: Slot, reader: Reader, ask: Ask) -> frozenset[str]:
    tallies = reader.tally(_code(slot), ask)
    return frozenset(str(tally.keys[0]) for tally in tallies if tally.part >= slot.least)


def judge(slot: Slot, measured: Measured, frame: Frame) -> Outcome:
    """Filled? A damaged file fills nothing."""
    if measured.broken:
        return _broken(measured)
    if slot.each:
        return _judge_rows(slot, measured, frame)
    return (
        _judge_periods(slot, measured, frame) if slot.grain else _judge_task(slot, measured, frame)
    )


def _broken(measured: Measured) -> Outcome:
    facts = {"what": named(measured.title), "n": measured.broken}
    text = _("%(what)s: %(n)s files no longer are what was handed in.")
    return Outcome(
        holds=False,
        code=Code.BROKEN_HASH,
        said=(Say(text, facts),),
        forecast=Forecast.MISSED,
        evidence=(_paper(measured, 0, 1),),
        gaps=(Gap(Say("%(what)s", facts), measured.url, UPLOAD),),
    )


def _judge_task(slot: Slot, measured: Measured, frame: Frame) -> Outcome:
    is_there = measured.count >= slot.least
    expired = is_there and measured.valid < slot.least
    old = is_there and slot.days is not None and _too_old(measured.newest, slot.days, frame)
    holds = is_there and not expired and not old
    facts = {
        "what": named(measured.title),
        "have": measured.valid,
        "need": slot.least,
        "newest": str(measured.newest or ""),
        "days": slot.days or 0,
    }
    text = _text(slot, expired=expired, old=old, holds=holds)
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.STALE if expired or old else Code.MISSING_SLOT,
        said=(Say(text, facts),),
        have=Decimal(measured.valid),
        need=Decimal(slot.least),
        forecast=once(frame),
        evidence=(_paper(measured, measured.valid if holds else 0, slot.least),),
        gaps=() if holds else (Gap(Say("%(what)s", facts), measured.mend.url, UPLOAD),),
    )


def _text(slot: Slot, *, expired: bool, old: bool, holds: bool) -> str:
    if holds:
        return _("%(what)s: there.")
    if expired:
        return _("%(what)s: no longer valid.")
    if old:
        return _("%(what)s: the newest is of %(newest)s, older than %(days)s days.")
    if slot.least == 1:
        return _("%(what)s: not handed in yet.")
    return _("%(what)s: %(have)s of %(need)s handed in.")


def _too_old(newest: dt.date | None, days: int, frame: Frame) -> bool:
    return newest is None or newest + days * DAY < frame.today


def _judge_rows(slot: Slot, measured: Measured, frame: Frame) -> Outcome:
    missing = [row for row in measured.subjects if row.id not in measured.of_subject]
    gaps = tuple(
        Gap(Say("%(what)s", {"what": row.label}), row.url or measured.mend.url, UPLOAD)
        for row in missing[:SHOWN]
    )
    names = [row.label for row in missing[:NAMED]]
    number = len(measured.subjects)
    which_ones = [*names, *(["…"] if len(missing) > NAMED else [])]
    found = _counted(slot, measured, number - len(missing), number, which_ones)
    return replace(found, gaps=() if found.holds else gaps, forecast=_hope(found, once(frame)))


def _judge_periods(slot: Slot, measured: Measured, frame: Frame) -> Outcome:
    found = rhythm(measured.periods, set(measured.of_period), GRACE_DAYS, frame.today)
    missing = [period for period in found.counted if period not in measured.of_period]
    number = len(found.counted)
    gaps = tuple(
        Gap(Say("%(when)s", {"when": period.key}), measured.mend.at(period=period), UPLOAD)
        for period in missing[:SHOWN]
    )
    done = number - len(missing)
    hope = forecast(done, len(missing), found.ahead + len(found.open), slot.share)
    whole = _counted(slot, measured, done, number, which(missing) if missing else [])
    return replace(whole, gaps=() if whole.holds else gaps, forecast=_hope(whole, hope))


def _hope(found: Outcome, hope: Forecast) -> Forecast:
    return Forecast.DONE if found.holds else hope


def _counted(
    slot: Slot, measured: Measured, done: int, number: int, which_ones: list[str]
) -> Outcome:
    holds = number > 0 and done >= needed(number, slot.share)
    facts = {
        "what": named(measured.title),
        "have": done,
        "need": number,
        "short": number - done,
        "which": which_ones,
    }
    if not number:
        text = _("%(what)s: nothing is due yet.")
    elif done == number:
        text = _("%(what)s: all %(need)s are there.")
    else:
        text = _("%(what)s: %(have)s of %(need)s are there, %(short)s missing: %(which)s.")
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.MISSING_SLOT if number else Code.NOT_DUE,
        said=(Say(text, facts),),
        have=Decimal(done),
        need=Decimal(number),
        evidence=(_paper(measured, done, number),),
    )


def _paper(measured: Measured, have: int, need: int) -> Evidence:
    facts = {"what": named(measured.title), "have": have, "need": need, "short": need - have}
    if need <= 1:
        return Evidence(Say("%(what)s", facts), measured.url, missing=have < need)
    if have >= need:
        return Evidence(Say("%(what)s %(have)s/%(need)s", facts), measured.url)
    text = _("%(what)s %(have)s/%(need)s, %(short)s missing")
    return Evidence(Say(text, facts), measured.url, missing=True)
