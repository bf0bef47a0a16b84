"""Numbers against a bound: what count, sum, distinct, figure, ratio and growth share. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import NOWHERE, Mend
from ezhen.standards.tests.frame import Frame, Span
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named

ROWS = Words(zh="条", en="rows")
SHARE = Words(zh="%", en="%")
PACE_DAYS = 90  # a quarter: the longest rhythm the standard asks for averages out in it
LAST_DAYS = 30  # what is done once is behind when nothing is there a month before it is due
GROWS = frozenset({">=", ">"})


KEPT = _("%(span)s%(what)s: %(have)s %(unit)s; asked: %(bound)s %(need)s %(unit)s.")
LACKING = _(
    "%(span)s%(what)s: %(have)s %(unit)s; asked: %(bound)s %(need)s %(unit)s, %(short)s short."
)
BROKEN = _("%(span)s%(what)s: %(have)s %(unit)s; not %(bound)s %(need)s %(unit)s.")
WORDED = {
    ">=": Say(_("at least")),
    ">": Say(_("more than")),
    "<=": Say(_("at most")),
    "<": Say(_("less than")),
    "==": Say(_("exactly")),
}


@dataclass(frozen=True)
class Reading:
    """A number over one span; None when there is nothing to count from. `recent`: of it, what the
    last PACE_DAYS brought (None when that is not known)."""

    span: Span
    have: Decimal | None
    recent: Decimal | None = None


@dataclass(frozen=True)
class Measured:
    """What a bounded test read: the numbers, and what they are numbers of."""

    title: Words
    unit: Words
    readings: tuple[Reading, ...]
    url: str = ""
    mend: Mend = NOWHERE
    waiting: int = 0
    adds_up: bool = True  # the number grows row by row, so a pace speaks of its end


def fulfils(have: Decimal, operator: str, need: Decimal) -> bool:
    """Does the number keep the bound?"""
    return {
        ">=": have >= need,
        ">": have > need,
        "<=": have <= need,
        "<": have < need,
        "==": have == need,
    }[operator]


def judge_bound(measured: Measured, operator: str, need: Decimal, frame: Frame) -> Outcome:
    """Every span that is over must keep the bound. A span that runs counts when it keeps it
    already; while another one has proved it, it is not due yet."""
    readings = measured.readings
    kept = [r.have is not None and fulfils(r.have, operator, need) for r in readings]
    over = [reading.span.is_over for reading in readings]
    missed = any(ended and not good for ended, good in zip(over, kept, strict=True))
    holds = bool(readings) and not missed and any(kept)
    shown = _shown(readings, kept)
    said = tuple(_said(measured, operator, need, reading) for reading in shown)
    have = shown[0].have if shown else None
    return Outcome(
        holds=holds,
        code=_code(holds, missed, measured, readings),
        said=said or (_nothing(measured, operator, need),),
        have=have,
        need=need,
        is_share=measured.unit == SHARE,
        forecast=_forecast(measured, operator, need, frame, kept, missed=missed),
        evidence=(_evidence(measured, shown),),
        gaps=() if holds else _gaps(measured),
    )


def _shown(readings: Sequence[Reading], kept: Sequence[bool]) -> list[Reading]:
    """What fails first; else the newest."""
    failing = [reading for reading, good in zip(readings, kept, strict=True) if not good]
    return failing or list(readings[-1:])


def _code(holds: bool, missed: bool, measured: Measured, readings: Sequence[Reading]) -> Code:
    if holds:
        return Code.PASS
    if measured.waiting:
        return Code.PENDING_REVIEW
    runs = bool(readings) and not missed and readings[-1].span.label
    return Code.NOT_DUE if runs or not readings else Code.SHORT


def _said(measured: Measured, operator: str, need: Decimal, reading: Reading) -> Say:
    if reading.have is None:
        return _nothing(measured, operator, need, reading.span.label)
    facts = _facts(measured, operator, need, reading.span.label) | {"have": reading.have}
    if fulfils(reading.have, operator, need):
        return Say(KEPT, facts)
    short = abs(need - reading.have)
    if _may_grow(operator, reading.have, need) and short:
        return Say(LACKING, facts | {"short": short})
    return Say(BROKEN, facts)


def _nothing(measured: Measured, operator: str, need: Decimal, label: str = "") -> Say:
    text = _("%(span)s%(what)s: nothing yet; asked: %(bound)s %(need)s %(unit)s.")
    return Say(text, _facts(measured, operator, need, label))


def _facts(measured: Measured, operator: str, need: Decimal, label: str) -> dict[str, object]:
    return {
        "span": Say(_("%(year)s: "), {"year": label}) if label else "",
        "what": named(measured.title),
        "unit": named(measured.unit),
        "bound": WORDED[operator],
        "need": need,
    }


def _evidence(measured: Measured, shown: Sequence[Reading]) -> Evidence:
    have = shown[0].have if shown else None
    facts = {"what": named(measured.title), "unit": named(measured.unit), "have": have or 0}
    label = Say(_("%(what)s %(have)s %(unit)s"), facts)
    return Evidence(label, measured.url, missing=not have)


def _gaps(measured: Measured) -> tuple[Gap, ...]:
    if measured.waiting:
        label = Say(_("%(n)s wait for review"), {"n": measured.waiting})
        return (Gap(label, measured.url, Say(_("Go and review"))),)
    return (Gap(Say("%(what)s", {"what": named(measured.title)}), measured.mend.url, ENTER),)


ENTER = Say(_("Enter what is missing"))


def _forecast(
    measured: Measured,
    operator: str,
    need: Decimal,
    frame: Frame,
    kept: Sequence[bool],
    *,
    missed: bool,
) -> Forecast:
    if missed:
        return Forecast.MISSED
    readings = measured.readings
    running = next((r for r, good in zip(readings, kept, strict=True) if not good), None)
    if running is None or running.have is None:
        return once(frame)
    if not measured.adds_up or not _may_grow(operator, running.have, need):
        return once(frame, nothing_yet=False)
    if need - running.have <= 1:
        return once(frame)
    return _paced(running, running.have, need, frame.days_left)


def _may_grow(operator: str, have: Decimal, need: Decimal) -> bool:
    return operator in GROWS or (operator == "==" and have < need)


def _paced(running: Reading, have: Decimal, need: Decimal, days: int) -> Forecast:
    """Where the number stands on its last day if the last quarter's pace goes on."""
    span = running.span
    days = min(days, span.left()) if span.last else days
    if running.recent is not None and (span.first is None or span.elapsed() > PACE_DAYS):
        pace = running.recent / PACE_DAYS
    else:
        pace = have / span.elapsed()
    return Forecast.EXPECTED if have + pace * days >= need else Forecast.MISSED


def once(frame: Frame, *, nothing_yet: bool = True) -> Forecast:
    """For what has no pace: a paper, a single event, a share. It may still come until shortly
    before it is due; a number that is there and wrong stays wrong if nothing is done."""
    if not nothing_yet:
        return Forecast.MISSED
    has_time = frame.days_left > LAST_DAYS and not frame.is_overdue
    return Forecast.EXPECTED if has_time else Forecast.MISSED
