"""An application is begun, saved by itself, sent in, changed, and withdrawn."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.actions.flow import (
    add_actor,
    add_step,
    announce,
    locked_case,
    move_to,
    void_approvals,
)
from ezhen.approvals.actions.procedure import pin_definition
from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.enums import CaseState, Decision, Power
from ezhen.approvals.errors import CaseChanged, CaseIncomplete, CaseRefused
from ezhen.approvals.models import Case, CaseRevision
from ezhen.approvals.queries.case import opened, policy_for, problems_of
from ezhen.approvals.queries.offer import Offer, offers_for
from ezhen.approvals.queries.procedure import definition_of, from_earlier, known_values
from ezhen.approvals.rules import is_applicant, may_apply
from ezhen.approvals.validators import data_of, read_fields
from ezhen.core.actions import action
from ezhen.core.definitions import Field
from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.log import record
from ezhen.core.personal import personal_class
from ezhen.core.search import folded

ATTEMPTS = 5


@action
def start_case(
    *,
    definition: ProcedureDefinition,
    by: Any,
    organisation: Any = None,
    values: Mapping[str, Any] | None = None,
    offer: Offer | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Begin an application; what the town already knows is filled in. Raises NotAllowed."""
    if not may_apply(by, definition, organisation):
        raise NotAllowed(_("You cannot apply for this."))
    at = at or timezone.now()
    known = from_earlier(organisation, definition.fields) if organisation else {}
    known |= known_values(organisation, definition) if organisation else {}
    clean, _problems = read_fields(definition.fields, {**known, **(values or {})})
    case = _insert(
        definition,
        year=timezone.localdate(at).year,
        procedure=pin_definition(definition),
        code=definition.code,
        organisation=organisation,
        applicant=by,
        stage=definition.stages[0].code,
        data=data_of(definition.fields, clean),
        amount=_amount(definition, clean, None),
        stage_since=at,
        offer=offer.key if offer else None,
        search=folded(str(definition.title), getattr(organisation, "name", str(by))),
    )
    add_actor(case, by, Power.APPLY)
    _keep_revision(case, by=by, at=at)
    record(action="approvals.start_case", subject=case, by=by, at=at, number=case.number)
    return case


def _insert(definition: ProcedureDefinition, *, year: int, **facts: Any) -> Case:
    """BT26-0001: the procedure's prefix, the year, a running number."""
    stem = f"{definition.prefix}{year % 100:02d}-"
    for attempt in range(ATTEMPTS):
        taken = Case.objects.filter(number__startswith=stem).values_list("number", flat=True)
        last = max((int(one.rsplit("-", 1)[1]) for one in taken), default=0)
        number = f"{stem}{last + 1:04d}"
        case = Case(number=number, **facts | {"search": folded(number, facts["search"])})
        try:
            with transaction.atomic():
                case.save()
            break
        except IntegrityError:  # somebody took the number between our look and our insert
            if attempt == ATTEMPTS - 1:
                raise
    return case


@action
def save_case(
    *,
    case: Case,
    values: Mapping[str, Any],
    expects: int,
    by: Any,
    at: dt.datetime | None = None,
) -> Case:
    """Keep what was written so far; what cannot be read stays as it was before.

    Raises NotAllowed, CaseRefused when it is not being written, CaseChanged when somebody else
    saved first.
    """
    at = at or timezone.now()
    locked = _writable(case, by, expects)
    definition = definition_of(locked)
    named = [field for field in definition.fields if field.name in values]
    clean, problems = read_fields(named, values)
    bad = {field for field, _message in problems}
    fresh = {name: value for name, value in clean.items() if name not in bad}
    sealed = data_of(named, fresh)
    if all(opened(field, locked.data) == fresh.get(field.name) for field in named_of(named, fresh)):
        return locked
    data = {key: value for key, value in locked.data.items() if key not in fresh} | sealed
    locked.data = data
    locked.revision += 1
    locked.amount = _amount(definition, fresh, locked.amount)
    locked.save(update_fields=["data", "revision", "amount"])
    _keep_revision(locked, by=by, at=at)
    return locked


def named_of(fields: Iterable[Field], values: Mapping[str, Any]) -> list[Field]:
    """The fields that have a value here."""
    return [field for field in fields if field.name in values]


def _amount(
    definition: ProcedureDefinition, values: Mapping[str, Any], before: Decimal | None
) -> Decimal | None:
    if not definition.amount or definition.amount not in values:
        return before
    return Decimal(values[definition.amount]) if values[definition.amount] is not None else None


def _writable(case: Case, by: Any, expects: int) -> Case:
    locked = locked_case(case)
    if not is_applicant(by, locked):
        raise NotAllowed(_("This application is not yours."))
    if locked.state not in CaseState.EDITABLE:
        raise CaseRefused(_("It is under way. Take it back first if something must be changed."))
    if locked.revision != expects:
        raise CaseChanged(_("Somebody of your house saved it meanwhile. Load it again."))
    return locked


def _keep_revision(case: Case, *, by: Any, at: dt.datetime) -> None:
    CaseRevision(case=case, number=case.revision, data=case.data, at=at, by=by).save()


