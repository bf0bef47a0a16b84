"""Publishing, objecting, answering. The end of a notice is computed, and kept as a key that the
database compares with the day of a payment."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.actions.flow import (
    add_actor,
    add_step,
    announce,
    locked_case,
    move_to,
    stage_to_act,
    void_approvals,
)
from ezhen.approvals.definitions import StageKind
from ezhen.approvals.enums import CaseState, Decision, ObjectionResult, Power
from ezhen.approvals.errors import CaseRefused, ObjectionRefused
from ezhen.approvals.models import Case, Notice, NoticeMark, Objection
from ezhen.approvals.queries.case import notice_ends
from ezhen.approvals.queries.notice import public_body, tail_index
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.rules import must_hold
from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import canonical, record
from ezhen.core.notices import Pause, notice_end

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_OPEN = 200  # objections to one notice


@action
def publish_notice(
    *, case: Case, stage: str, by: Any, comment: str = "", at: dt.datetime | None = None
) -> Notice:
    """Put the case before the public; the next stage waits until the notice is over.

    Raises what `stage_to_act` does, and CaseRefused when nothing was approved for this version.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    locked, found = stage_to_act(case, stage, by, today=today)
    if found.kind != StageKind.PUBLICISE or found.notice is None:
        raise CaseRefused(_("This step is done on its own page."))
    if locked.approved_revision != locked.revision:
        raise CaseRefused(_("Only what was approved can be published."))
    add_actor(locked, by, Power.PUBLICISE)
    body = public_body(locked)
    notice = Notice(
        case=locked,
        title=str(definition_of(locked).title)[:120],
        body=body,
        sha256=hashlib.sha256(canonical(body).encode()).hexdigest(),
        begins_on=today,
        days=found.notice.days,
        unit=found.notice.unit,
        pauses=found.notice.pauses,
        published_at=at,
        published_by=by,
    )
    notice.end_key = _end_key(notice)
    notice.save()
    NoticeMark(notice=notice, is_online=True, at=at).save()
    add_step(locked, stage=stage, decision=Decision.PUBLISHED, by=by, at=at, comment=comment)
    move_to(locked, definition_of(locked).after(stage), at=at, by=by)
    record(
        action="approvals.publish_notice",
        subject=notice,
        by=by,
        at=at,
        case=locked.number,
        sha256=notice.sha256,
        until=notice.end_day,
    )
    announce(locked)
    return notice


def _end_key(notice: Notice) -> str:
    """The last day, then the notice: the pauses of its objections stop the clock."""
    rows = notice.objections.order_by("at") if notice.pk and notice.pauses else []
    pauses = [
        Pause(
            timezone.localdate(row.at),
            timezone.localdate(row.answered_at) if row.answered_at else None,
        )
        for row in rows
    ]
    end = notice_end(notice.begins_on, notice.days, unit=notice.unit, pauses=pauses)
    return f"{end.isoformat()}/{notice.uuid}"


def _locked_notice(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)


@action
def object_to(
    *,
    notice: Notice,
    text: str,
    phone: str,
    name: str = "",
    at: dt.datetime | None = None,
) -> Objection:
    """Take an objection until midnight of the notice's last day; its clock stands still then.

    Returns it with the number the writer follows it up by. Raises ObjectionRefused at its field.
    """
    at = at or timezone.now()
    case = locked_case(notice.case)
    locked = _locked_notice(notice)
    _check_objection(locked, text, phone, timezone.localdate(at))
    objection = Objection.objects.create(
        number=_free_number(at),
        notice=locked,
        text=text.strip(),
        name=name.strip(),
        phone=phone,
        phone_tail=tail_index(phone),
        at=at,
    )
    locked.end_key = _end_key(locked)
    locked.save(update_fields=["end_key"])
    add_step(case, stage=case.stage, decision=Decision.OBJECTED, by=None, at=at)
    record(
        action="approvals.object_to",
        subject=locked,
        by=None,
        at=at,
        number=objection.number,
        until=locked.end_day,
    )
    announce(case)
    return objection


def _check_objection(notice: Notice, text: str, phone: str, today: dt.date) -> None:
    if not text.strip():
        raise ObjectionRefused(_("Say what you object to."), field="text")
    if not phone.strip():
        raise ObjectionRefused(_("Leave a phone: the answer is looked up with it."), field="phone")
    end = notice_ends(notice)
    is_over = end is not None and today > end
    # a payment that was made closes the notice, whatever an objection's clock said before midnight
    if notice.fell_at or is_over or notice.payments.exists():
        raise ObjectionRefused(_("The time for objections is over."))
    if notice.objections.count() >= MOST_OPEN:
        raise ObjectionRefused(_("Very many objections came in. Please call us."))


def _free_number(at: dt.datetime) -> str:
    while True:
        tail = "".join(secrets.choice(ALPHABET) for _place in range(4))
        number = f"YY{timezone.localdate(at):%y%m%d}-{tail}"
        if not Objection.objects.filter(number=number).exists():
            return number


@action
def answer_objection(
    *,
    objection: Objection,
    result: str,
    answer: str,
    by: Any,
    at: dt.datetime | None = None,
) -> Objection:
    """Not upheld: the clock goes on. Upheld: the approval falls, the case goes back to be mended.

    Raises ObjectionRefused, AlreadyDone, and what the publisher's stage refuses.
    """
    at = at or timezone.now()
    case = locked_case(objection.notice.case)
    notice = _locked_notice(objection.notice)
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if locked.result != ObjectionResult.OPEN:
        raise AlreadyDone(_("This objection was answered before."))
    if result not in {ObjectionResult.REJECTED, ObjectionResult.UPHELD}:
        raise ObjectionRefused(_("Decide one way or the other."), field="result")
    if not answer.strip():
        raise ObjectionRefused(_("Say what was found."), field="answer")
    definition = definition_of(case)
    stage = next(one for one in definition.stages if one.kind == StageKind.PUBLICISE)
    must_hold(by, case, stage)
    locked.result, locked.answer = result, answer.strip()
    locked.answered_at, locked.answered_by = at, by
    locked.save()
    if not notice.fell_at:
        notice.end_key = _end_key(notice)
        notice.save(update_fields=["end_key"])
    add_step(case, stage=stage.code, decision=Decision.ANSWERED, by=by, at=at, comment=answer)
    record(
        action="approvals.answer_objection",
        subject=notice,
        by=by,
        at=at,
        number=locked.number,
        result=result,
        until=notice.end_day,
    )
    if result == ObjectionResult.UPHELD and case.state == CaseState.RUNNING:
        _take_down(case, by=by, at=at, answer=answer)
    announce(case)
    return locked


def _take_down(case: Case, *, by: Any, at: dt.datetime, answer: str) -> None:
    """The public was right: what was approved falls, the applicant mends it."""
    for notice in case.notices.filter(fell_at=None):
        NoticeMark(notice=notice, is_online=False, at=at).save()
    void_approvals(case, by=by, at=at, comment=answer)
    case.state = CaseState.RETURNED
    move_to(case, definition_of(case).stages[0], at=at, by=by)
