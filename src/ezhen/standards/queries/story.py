"""What happened to a task or a requirement: verdicts, confirmations, assignments, newest first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ezhen.standards.enums import Layer, Result
from ezhen.standards.models import Assignment, Attestation, Second, StandardVersion, Verdict
from ezhen.standards.queries.lineage import lineage

MOST = 200


@dataclass(frozen=True)
class Event:
    """One line of the story."""

    at: dt.datetime
    who: str
    what: str
    effect: str = ""


def story(
    version: StandardVersion,
    requirements: Iterable[str],
    task: str = "",
    as_of: dt.datetime | None = None,
) -> list[Event]:
    """Everything people decided on these requirements (and those they came from)."""
    wanted = set(requirements)
    keys = [
        key
        for key, heirs in lineage(version).items()
        if any(heir.requirement in wanted for heir in heirs)
    ]
    events = [*_verdicts(keys, as_of), *_attestations(keys, as_of)]
    if task:
        events += _assignments(task, as_of)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of(keys: list[tuple[int, str]]) -> Q:
    by_version: dict[int, list[str]] = {}
    for version, name in keys:
        by_version.setdefault(version, []).append(name)
    wanted = Q(pk__in=[])
    for version, names in by_version.items():
        wanted |= Q(version=version, requirement__in=names)
    return wanted


def _known(as_of: dt.datetime | None) -> Q:
    return Q(at__lte=as_of) if as_of else Q()


def _verdicts(keys: list[tuple[int, str]], as_of: dt.datetime | None) -> list[Event]:
    rows = Verdict.objects.filter(_of(keys), _known(as_of)).select_related("by")
    events = [_verdict(row) for row in rows.order_by("-at", "-pk")[:MOST]]
    seconds = Second.objects.filter(_known(as_of), verdict__in=rows.values("pk"))
    for row in seconds.select_related("by", "verdict").order_by("-at", "-pk")[:MOST]:
        what = _("agrees to the verdict on %(requirement)s") % {
            "requirement": row.verdict.requirement
        }
        events.append(Event(row.at, str(row.by), what))
    return events


def _verdict(row: Verdict) -> Event:
    facts: dict[str, Any] = {
        "layer": Layer(row.layer).label,
        "requirement": row.requirement,
        "result": Result(row.result).label,
        "reason": row.reason,
    }
    if row.reason:
        what = _("%(layer)s: %(requirement)s %(result)s: “%(reason)s”") % facts
    else:
        what = _("%(layer)s: %(requirement)s %(result)s") % facts
    return Event(row.at, str(row.by), what, _("waits for a second person") if _waits(row) else "")


def _waits(row: Verdict) -> bool:
    return row.needs_second and not hasattr(row, "second")


def _attestations(keys: list[tuple[int, str]], as_of: dt.datetime | None) -> list[Event]:
    rows = Attestation.objects.filter(_of(keys), _known(as_of)).select_related("by")
    return [_attestation(row) for row in rows.order_by("-at", "-pk")[:MOST]]


def _attestation(row: Attestation) -> Event:
    facts = {"requirement": row.requirement, "note": row.note}
    if row.is_met:
        return Event(row.at, str(row.by), _("confirms %(requirement)s: “%(note)s”") % facts)
    return Event(
        row.at, str(row.by), _("takes the confirmation of %(requirement)s back: “%(note)s”") % facts
    )


def _assignments(task: str, as_of: dt.datetime | None) -> list[Event]:
    rows = Assignment.objects.filter(_known(as_of), task=task).select_related("by", "responsible")
    return [
        Event(
            row.at,
            str(row.by),
            _("names %(person)s, due on %(due)s")
            % {"person": row.responsible, "due": f"{row.due_on:%Y-%m-%d}"},
        )
        for row in rows.order_by("-at", "-pk")[:MOST]
    ]