@action
def send_case(
    *, case: Case, expects: int, by: Any, comment: str = "", at: dt.datetime | None = None
) -> Case:
    """Send the application in, or in again. Raises CaseIncomplete with what is missing, CaseRefused
    when the policy it rests on does not stand (any more)."""
    at = at or timezone.now()
    locked = _writable(case, by, expects)
    definition = definition_of(locked)
    problems = problems_of(locked)
    if problems:
        raise CaseIncomplete(_("Not sent yet: something is missing."), problems)
    if definition.under and policy_for(definition, locked.data) is None:
        raise CaseRefused(_("No policy of this kind is in force at present."))
    first = definition.stages[0]
    add_actor(locked, by, Power.APPLY)
    add_step(locked, stage=first.code, decision=Decision.SENT, by=by, at=at, comment=comment)
    locked.state, locked.sent_at = CaseState.RUNNING, locked.sent_at or at
    move_to(locked, definition.after(first.code), at=at, by=by)
    record(
        action="approvals.send_case",
        subject=locked,
        by=by,
        at=at,
        number=locked.number,
        revision=locked.revision,
        data=locked.data,
    )
    announce(locked)
    return locked


@action
def accept_offer(
    *, organisation: Any, procedure: str, code: str, by: Any, at: dt.datetime | None = None
) -> Case:
    """Take up what the data alone grants: the application fills itself in and is sent at once,
    unless something is missing that only the applicant knows; then it waits as a draft.

    Raises CaseRefused when the offer does not stand (any more), NotAllowed.
    """
    wanted = (procedure, code)
    offer = next(
        (one for one in offers_for(organisation) if (one.definition.code, one.rule.code) == wanted),
        None,
    )
    if offer is None:
        raise CaseRefused(_("This offer does not stand any more, or was taken up already."))
    case = start_case(
        definition=offer.definition,
        by=by,
        organisation=organisation,
        values={"contact": str(by)} | dict(offer.rule.values),
        offer=offer,
        at=at,
    )
    if not problems_of(case):
        case = send_case(case=case, expects=case.revision, by=by, at=at, comment=offer.why)
    return case


@action
def take_back_case(*, case: Case, reason: str, by: Any, at: dt.datetime | None = None) -> Case:
    """The applicant takes a running application back to change it: earlier approvals fall.

    Raises NotAllowed, CaseRefused once it was paid or has ended, or without a reason.
    """
    at = at or timezone.now()
    locked = locked_case(case)
    if not is_applicant(by, locked):
        raise NotAllowed(_("This application is not yours."))
    if locked.state != CaseState.RUNNING:
        raise CaseRefused(_("Only an application that is under way can be taken back."))
    if hasattr(locked, "payment"):
        raise CaseRefused(_("It is paid already."))
    if not reason.strip():
        raise CaseRefused(_("Say why."), field="reason")
    void_approvals(locked, by=by, at=at, comment=reason)
    definition = definition_of(locked)
    locked.state = CaseState.RETURNED
    move_to(locked, definition.stages[0], at=at, by=by)
    record(action="approvals.take_back_case", subject=locked, by=by, at=at, reason=reason)
    announce(locked)
    return locked


@action
def withdraw_case(*, case: Case, reason: str, by: Any, at: dt.datetime | None = None) -> Case:
    """End an application for good: the applicant gives it up. Raises NotAllowed, AlreadyDone."""
    at = at or timezone.now()
    locked = locked_case(case)
    if not is_applicant(by, locked):
        raise NotAllowed(_("This application is not yours."))
    if locked.state not in CaseState.OPEN or hasattr(locked, "payment"):
        raise AlreadyDone(_("This application has ended."))
    void_approvals(locked, by=by, at=at, comment=reason)
    add_step(locked, stage=locked.stage, decision=Decision.WITHDRAWN, by=by, at=at, comment=reason)
    locked.state, locked.closed_at = CaseState.WITHDRAWN, at
    locked.save()
    record(action="approvals.withdraw_case", subject=locked, by=by, at=at, reason=reason)
    announce(locked)
    return locked


@action
def end_grant(*, case: Case, reason: str, by: Any, at: dt.datetime | None = None) -> Case:
    """What was granted ends early: a policy is withdrawn, a licence taken back, a tenant leaves.

    Applications that were sent in before under the policy go on; new ones are refused. Raises
    NotAllowed, CaseRefused.
    """
    at = at or timezone.now()
    locked = locked_case(case)
    definition = definition_of(locked)
    if by.role not in {role for stage in definition.stages for role in stage.roles}:
        raise NotAllowed(_("This step is not yours."))
    if locked.state != CaseState.GRANTED:
        raise CaseRefused(_("Only what was granted can be ended."))
    if not reason.strip():
        raise CaseRefused(_("Say why."), field="reason")
    locked.valid_until = timezone.localdate(at) - dt.timedelta(days=1)
    locked.save(update_fields=["valid_until"])
    add_step(locked, stage=locked.stage, decision=Decision.ENDED, by=by, at=at, comment=reason)
    record(action="approvals.end_grant", subject=locked, by=by, at=at, reason=reason)
    announce(locked)
    return locked


@action
def reveal_case(
    *, case: Case, reason: str, by: Any, at: dt.datetime | None = None
) -> list[tuple[str, str]]:
    """Show personal values once, with a reason that the log keeps: (label, value) of each.

    For the applicant and for offices that act in the procedure. Raises NotAllowed, CaseRefused.
    """
    definition = definition_of(case)
    acts = by.role in {role for stage in definition.stages for role in stage.roles}
    if not (acts or is_applicant(by, case)):
        raise NotAllowed(_("Personal values are for those who handle the application."))
    if not reason.strip():
        raise CaseRefused(_("Say why."), field="reason")
    fields = [one for one in definition.all_fields if personal_class(one) and one.name in case.data]
    record(
        action="approvals.reveal_case",
        subject=case,
        by=by,
        at=at,
        reason=reason,
        fields=[one.name for one in fields],
    )
    return [(str(one.label), opened(one, case.data)) for one in fields]
