"""A finding and its rectification: the inspector raises it, the contractor answers and mends, the
inspector judges; nobody does both."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.api import store_file
from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.programme.enums import FindingState
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Finding, FindingStep, Sample
from ezhen.programme.rules import must_inspect, must_keep

MOVES = {
    "dispute": (FindingState.OPEN,),
    "plan": (FindingState.OPEN, FindingState.PLANNED),
    "prove": (FindingState.PLANNED,),
}
# what an inspector may decide, by state: accept, or send back
JUDGED = {
    FindingState.DISPUTED: (FindingState.DROPPED, FindingState.OPEN),
    FindingState.PROVED: (FindingState.CLOSED, FindingState.PLANNED),
    FindingState.CLOSED: (FindingState.HELD, FindingState.OPEN),
}


@action
def raise_finding(
    *,
    problem: str,
    by: Any,
    sample: Sample | None = None,
    row: str = "",
    task: str = "",
    at: dt.datetime | None = None,
) -> Finding:
    """The client or the auditor found something. Raises NotAllowed, StepRefused for a row that the
    sample did not draw."""
    must_inspect(by)
    if not problem.strip():
        raise StepRefused(_("Say what was found."), field="problem")
    if row and (sample is None or row not in sample.rows):
        raise StepRefused(_("This row was not drawn."), field="row")
    finding = Finding(
        sample=sample, row=row, task=task, problem=problem.strip(), at=at or timezone.now(), by=by
    )
    finding.save()
    _step(finding, FindingState.OPEN, problem, by=by, at=finding.at)
    record(action="programme.raise_finding", subject=finding, by=by, at=finding.at, problem=problem)
    return finding


def _locked(finding: Finding, move: str) -> Finding:
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    if locked.state not in MOVES[move]:
        raise StepRefused(_("The finding is not at this step any more."))
    return locked


def _step(
    finding: Finding,
    state: FindingState,
    text: str,
    *,
    by: Any,
    at: dt.datetime,
    file: Any = None,
) -> None:
    if not text.strip():
        raise StepRefused(_("Say what there is to say about it."), field="text")
    finding.state = state
    finding.save()
    step = FindingStep(finding=finding, state=state, text=text.strip(), file=file, at=at, by=by)
    step.save()


@action
def dispute_finding(
    *, finding: Finding, text: str, by: Any, at: dt.datetime | None = None
) -> Finding:
    """The contractor does not see it so, and says why. Raises NotAllowed, StepRefused."""
    must_keep(by)
    at = at or timezone.now()
    locked = _locked(finding, "dispute")
    _step(locked, FindingState.DISPUTED, text, by=by, at=at)
    record(action="programme.dispute_finding", subject=locked, by=by, at=at, text=text)
    return locked


@action
def plan_mending(
    *,
    finding: Finding,
    measure: str,
    owner: str,
    due_on: dt.date,
    by: Any,
    at: dt.datetime | None = None,
) -> Finding:
    """The contractor says what will be done, by whom, until when. Raises NotAllowed, StepRefused
    for a deadline that is over."""
    must_keep(by)
    at = at or timezone.now()
    locked = _locked(finding, "plan")
    if due_on < timezone.localdate(at):
        raise StepRefused(_("The deadline is over already."), field="due_on")
    if not owner.strip():
        raise StepRefused(_("Say who is responsible."), field="owner")
    locked.measure, locked.owner, locked.due_on = measure.strip(), owner.strip(), due_on
    _step(locked, FindingState.PLANNED, measure, by=by, at=at)
    facts = {"measure": measure, "owner": owner, "due_on": due_on}
    record(action="programme.plan_mending", subject=locked, by=by, at=at, **facts)
    return locked


@action
def prove_mending(
    *,
    finding: Finding,
    text: str,
    by: Any,
    file: Any = None,
    at: dt.datetime | None = None,
) -> Finding:
    """The contractor reports it mended, with a paper or picture. Raises NotAllowed, StepRefused,
    and what the archive refuses."""
    must_keep(by)
    at = at or timezone.now()
    locked = _locked(finding, "prove")
    stored = store_file(upload=file, by=by, at=at) if file else None
    _step(locked, FindingState.PROVED, text, by=by, at=at, file=stored)
    digest = stored.sha256 if stored else ""
    record(action="programme.prove_mending", subject=locked, by=by, at=at, text=text, sha256=digest)
    return locked


@action
def judge_finding(
    *, finding: Finding, is_good: bool, text: str, by: Any, at: dt.datetime | None = None
) -> Finding:
    """The inspector decides: a dispute drops the finding or not, a proof closes it or not, and the
    look-back finds that it held, or opens it again. Raises NotAllowed, StepRefused."""
    must_inspect(by)
    at = at or timezone.now()
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    if locked.state not in JUDGED:
        raise StepRefused(_("There is nothing to judge yet."))
    good, bad = JUDGED[FindingState(locked.state)]
    state = good if is_good else bad
    _step(locked, state, text, by=by, at=at)
    record(
        action="programme.judge_finding", subject=locked, by=by, at=at, text=text, state=state.value
    )
    return locked
