"""Answering consumers, and looking at the phone number that one of them left."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.trace.errors import ComplaintRefused
from ezhen.trace.models import Complaint
from ezhen.trace.rules import must_regulate


@action
def answer_complaint(
    *, complaint: Complaint, answer: str, by: Any, at: dt.datetime | None = None
) -> Complaint:
    """Close a complaint with what was done. Raises NotAllowed, ComplaintRefused, AlreadyDone."""
    must_regulate(by)
    at = at or timezone.now()
    if not answer.strip():
        raise ComplaintRefused(_("Say what was done."), field="answer")
    locked = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if locked.answered_at:
        raise AlreadyDone(_("This was answered before."))
    locked.answer, locked.answered_at, locked.answered_by = answer.strip(), at, by
    locked.save(update_fields=["answer", "answered_at", "answered_by"])
    record(action="trace.answer_complaint", subject=locked, by=by, at=at, answer=answer)
    return locked


@action
def reveal_phone(
    *, complaint: Complaint, reason: str, by: Any, at: dt.datetime | None = None
) -> str:
    """The number a consumer left; the look and its reason stay in the log.

    Raises NotAllowed, ComplaintRefused without a reason.
    """
    must_regulate(by)
    if not reason.strip():
        raise ComplaintRefused(_("Say why you need the number."), field="reason")
    record(
        action="trace.reveal_phone",
        subject=complaint,
        by=by,
        at=at or timezone.now(),
        reason=reason,
    )
    return complaint.phone
