"""A return is kept as a draft, filed, verified or returned; every version stays."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.log import record
from ezhen.core.periods import Period
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.enums import Clock, FilingState
from ezhen.figures.errors import FilingChanged, FilingRefused, FilingWrong
from ezhen.figures.models import Filing, FilingRevision
from ezhen.figures.queries.dataset import clock, closes_on, dataset, opens_on
from ezhen.figures.queries.filing import history_of
from ezhen.figures.rules import filer_of, may_verify
from ezhen.figures.signals import filings_changed
from ezhen.figures.validators import Problem, check_filing, read_values


@action
def save_filing(
    *,
    definition: DatasetDefinition,
    period: Period,
    values: Mapping[str, Any],
    by: Any,
    organisation: Any = None,
    explained: Mapping[str, str] | None = None,
    send: bool = True,
    expects: int | None = None,
    at: dt.datetime | None = None,
) -> Filing:
    """Keep a draft, or with `send` file it.

    A draft keeps what can be read; filing wants every value, no broken rule, and an explanation for
    whatever looks odd. Raises NotAllowed, FilingRefused (not open, closed, verified),
    FilingChanged, FilingWrong with the problems by field.
    """
    at = at or timezone.now()
    _must_file(definition, organisation, by)
    filing = _locked(definition, period, organisation, by=by, at=at)
    _check_open(definition, period, filing, timezone.localdate(at))
    if expects is not None and filing.revision != expects:
        raise FilingChanged(_("Somebody saved this return meanwhile. Load it again."))
    clean, problems = read_values(definition, values)
    answers = {key: text.strip() for key, text in (explained or {}).items() if text.strip()}
    if send:
        problems += check_filing(definition, clean, history_of(filing))
        _refuse(problems, answers)
    _keep(
        filing,
        state=FilingState.FILED if send else FilingState.DRAFT,
        data=clean,
        explained=answers,
        by=by,
        at=at,
    )
    return filing


def _must_file(definition: DatasetDefinition, organisation: Any, by: Any) -> None:
    fits, mine = filer_of(by, definition)
    if not fits or mine != organisation:
        raise NotAllowed(_("This is not yours to file."))


def _locked(
    definition: DatasetDefinition, period: Period, organisation: Any, *, by: Any, at: dt.datetime
) -> Filing:
    filing, _made = Filing.objects.get_or_create(
        dataset=definition.code,
        organisation=organisation,
        period=period.key,
        defaults={"ends_on": period.last, "changed_at": at, "changed_by": by, "revision": 0},
    )
    return Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)


def _check_open(
    definition: DatasetDefinition, period: Period, filing: Filing, today: dt.date
) -> None:
    if filing.state == FilingState.VERIFIED:
        raise FilingRefused(_("This return is verified. Ask the office to return it first."))
    state = clock(definition, period, today)
    if state == Clock.EARLY:
        raise FilingRefused(
            _("This period opens on %(date)s.") % {"date": opens_on(definition, period)}
        )
    if state == Clock.CLOSED and filing.state != FilingState.RETURNED:
        raise FilingRefused(
            _("This period closed on %(date)s.") % {"date": closes_on(definition, period)}
        )


def _refuse(problems: list[Problem], answers: Mapping[str, str]) -> None:
    open_ones = [problem for problem in problems if problem.blocks or problem.key not in answers]
    if open_ones:
        raise FilingWrong(
            _("Not filed yet: mend or explain what is marked."),
            [(problem.field, problem.message) for problem in open_ones],
        )


def _keep(filing: Filing, *, by: Any, at: dt.datetime, note: str = "", **facts: Any) -> None:
    for name, value in facts.items():
        setattr(filing, name, value)
    filing.revision += 1
    filing.changed_at, filing.changed_by = at, by
    if filing.state not in {FilingState.VERIFIED, FilingState.RETURNED}:
        filing.decided_at = filing.decided_by = None
    filing.save()
    FilingRevision(
        filing=filing,
        number=filing.revision,
        state=filing.state,
        data=filing.data,
        explained=filing.explained,
        at=at,
        by=by,
        note=note,
    ).save()
    record(
        action=f"figures.{filing.state}",
        subject=filing,
        by=by,
        at=at,
        dataset=filing.dataset,
        period=filing.period,
        revision=filing.revision,
        data=filing.data,
        note=note,
    )
    announce(filing.dataset)


def announce(code: str) -> None:
    """Tell the modules above, in the transaction of the change: what they note commits with it."""
    filings_changed.send(sender=Filing, dataset=code)


@action
def verify_filing(*, filing: Filing, by: Any, at: dt.datetime | None = None) -> Filing:
    """Confirm a filed return. Raises NotAllowed, AlreadyDone."""
    locked = _to_decide(filing, by)
    at = at or timezone.now()
    _keep(locked, state=FilingState.VERIFIED, decided_at=at, decided_by=by, by=by, at=at)
    return locked


@action
def return_filing(*, filing: Filing, reason: str, by: Any, at: dt.datetime | None = None) -> Filing:
    """Send a return back to be mended, a verified one too. Raises NotAllowed, FilingRefused."""
    if not reason.strip():
        raise FilingRefused(_("Say what is to be mended."), field="reason")
    locked = _to_decide(filing, by, verified_too=True)
    at = at or timezone.now()
    why = reason.strip()[:300]
    _keep(
        locked,
        state=FilingState.RETURNED,
        decided_at=at,
        decided_by=by,
        returned_why=why,
        note=why,
        by=by,
        at=at,
    )
    return locked


def _to_decide(filing: Filing, by: Any, *, verified_too: bool = False) -> Filing:
    locked = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if not may_verify(by, dataset(locked.dataset)):
        raise NotAllowed(_("Checking this return is not yours."))
    allowed = {FilingState.FILED, FilingState.VERIFIED} if verified_too else {FilingState.FILED}
    if locked.state not in allowed:
        raise AlreadyDone(_("This return was decided before."))
    if locked.changed_by_id == by.pk and locked.state == FilingState.FILED:
        raise NotAllowed(_("Whoever filed a return cannot check it."))
    return locked
