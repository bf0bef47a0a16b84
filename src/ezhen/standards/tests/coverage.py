"""Every subject has its rows; with a grain, in every period since it began."""

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.core.periods import Period, period_of
from ezhen.standards.definitions import Coverage
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import MONTH, NOWHERE, Mend, Subject
from ezhen.standards.tests.bound import ENTER, ROWS, once
from ezhen.standards.tests.frame import DAY, Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.periods import forecast, needed, window_start
from ezhen.standards.tests.reader import Reader

SHOWN = 60  # gaps kept with the outcome; the page behind it has them all
NAMED = 3


@dataclass(frozen=True)
class Measured:
    """The subjects, and the rows of each (in each period, when there is a grain)."""

    title: Words
    whose: Words
    unit: Words
    subjects: tuple[Subject, ...]
    periods: tuple[Period, ...]
    rows: dict[tuple[str, Period | None], int]
    url: str = ""
    subjects_url: str = ""
    mend: Mend = NOWHERE


def measure(test: Coverage, reader: Reader) -> Measured:
    """One query for the subjects, one aggregate by subject (and month) for the rows."""
    periods = reader.frame.periods(test.grain, test.window) if test.grain else []
    first = window_start(reader.frame, periods)
    by = (test.subject, MONTH) if test.grain else (test.subject,)
    ask = reader.ask(test.where, None if test.window == "all" else first, by=by)
    rows: dict[tuple[str, Period | None], int] = {}
    for tally in reader.tally(test.source, ask):
        key = str(tally.keys[0]), _period(test.grain, tally.keys[1]) if test.grain else None
        rows[key] = rows.get(key, 0) + tally.count
    source, subjects = reader.source(test.source), reader.source(test.subjects)
    return Measured(
        title=test.title or source.titled(test.where),
        whose=subjects.title,
        unit=test.unit or ROWS,
        subjects=tuple(reader.subjects(test.subjects, test.subjects_where)),
        periods=tuple(periods),
        rows=rows,
        url=source.url(ask),
        subjects_url=subjects.url(reader.ask(test.subjects_where)),
        mend=source.mend(task=reader.task, subject=test.subject),
    )


@functools.lru_cache(maxsize=1024)
def _period(grain: str, month: str) -> Period:
    return period_of(grain, dt.date.fromisoformat(f"{month}-01"))


def judge(test: Coverage, measured: Measured, frame: Frame) -> Outcome:
    """Count the places where rows are due, and those that have them."""
    due = list(_due(test, measured, frame))
    missing = [place for place in due if measured.rows.get(_key(place), 0) < test.least]
    done, need = len(due) - len(missing), needed(len(due), test.share)
    holds = bool(due) and done >= need
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.SHORT if due else Code.NOT_DUE,
        said=(_said(measured, done, missing),),
        have=Decimal(done),
        need=Decimal(len(due)),
        forecast=_forecast(test, measured, frame, done, len(missing)),
        evidence=_evidence(measured),
        gaps=tuple(_gap(place, measured) for place in missing[:SHOWN]),
    )


Place = tuple[Subject, Period | None]


def _key(place: Place) -> tuple[str, Period | None]:
    return place[0].id, place[1]


def _due(test: Coverage, measured: Measured, frame: Frame) -> Iterator[Place]:
    for subject in measured.subjects:
        if not test.grain:
            yield subject, None
            continue
        for period in measured.periods:
            began = subject.began or period.first
            ripe = period.last + test.grace_days * DAY < frame.today
            has = measured.rows.get((subject.id, period), 0) >= test.least
            if began <= period.first and period.last < frame.today and (ripe or has):
                yield subject, period


def _forecast(test: Coverage, measured: Measured, frame: Frame, done: int, missed: int) -> Forecast:
    if frame.is_overdue:
        return Forecast.MISSED
    if not test.grain:
        return once(frame)
    ahead = sum(period.last >= frame.today for period in measured.periods)
    return forecast(done, missed, ahead * len(measured.subjects), test.share)


def _said(measured: Measured, done: int, missing: Sequence[Place]) -> Say:
    facts = {
        "what": named(measured.title),
        "whose": named(measured.whose),
        "subjects": len(measured.subjects),
        "have": done,
        "need": done + len(missing),
    }
    if not facts["need"]:
        return Say(_("%(what)s: nothing is due yet (%(whose)s: %(subjects)s)."), facts)
    if not missing:
        return Say(_("%(what)s: all %(need)s are there (%(whose)s: %(subjects)s)."), facts)
    names = [_named(place) for place in missing[:NAMED]]
    more = ["…"] if len(missing) > NAMED else []
    facts |= {"short": len(missing), "which": [*names, *more]}
    return Say(_("%(what)s: %(have)s of %(need)s are there, %(short)s missing: %(which)s."), facts)


def _named(place: Place) -> str:
    subject, period = place
    return f"{subject.label} {period.key}" if period else subject.label


def _evidence(measured: Measured) -> tuple[Evidence, ...]:
    number = sum(measured.rows.values())
    rows = {"what": named(measured.title), "have": number, "unit": named(measured.unit)}
    whose = {"what": named(measured.whose), "have": len(measured.subjects), "unit": named(ROWS)}
    text = _("%(what)s %(have)s %(unit)s")
    return (
        Evidence(Say(text, rows), measured.url, missing=not number),
        Evidence(Say(text, whose), measured.subjects_url, missing=not measured.subjects),
    )


def _gap(place: Place, measured: Measured) -> Gap:
    subject, period = place
    url = measured.mend.at(period=period, subject=subject.id)
    return Gap(Say("%(what)s", {"what": _named(place)}), url, ENTER)
