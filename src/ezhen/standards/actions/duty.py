"""Deciding the programme's days, and who answers for which task by when."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.standards import rules
from ezhen.standards.actions.refresh import forget
from ezhen.standards.errors import SamePerson, TermWrong
from ezhen.standards.models import Assignment, ComputedOutcome, Term
from ezhen.standards.queries.pack import tasks


@action
def set_term(
    *,
    begins_on: dt.date,
    ends_on: dt.date,
    accepted_on: dt.date,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> Term:
    """Decide the programme's days; everything is computed anew. Raises NotAllowed, TermWrong."""
    if not rules.may_set_term(by):
        raise NotAllowed(_("Only the client sets the programme's days."))
    if not begins_on < ends_on:
        raise TermWrong(_("The programme ends after it began."), field="ends_on")
    if accepted_on < ends_on:
        raise TermWrong(_("It is accepted when it has ended, not before."), field="accepted_on")
    term = Term(
        begins_on=begins_on,
        ends_on=ends_on,
        accepted_on=accepted_on,
        reason=reason.strip(),
        by=by,
        at=at or timezone.now(),
    )
    term.save()
    facts = {name: getattr(term, name) for name in ("begins_on", "ends_on", "accepted_on")}
    record(action="standards.set_term", subject=term, by=by, at=term.at, reason=reason, **facts)
    forget()
    return term


@action
def assign_task(
    *,
    task: str,
    responsible: Any,
    due_on: dt.date,
    by: Any,
    reviewer: Any = None,
    at: dt.datetime | None = None,
) -> Assignment:
    """Name who answers for a task and by when. Raises NotAllowed, SamePerson, LookupError."""
    if not rules.may_assign(by):
        raise NotAllowed(_("The client or the contractor decides who answers for a task."))
    if task not in {found.id for found in tasks()}:
        raise LookupError(task)
    if reviewer is not None and reviewer.pk == responsible.pk:
        raise SamePerson(_("Two persons: one does it, another looks at it."), field="reviewer")
    row = Assignment(
        task=task,
        responsible=responsible,
        reviewer=reviewer,
        due_on=due_on,
        by=by,
        at=at or timezone.now(),
    )
    row.save()
    record(
        action="standards.assign_task",
        subject=row,
        by=by,
        at=row.at,
        task=task,
        responsible=responsible,
        reviewer=reviewer,
        due_on=due_on,
    )
    ComputedOutcome.objects.filter(requirement__startswith=f"{task}.", is_final=False).delete()
    return row
