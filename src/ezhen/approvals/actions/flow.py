"""Moving a case from stage to stage: what every decision has in common, then the decisions."""

import datetime as dt
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.definitions import ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, Decision, Power
from ezhen.approvals.errors import (
    CaseChanged,
    CaseIncomplete,
    CaseRefused,
    NoticeRunning,
    OnePersonTwoPowers,
)
from ezhen.approvals.models import Case, CaseActor, CaseStep, Certificate, Grant, Notice
from ezhen.approvals.models.payment import CENTS
from ezhen.approvals.queries.case import is_over, notice_ends, papers_in, standing_notice
from ezhen.approvals.queries.procedure import definition_of, settled_values
from ezhen.approvals.rules import must_hold
from ezhen.approvals.signals import cases_changed
from ezhen.approvals.validators import data_of, missing_papers, read_fields
from ezhen.core import jobs
from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.core.notices import NEVER

CODE_LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 12
POWERS = frozenset(Power.values)
MAKES = frozenset({Decision.SENT, Decision.PASSED, Decision.PUBLISHED, Decision.PAID})
PAY_BY_ITSELF = frozenset({StageKind.PUBLICISE, StageKind.PAY, StageKind.VOTE})


def locked_case(case: Case) -> Case:
    """The case as it is now, locked."""
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("procedure", "organisation", "applicant").get(pk=case.pk)


def add_actor(case: Case, user: Any, power: str) -> None:
    """Note that a person holds a power in the case; the key refuses a second one."""
    if CaseActor.objects.filter(case=case, user=user, power=power).exists():
        return
    try:
        with transaction.atomic():
            CaseActor(case=case, user=user, power=power).save()
    except IntegrityError as error:
        raise OnePersonTwoPowers(
            _("You hold another power in this application: somebody else has to do this step.")
        ) from error


def add_step(
    case: Case,
    *,
    stage: str,
    decision: str,
    by: Any,
    at: dt.datetime,
    comment: str = "",
    internal: str = "",
    values: dict[str, Any] | None = None,
) -> CaseStep:
    """Append a line to the case's history."""
    step = CaseStep(
        case=case,
        stage=stage,
        decision=decision,
        revision=case.revision,
        values=values or {},
        comment=comment.strip()[:500],
        internal=internal.strip()[:500],
        at=at,
        by=by,
    )
    step.save()
    if decision in MAKES and definition_of(case).stage(stage).makes:
        jobs.enqueue("approvals.make_papers", by=by, step=step.pk)
    return step


def move_to(case: Case, stage: Stage | None, *, at: dt.datetime, by: Any) -> None:
    """Go to a stage; after the last one the case is granted."""
    if stage is None:
        definition = definition_of(case)
        if any("certificate" in one.makes for one in definition.stages):
            issue_certificate(case, at)
        case.state, case.closed_at = CaseState.GRANTED, at
        case.granted_on = timezone.localdate(at)
        case.valid_until = _valid_until(case, definition)
    else:
        case.stage, case.stage_since = stage.code, at
    case.save()


def issue_certificate(case: Case, at: dt.datetime) -> None:
    """The code by which anybody may verify what was granted: not to be guessed."""
    code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
    Certificate(case=case, code=code, at=at).save()


def _valid_until(case: Case, definition: ProcedureDefinition) -> dt.date | None:
    """As a stage said it (a field `until` or `ends_on`), else so many months from the grant."""
    for name in ("until", "ends_on"):
        if case.data.get(name):
            return dt.date.fromisoformat(case.data[name])
    if not definition.valid_months or case.granted_on is None:
        return None
    months = case.granted_on.month - 1 + definition.valid_months
    first = case.granted_on.replace(
        year=case.granted_on.year + months // 12, month=months % 12 + 1, day=1
    )
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return min(first + dt.timedelta(days=case.granted_on.day - 1), last) - dt.timedelta(days=1)


def announce(case: Case) -> None:
    """Tell the modules above, in the transaction of the change: what they note commits with it."""
    cases_changed.send(sender=Case, procedure=case.code, case=str(case.uuid))


def void_approvals(case: Case, *, by: Any, at: dt.datetime, comment: str) -> None:
    """What was approved for an earlier version no longer stands; the steps remember it."""
    fell = case.approved_revision is not None or Grant.objects.filter(case=case).exists()
    Grant.objects.filter(case=case).delete()
    for notice in Notice.objects.filter(case=case, fell_at=None):
        notice.fell_at = at
        notice.end_key = f"{NEVER}/{notice.uuid}"
        notice.save(update_fields=["fell_at", "end_key"])
        fell = True
    case.approved_revision = case.granted = None
    if fell:
        add_step(case, stage=case.stage, decision=Decision.VOIDED, by=by, at=at, comment=comment)


def stage_to_act(
    case: Case, stage: str, by: Any, *, today: dt.date, revision: int | None = None
) -> tuple[Case, Stage]:
    """Lock the case and check that this person may act at this stage now.

    Raises CaseChanged when somebody acted first or the application was edited, CaseRefused,
    OnePersonTwoPowers, NoticeRunning.
    """
    locked = locked_case(case)
    if locked.state != CaseState.RUNNING or locked.stage != stage:
        raise CaseChanged(_("Somebody was faster: this step is done. Load the page again."))
    if revision is not None and locked.revision != revision:
        raise CaseChanged(_("The application was changed meanwhile. Look at it again."))
    found = definition_of(locked).stage(stage)
    must_hold(by, locked, found)
    notice = standing_notice(locked)
    if notice and not is_over(notice, today):
        end = notice_ends(notice)
        raise NoticeRunning(
            _("The public notice runs until %(date)s.") % {"date": end}
            if end
            else _("An objection is being looked into; the notice has no end yet.")
        )
    return locked, found


