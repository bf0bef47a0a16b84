"""Computing what changed: after a change only what rests on it, after midnight everything."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils import timezone

from ezhen.core.actions import action
from ezhen.standards.models import ComputedOutcome, StandardVersion, Touch
from ezhen.standards.queries.clock import duties, frame_on
from ezhen.standards.queries.content import Content, Item, content_of, in_force, sources_of
from ezhen.standards.queries.outcome import Kept, compute, digest_of, plan_reading, reader_for
from ezhen.standards.queries.verdict import newest_verdicts, opinions_on
from ezhen.standards.sources import UnknownSource, source
from ezhen.standards.tests.evidence import asks_of
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.together import restored_parts, stored

VOLATILE_MINUTES = 10  # how long what nobody announces may stand before it is read again


def touch(*sources: str) -> None:
    """Note that sources changed, in the transaction of the change. An insert: writers never wait
    for one another."""
    Touch.objects.bulk_create([Touch(source=code) for code in sources])


def refresh(*, at: dt.datetime | None = None) -> dict[str, ComputedOutcome]:
    """The live outcomes of today by requirement, the changed ones computed now and stored.

    What nothing has touched costs two queries.
    """
    now = at or timezone.now()
    version = in_force(timezone.localdate(now))
    if version is None:
        return {}
    if Touch.objects.exists():
        return _recompute(version=version, now=now)
    rows = _live(version)
    content = content_of(version)
    again = _again(content, rows, {}, volatile_sources(content), now)
    return _recompute(version=version, now=now) if again else rows


def _live(version: StandardVersion) -> dict[str, ComputedOutcome]:
    rows = ComputedOutcome.objects.filter(version=version, is_final=False).defer("body")
    return {row.requirement: row for row in rows}


def _again(
    content: Content,
    rows: Mapping[str, ComputedOutcome],
    touched: Mapping[str, Collection[str]],
    volatile: Mapping[str, Collection[str]],
    now: dt.datetime,
) -> dict[str, set[str] | None]:
    """The requirements to compute, each with its sources that were touched or are volatile and
    old; None where all must be read: of another day, or never computed."""
    today = timezone.localdate(now)
    old = now - dt.timedelta(minutes=VOLATILE_MINUTES)
    found: dict[str, set[str] | None] = {}
    for name in content.items:
        row = rows.get(name)
        if row is None or row.day != today:
            found[name] = None
        elif codes := {*touched.get(name, ()), *(volatile.get(name, ()) if row.at < old else ())}:
            found[name] = codes
    return found


def volatile_sources(content: Content) -> dict[str, set[str]]:
    """Requirement to those of its sources which nobody announces changes of."""
    found: dict[str, set[str]] = {}
    for code, requirements in content.dependents.items():
        try:
            if source(code).volatile:
                for name in requirements:
                    found.setdefault(name, set()).add(code)
        except UnknownSource:
            continue
    return found


def _kept(
    content: Content,
    rows: Mapping[str, ComputedOutcome],
    again: Mapping[str, Collection[str] | None],
) -> dict[str, list[Outcome | None]]:
    """The outcomes of tests and slots that rest on nothing to be read again, None for the rest."""
    known = [rows[name].pk for name, codes in again.items() if codes is not None]
    bodies = ComputedOutcome.objects.filter(pk__in=known).values_list("requirement", "body")
    return {
        name: [
            outcome if set(sources_of(part)).isdisjoint(again[name] or ()) else None
            for part, outcome in zip(content.items[name].parts, restored_parts(body), strict=True)
        ]
        for name, body in bodies
    }


@action
def _recompute(*, version: StandardVersion, now: dt.datetime) -> dict[str, ComputedOutcome]:
    """Compute and store. The version's row is locked, so that no older reading is stored over a
    newer one; touches are read before the data, and only those are removed."""
    version.hold()
    touches = list(Touch.objects.values_list("pk", "source"))
    content = content_of(version)
    touched: dict[str, set[str]] = {}
    for code in {code for _pk, code in touches}:
        for name in content.dependents.get(code, ()):
            touched.setdefault(name, set()).add(code)
    rows = _live(version)
    volatile = volatile_sources(content)
    again = _again(content, rows, touched, volatile, now)
    fresh = evaluate(version, again, rows, touched, kept=_kept(content, rows, again))
    for name, codes in again.items():
        if codes is not None and not codes.issuperset(volatile.get(name, ())):
            fresh[name].at = rows[name].at  # what nobody announces was not read again
    ComputedOutcome.objects.filter(version=version, is_final=False, requirement__in=again).delete()
    ComputedOutcome.objects.bulk_create(fresh.values())
    Touch.objects.filter(pk__in=[pk for pk, _code in touches]).delete()
    return rows | fresh


def evaluate(
    version: StandardVersion,
    wanted: Iterable[str],
    rows: Mapping[str, ComputedOutcome],
    touched: Mapping[str, Collection[str]],
    day: dt.date | None = None,
    *,
    kept: Mapping[str, Kept] | None = None,
    as_of: dt.datetime | None = None,
) -> dict[str, ComputedOutcome]:
    """Compute some requirements, unsaved. `rows`: what was known before; a verdict's evidence is
    looked at again only where a source was touched or nothing was known. `kept`: outcomes of tests
    and slots that still stand. For today, for a past `day`, or as all stood at the moment `as_of`.
    """
    content = content_of(version)
    frame = frame_on(content, day, as_of)
    reader = reader_for(version, frame)
    who = duties(content, frame.programme, frame.as_of)
    verdicts = newest_verdicts(version, frame.as_of)
    kept, planning = kept or {}, reader.planning()
    items = [content.items[name] for name in wanted]
    for item in items:
        there = planning.at(item.task.id, item.id, who[item.task.id].due)
        plan_reading(item, there, kept.get(item.id, ()))
    planning.fetch()
    found = {}
    for item in items:
        name = item.id
        here = reader.at(item.task.id, name, who[item.task.id].due)
        outcome = compute(item, here, kept.get(name, ()))
        row = _row(version, item, outcome, frame.today, is_final=frame.as_of is not None)
        opinions = opinions_on(verdicts.get(name, {}), row.digest, {})
        if name in rows and name not in touched:
            row.corrected = rows[name].corrected
        elif opinions:
            row.corrected = {
                layer: number
                for layer, opinion in opinions.items()
                if (number := _corrected(item, here, opinion.verdict.at))
            }
        found[name] = row
    return found


def outcome_now(version: StandardVersion, requirement: str) -> ComputedOutcome:
    """What one requirement comes to at this moment, unsaved; nothing of what people judged."""
    content = content_of(version)
    frame = frame_on(content)
    item = content.items[requirement]
    due = duties(content, frame.programme)[item.task.id].due
    outcome = compute(item, reader_for(version, frame).at(item.task.id, requirement, due))
    return _row(version, item, outcome, frame.today, is_final=False)


def _row(
    version: StandardVersion, item: Item, outcome: Outcome, day: dt.date, *, is_final: bool
) -> ComputedOutcome:
    return ComputedOutcome(
        version=version,
        requirement=item.id,
        day=day,
        is_final=is_final,
        holds=outcome.holds,
        code=outcome.code,
        forecast=outcome.forecast,
        digest=digest_of(outcome),
        lacks=not outcome.holds and any(row.missing for row in outcome.evidence),
        body=stored(outcome),
    )


def _corrected(item: Item, reader: Reader, since: dt.datetime) -> int:
    """Rows that a verdict of that moment had seen and that were changed or withdrawn after it."""
    asks = {(code, ask.key): ask for part in item.parts for code, ask in asks_of(part, reader)}
    return sum(reader.source(code).corrected(ask, since) for (code, _key), ask in asks.items())


def outcomes_on(version: StandardVersion, day: dt.date) -> dict[str, ComputedOutcome]:
    """The outcomes at the end of a past day: computed once, then kept."""
    kept = ComputedOutcome.objects.filter(version=version, is_final=True, day=day).defer("body")
    rows = {row.requirement: row for row in kept}
    return rows or _keep(version=version, day=day)


@action
def _keep(*, version: StandardVersion, day: dt.date) -> dict[str, ComputedOutcome]:
    version.hold()
    fresh = evaluate(version, content_of(version).items, {}, {}, day)
    ComputedOutcome.objects.filter(version=version, is_final=True, day=day).delete()
    ComputedOutcome.objects.bulk_create(fresh.values())
    return fresh


@action
def forget() -> None:
    """Empty the cache: after a change of the programme's days, or of the code that computes."""
    ComputedOutcome.objects.all().delete()
