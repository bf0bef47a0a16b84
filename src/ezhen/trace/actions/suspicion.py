"""The regulator's decision about a suspected code."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.trace.enums import SuspicionState
from ezhen.trace.errors import SuspicionRefused
from ezhen.trace.models import Suspicion
from ezhen.trace.rules import must_regulate


@action
def decide_suspicion(
    *, suspicion: Suspicion, state: str, answer: str, by: Any, at: dt.datetime | None = None
) -> Suspicion:
    """Close a question about a code: nothing wrong, or copied. What was found must be said.

    Raises NotAllowed, SuspicionRefused, AlreadyDone.
    """
    must_regulate(by)
    at = at or timezone.now()
    if state not in {SuspicionState.CLEARED, SuspicionState.CONFIRMED}:
        raise SuspicionRefused(_("Decide one way or the other."), field="state")
    if not answer.strip():
        raise SuspicionRefused(_("Say what was found."), field="answer")
    locked = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    if locked.state != SuspicionState.OPEN:
        raise AlreadyDone(_("This was decided before."))
    locked.state, locked.answer = state, answer.strip()
    locked.decided_at, locked.decided_by = at, by
    locked.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    record(
        action="trace.decide_suspicion", subject=locked, by=by, at=at, state=state, answer=answer
    )
    return locked
