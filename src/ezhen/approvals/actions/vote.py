"""A public vote: one ballot a phone number, then the count goes on to be approved."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.actions.flow import add_step, announce, move_to, stage_to_act
from ezhen.approvals.definitions import StageKind
from ezhen.approvals.enums import CaseState, Decision
from ezhen.approvals.errors import CaseRefused
from ezhen.approvals.models import Ballot, Case
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.queries.vote import entries_of, results_of
from ezhen.core import crypto
from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record


@action
def cast_ballot(*, case: Case, entry: int, phone: str, at: dt.datetime | None = None) -> Ballot:
    """Vote for an entry. Raises CaseRefused when no vote is held, AlreadyDone the second time."""
    at = at or timezone.now()
    stage = definition_of(case).stage(case.stage)
    if case.state != CaseState.RUNNING or stage.kind != StageKind.VOTE:
        raise CaseRefused(_("No vote is held here now."))
    if not 0 <= entry < len(entries_of(case)):
        raise CaseRefused(_("Choose one of the entries."), field="entry")
    digits = "".join(character for character in phone if character.isdigit())
    ballot = Ballot(case=case, entry=entry, voter=crypto.blind(f"ballot:{case.pk}", digits), at=at)
    try:
        with transaction.atomic():
            ballot.save()
    except IntegrityError as error:
        raise AlreadyDone(_("You have voted already.")) from error
    return ballot


@action
def close_vote(*, case: Case, stage: str, by: Any, at: dt.datetime | None = None) -> Case:
    """End the vote and keep its count; never by the applicant. Raises what `stage_to_act` does."""
    at = at or timezone.now()
    locked, found = stage_to_act(case, stage, by, today=timezone.localdate(at))
    if found.kind != StageKind.VOTE:
        raise CaseRefused(_("No vote is held here now."))
    count = dict(results_of(locked))
    add_step(
        locked,
        stage=stage,
        decision=Decision.PASSED,
        by=by,
        at=at,
        values={"count": {str(entry): number for entry, number in count.items()}},
    )
    move_to(locked, definition_of(locked).after(stage), at=at, by=by)
    record(action="approvals.close_vote", subject=locked, by=by, at=at, count=list(count.items()))
    announce(locked)
    return locked