@action
def pass_stage(
    *,
    case: Case,
    stage: str,
    values: Mapping[str, Any],
    by: Any,
    revision: int | None = None,
    comment: str = "",
    internal: str = "",
    at: dt.datetime | None = None,
) -> Case:
    """Do the current stage and go on. Publishing, paying and voting have actions of their own.

    Order: lock, who may, the notice is over, values and papers, the power is noted, an approval
    fixes the version and the amount, the step, the next stage. Raises what `stage_to_act` does,
    CaseIncomplete with the fields, CaseRefused for more than was asked.
    """
    at = at or timezone.now()
    locked, found = stage_to_act(case, stage, by, today=timezone.localdate(at), revision=revision)
    if found.kind in PAY_BY_ITSELF:
        raise CaseRefused(_("This step is done on its own page."))
    clean = read_stage(locked, found, values)
    if found.kind in POWERS:
        add_actor(locked, by, found.kind)
    if found.kind == StageKind.APPROVE:
        _approve(locked, clean)
    sealed = data_of(found.fields, clean)
    locked.data = locked.data | sealed
    add_step(
        locked,
        stage=stage,
        decision=Decision.PASSED,
        by=by,
        at=at,
        comment=comment,
        internal=internal,
        values=sealed,
    )
    move_to(locked, definition_of(locked).after(stage), at=at, by=by)
    record(
        action="approvals.pass_stage",
        subject=locked,
        by=by,
        at=at,
        stage=stage,
        revision=locked.revision,
        values=sealed,
        comment=comment,
    )
    announce(locked)
    return locked


def read_stage(case: Case, stage: Stage, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stage's fields. Raises CaseIncomplete with fields and papers."""
    clean, problems = read_fields(stage.fields, {**values, **settled_values(case, stage)})
    problems += missing_papers(stage.papers, papers_in(case))
    if problems:
        raise CaseIncomplete(_("This step is not complete yet."), problems)
    return clean


def _approve(case: Case, values: Mapping[str, Any]) -> None:
    """The version that stands now is approved; money gets its grant."""
    definition = definition_of(case)
    case.approved_revision = case.revision
    if not definition.granted:
        return
    granted = Decimal(values[definition.granted])
    if case.amount is not None and granted > case.amount:
        raise CaseIncomplete(
            _("This step is not complete yet."),
            [(definition.granted, _("More than was asked: %(asked)s") % {"asked": case.amount})],
        )
    case.granted = granted
    Grant.objects.filter(case=case).delete()
    Grant.objects.create(case=case, key=grant_key(case, granted))


def cents_of(amount: Decimal) -> str:
    """Yuan as twelve digits of cents."""
    return f"{int(amount * 100):0{CENTS}d}"


def payee_of(case: Case) -> str:
    """Who is paid: the organisation, or the person, that applied (uuid)."""
    return str((case.organisation or case.applicant).uuid)


def grant_key(case: Case, granted: Decimal) -> str:
    """Cents, payee and case in one key (see models/payment.py)."""
    return f"{cents_of(granted)}/{payee_of(case)}/{case.uuid}"


@action
def return_case(
    *,
    case: Case,
    stage: str,
    comment: str,
    by: Any,
    internal: str = "",
    at: dt.datetime | None = None,
) -> Case:
    """Send the application back to be mended: earlier approvals fall. Raises CaseRefused."""
    at = at or timezone.now()
    locked, found = _to_refuse(case, stage, comment, by, at, allowed="may_return")
    void_approvals(locked, by=by, at=at, comment=comment)
    add_step(
        locked,
        stage=found.code,
        decision=Decision.RETURNED,
        by=by,
        at=at,
        comment=comment,
        internal=internal,
    )
    locked.state = CaseState.RETURNED
    move_to(locked, definition_of(locked).stages[0], at=at, by=by)
    record(action="approvals.return_case", subject=locked, by=by, at=at, comment=comment)
    announce(locked)
    return locked


@action
def refuse_case(
    *,
    case: Case,
    stage: str,
    comment: str,
    by: Any,
    internal: str = "",
    at: dt.datetime | None = None,
) -> Case:
    """The application is not granted, for a reason that the applicant reads. Raises CaseRefused."""
    at = at or timezone.now()
    locked, found = _to_refuse(case, stage, comment, by, at, allowed="may_refuse")
    add_step(
        locked,
        stage=found.code,
        decision=Decision.REFUSED,
        by=by,
        at=at,
        comment=comment,
        internal=internal,
    )
    locked.state, locked.closed_at = CaseState.REFUSED, at
    locked.save()
    record(action="approvals.refuse_case", subject=locked, by=by, at=at, comment=comment)
    announce(locked)
    return locked


def _to_refuse(
    case: Case, stage: str, comment: str, by: Any, at: dt.datetime, *, allowed: str
) -> tuple[Case, Stage]:
    if not comment.strip():
        raise CaseRefused(_("Say why: the applicant reads it."), field="comment")
    locked, found = stage_to_act(case, stage, by, today=timezone.localdate(at))
    if not getattr(found, allowed):
        raise CaseRefused(_("This cannot be decided at this step."))
    if found.kind in POWERS:
        add_actor(locked, by, found.kind)
    return locked, found
