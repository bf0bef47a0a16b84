"""The plan of each task: drafted from the pack, planned anew with a reason, done with its proof."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.api import store_file
from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.programme.definitions import PlanPart, plan_draft
from ezhen.programme.enums import PlanMove
from ezhen.programme.errors import NumberUsed, StepRefused
from ezhen.programme.models import Milestone, PlanChange, PlanStep
from ezhen.programme.queries.plan import LEDGER, proofs_for, tasks_now
from ezhen.programme.rules import must_keep
from ezhen.registers import api as registers
from ezhen.standards.api import DutyNow


@action
def add_step(
    *,
    task: str,
    title: str,
    owner: str,
    begins_on: dt.date,
    ends_on: dt.date,
    weight: int,
    by: Any,
    at: dt.datetime | None = None,
) -> PlanStep:
    """One more step of a task. Raises NotAllowed, StepRefused, NumberUsed."""
    must_keep(by)
    if task not in tasks_now().duties:
        raise StepRefused(_("There is no such task in the standard."), field="task")
    _check_days(begins_on, ends_on)
    facts: dict[str, Any] = {"task": task, "title": title.strip(), "owner": owner.strip()}
    facts["weight"] = weight
    if PlanStep.objects.filter(task=task, title=facts["title"], is_dropped=False).exists():
        raise NumberUsed(_("The plan of this task has such a step already."), field="title")
    facts |= {"begins_on": begins_on, "ends_on": ends_on}
    return _plan(facts, by=by, at=at or timezone.now())


@action
def draft_plan(*, by: Any, at: dt.datetime | None = None) -> int:
    """Steps for every task that has none, as the pack's plan.yaml drafts them. Returns how many
    were planned; a second press finds nothing to do. Raises NotAllowed."""
    must_keep(by)
    at = at or timezone.now()
    now, draft = tasks_now(), plan_draft()
    has_some = set(PlanStep.objects.filter(is_dropped=False).values_list("task", flat=True))
    number = 0
    for task, duty in now.duties.items():
        if task not in has_some:
            number += _draft(task, duty, now.begins_on, draft.of(task), by=by, at=at)
    return number


def _draft(
    task: str,
    duty: DutyNow,
    begins_on: dt.date,
    parts: tuple[PlanPart, ...],
    *,
    by: Any,
    at: dt.datetime,
) -> int:
    span = max((duty.due - begins_on).days, len(parts))
    begin = begins_on
    for part in parts:
        end = max(begins_on + dt.timedelta(days=int(span * part.until)), begin)
        facts = {"task": task, "title": part.title.zh, "owner": duty.name, "weight": part.weight}
        _plan(facts | {"begins_on": begin, "ends_on": end}, by=by, at=at)
        begin = end + dt.timedelta(days=1)
    return len(parts)


def _plan(facts: dict[str, Any], *, by: Any, at: dt.datetime) -> PlanStep:
    step = PlanStep(
        **facts,
        first_begins_on=facts["begins_on"],
        first_ends_on=facts["ends_on"],
        at=at,
        by=by,
    )
    step.save()
    _keep(step, PlanMove.PLANNED, "", by=by, at=at)
    record(action="programme.add_step", subject=step, by=by, at=at, **facts)
    return step


def _keep(step: PlanStep, move: PlanMove, text: str, *, by: Any, at: dt.datetime) -> None:
    change = PlanChange(
        step=step,
        move=move,
        begins_on=step.begins_on,
        ends_on=step.ends_on,
        done_on=step.done_on,
        text=text.strip(),
        at=at,
        by=by,
    )
    change.save()


def _check_days(begins_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < begins_on:
        raise StepRefused(_("A step ends after it begins."), field="ends_on")


def _open_step(step: PlanStep) -> PlanStep:
    locked = PlanStep.objects.select_for_update().get(pk=step.pk)
    if locked.is_dropped:
        raise StepRefused(_("This step was left out of the plan."))
    if locked.done_on:
        raise StepRefused(_("This step is done already."))
    return locked


def _need(reason: str) -> None:
    if not reason.strip():
        raise StepRefused(_("Say why."), field="reason")


@action
def move_step(
    *,
    step: PlanStep,
    owner: str,
    begins_on: dt.date,
    ends_on: dt.date,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> PlanStep:
    """Other days or another person; the first plan stays beside it. Raises NotAllowed,
    StepRefused."""
    must_keep(by)
    at = at or timezone.now()
    _need(reason)
    _check_days(begins_on, ends_on)
    locked = _open_step(step)
    locked.owner, locked.begins_on, locked.ends_on = owner.strip(), begins_on, ends_on
    locked.save()
    _keep(locked, PlanMove.MOVED, reason, by=by, at=at)
    facts = {"owner": owner, "begins_on": begins_on, "ends_on": ends_on, "reason": reason}
    record(action="programme.move_step", subject=locked, by=by, at=at, **facts)
    return locked


@action
def finish_step(
    *,
    step: PlanStep,
    done_on: dt.date,
    text: str = "",
    file: Any = None,
    proof: str = "",
    by: Any,
    at: dt.datetime | None = None,
) -> PlanStep:
    """A step is done. The proof is a file, or the row or milestone that `proof` names (one of those
    that `proofs_for` offers); with neither, what was done is written into the work ledger, and that
    row is the proof. Raises NotAllowed, StepRefused, and what archive and register refuse."""
    must_keep(by)
    at = at or timezone.now()
    locked = _open_step(step)
    if done_on > timezone.localdate(at):
        raise StepRefused(_("This day has not come yet."), field="done_on")
    if file:
        locked.file = store_file(upload=file, by=by, at=at)
    elif proof:
        _take_proof(locked, proof)
    else:
        locked.row = _write_ledger(locked, done_on, text, by=by, at=at)
    locked.done_on = done_on
    locked.save()
    _keep(locked, PlanMove.DONE, text, by=by, at=at)
    facts = {"done_on": done_on, "proof": proof or locked.row, "text": text}
    facts["sha256"] = locked.file.sha256 if locked.file else ""
    record(action="programme.finish_step", subject=locked, by=by, at=at, **facts)
    return locked


def _take_proof(step: PlanStep, proof: str) -> None:
    offered = next((one for one in proofs_for(step.task) if one.key == proof), None)
    if offered is None:
        raise StepRefused(_("This proves nothing of this task."), field="proof")
    if offered.is_milestone:
        step.milestone = Milestone.objects.get(uuid=proof)
    else:
        step.row = proof


def _write_ledger(step: PlanStep, done_on: dt.date, text: str, *, by: Any, at: dt.datetime) -> str:
    if not text.strip():
        raise StepRefused(_("Name a proof, or say what was done."), field="text")
    values = {
        "done_on": done_on.isoformat(),
        "task": step.task,
        "work": step.title,
        "person": step.owner,
        "result": text.strip(),
    }
    return str(registers.enter_record(register=LEDGER, values=values, by=by, at=at).uuid)


@action
def reopen_step(*, step: PlanStep, reason: str, by: Any, at: dt.datetime | None = None) -> PlanStep:
    """It was not done after all; what was said to prove it stays in its history. Raises NotAllowed,
    StepRefused."""
    must_keep(by)
    at = at or timezone.now()
    _need(reason)
    locked = PlanStep.objects.select_for_update().get(pk=step.pk)
    if locked.done_on is None:
        raise StepRefused(_("This step is not done yet."))
    locked.done_on, locked.file, locked.milestone, locked.row = None, None, None, ""
    locked.save()
    _keep(locked, PlanMove.REOPENED, reason, by=by, at=at)
    record(action="programme.reopen_step", subject=locked, by=by, at=at, reason=reason)
    return locked


@action
def drop_step(*, step: PlanStep, reason: str, by: Any, at: dt.datetime | None = None) -> PlanStep:
    """The step is left out of the plan; it stays readable. Raises NotAllowed, StepRefused."""
    must_keep(by)
    at = at or timezone.now()
    _need(reason)
    locked = _open_step(step)
    locked.is_dropped = True
    locked.save()
    _keep(locked, PlanMove.DROPPED, reason, by=by, at=at)
    record(action="programme.drop_step", subject=locked, by=by, at=at, reason=reason)
    return locked
