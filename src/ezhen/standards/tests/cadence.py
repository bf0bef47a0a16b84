"""In every period at least so many rows."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.core.periods import Period, by_period
from ezhen.standards.definitions import Cadence
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import DAY, NOWHERE, Mend
from ezhen.standards.tests.bound import ENTER, ROWS
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Cell, Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.periods import forecast, needed, rhythm, window_start
from ezhen.standards.tests.reader import Reader

SHOWN = 6


SENTENCES = {
    "week": (
        _("%(what)s: every one of %(need)s weeks has its rows."),
        _("%(what)s: %(have)s of %(need)s weeks have their rows, %(short)s missing: %(which)s."),
        _("%(what)s: no week is over yet."),
    ),
    "month": (
        _("%(what)s: every one of %(need)s months has its rows."),
        _("%(what)s: %(have)s of %(need)s months have their rows, %(short)s missing: %(which)s."),
        _("%(what)s: no month is over yet."),
    ),
    "quarter": (
        _("%(what)s: every one of %(need)s quarters has its rows."),
        _("%(what)s: %(have)s of %(need)s quarters have their rows, %(short)s missing: %(which)s."),
        _("%(what)s: no quarter is over yet."),
    ),
    "year": (
        _("%(what)s: every one of %(need)s years has its rows."),
        _("%(what)s: %(have)s of %(need)s years have their rows, %(short)s missing: %(which)s."),
        _("%(what)s: no year is over yet."),
    ),
}


@dataclass(frozen=True)
class Measured:
    """Rows in each period of the window."""

    title: Words
    unit: Words
    periods: tuple[Period, ...]
    rows: dict[Period, int]
    url: str = ""
    mend: Mend = NOWHERE


def measure(test: Cadence, reader: Reader) -> Measured:
    """One aggregate by day, folded into periods."""
    frame = reader.frame
    periods = frame.periods(test.grain, test.window)
    ask = reader.ask(test.where, window_start(frame, periods), by=(DAY,))
    days = [(tally.keys[0], tally.count) for tally in reader.tally(test.source, ask)]
    source = reader.source(test.source)
    return Measured(
        title=test.title or source.titled(test.where),
        unit=test.unit or (frame.targets[test.target].unit if test.target else ROWS),
        periods=tuple(periods),
        rows={period: int(number) for period, number in by_period(test.grain, days).items()},
        url=source.url(ask),
        mend=source.mend(task=reader.task, grain=test.grain),
    )


def judge(test: Cadence, measured: Measured, frame: Frame) -> Outcome:
    """A period that is over and has too few rows is missed; the running one is not due yet."""
    least = frame.at_least(test.least, test.target)
    filled = {period for period, number in measured.rows.items() if number >= least}
    found = rhythm(measured.periods, filled, test.grace_days, frame.today)
    missed = [period for period in found.counted if period not in filled]
    done = len(found.counted) - len(missed)
    need = needed(len(found.counted), test.share)
    holds = bool(found.counted) and done >= need
    ahead = found.ahead + len(found.open)
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.SHORT if found.counted else Code.NOT_DUE,
        said=(_said(test, measured, done, missed),),
        have=Decimal(done),
        need=Decimal(len(found.counted)),
        forecast=_forecast(done, missed, ahead, test, frame),
        evidence=(_evidence(measured),),
        gaps=tuple(_gap(period, measured) for period in missed),
        cells=_cells(measured, least, set(missed), frame),
    )


def _forecast(done: int, missed: list[Period], ahead: int, test: Cadence, frame: Frame) -> Forecast:
    if frame.is_overdue:
        return Forecast.MISSED
    return forecast(done, len(missed), ahead, test.share)


def _said(test: Cadence, measured: Measured, done: int, missed: list[Period]) -> Say:
    kept, short, none = SENTENCES[test.grain]
    facts = {"what": named(measured.title), "have": done, "need": done + len(missed)}
    if not facts["need"]:
        return Say(none, facts)
    if not missed:
        return Say(kept, facts)
    return Say(short, facts | {"short": len(missed), "which": which(missed)})


def which(missed: list[Period]) -> list[str]:
    """The first few keys: 2026-W07, 2026-W12–W14, …"""
    runs: list[list[Period]] = [[missed[0]]]
    for before, period in pairwise(missed):
        if before.next() == period:
            runs[-1].append(period)
        else:
            runs.append([period])
    named_runs = [
        run[0].key if len(run) == 1 else f"{run[0].key}–{run[-1].key[5:]}" for run in runs[:SHOWN]
    ]
    return [*named_runs, *(["…"] if len(runs) > SHOWN else [])]


def _evidence(measured: Measured) -> Evidence:
    total = sum(measured.rows.values())
    facts = {"what": named(measured.title), "have": total, "unit": named(measured.unit)}
    return Evidence(Say(_("%(what)s %(have)s %(unit)s"), facts), measured.url, missing=not total)


def _gap(period: Period, measured: Measured) -> Gap:
    when = Say("%(when)s", {"when": period.key})
    return Gap(when, measured.mend.at(period=period), ENTER, measured.mend.explained(period))


def _cells(measured: Measured, least: int, missed: set[Period], frame: Frame) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            period.key,
            str(period),
            number := measured.rows.get(period, 0),
            _state(period, number >= least, period in missed, frame),
        )
        for period in measured.periods
    )


def _state(period: Period, is_filled: bool, is_missed: bool, frame: Frame) -> str:
    if is_filled:
        return "done"
    if is_missed:
        return "gap"
    return "open" if period.first <= frame.today else "ahead"
