"""Tenants: a granted application makes the row of the register (51), a granted exit ends it; the
one-to-one plan between the two."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.approvals import api as approvals
from ezhen.approvals.enums import CaseState, LicenceState
from ezhen.archive.api import Subject, add_document, documents_for, store_file
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.programme.enums import GrowthState
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import GrowthAck, GrowthStep
from ezhen.programme.queries.tenant import REGISTER, row_of_firm, visible
from ezhen.programme.rules import must_keep
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

TENANCY, EXIT = "tenancy", "tenancy_exit"


@action
def put_tenancy(*, case: Any, by: Any, at: dt.datetime | None = None) -> Any:
    """A granted application for a place becomes a row of the register, with the papers of the
    case; a row that somebody typed for the firm before is brought up to date instead. Returns the
    row; nothing while the case is not granted."""
    at = at or timezone.now()
    if case.state != CaseState.GRANTED:
        return None
    if approvals.stands(case) == LicenceState.REVOKED:
        return _end(case.organisation, timezone.localdate(at), by=by, at=at)
    firm, said = case.organisation, approvals.values_of(case)
    known = row_of_firm(firm.credit_code)
    values = (registers.values_of(known) if known else {}) | {
        "applied_on": timezone.localdate(case.sent_at).isoformat(),
        "firm": firm.name,
        "credit_code": firm.credit_code,
        "admitted_on": case.granted_on.isoformat(),
        "plan": True,
        **{name: said.get(name) for name in ("source", "office", "team", "until", "desks")},
        "agreement": said.get("agreement_no"),
    }
    key = known.uuid if known else case.uuid
    row = registers.put_record(
        register=REGISTER, key=key, values=values, by=by, at=at, organisation=firm
    )
    copy_papers(case, row, by=by, at=at)
    record(action="programme.put_tenancy", subject=row, by=by, at=at, case=case.number)
    return row


def copy_papers(case: Any, row: Any, *, by: Any, at: dt.datetime) -> None:
    """The papers of a case that its register asks for stand at the row too: the same files."""
    asked = {paper.document for paper in registers.definition(row.register).papers}
    there = set(documents_for("record", str(row.uuid), row.register).values_list("type", flat=True))
    for paper in documents_for("case", str(case.uuid)):
        if paper.type in asked - there:
            there.add(paper.type)
            subject = Subject("record", str(row.uuid), row.register)
            stored = paper.versions.get(number=paper.version).file
            add_document(
                type=paper.type,
                subject=subject,
                file=stored,
                title=paper.title,
                dated_on=paper.dated_on,
                by=by,
                at=at,
            )


@action
def end_tenancy(*, case: Any, by: Any, at: dt.datetime | None = None) -> Any:
    """A granted exit: the firm left on the day it named, its grant ends, the row stays."""
    at = at or timezone.now()
    if case.state != CaseState.GRANTED:
        return None
    leaves_on = dt.date.fromisoformat(approvals.values_of(case)["leaves_on"])
    row = _end(case.organisation, leaves_on, by=by, at=at)
    held = approvals.granted_cases(TENANCY).filter(organisation=case.organisation)
    for grant in held.order_by("pk"):
        reason = _("Left, see %(number)s") % {"number": case.number}
        approvals.end_grant(case=grant, reason=reason, by=by, at=at)
    return row


def _end(firm: Any, left_on: dt.date, *, by: Any, at: dt.datetime) -> Any:
    """The row of the tenant says when it left; nothing when it left already."""
    row = row_of_firm(firm.credit_code)
    if row is None:
        return None
    values = registers.values_of(row) | {"left_on": left_on.isoformat()}
    row = registers.put_record(register=REGISTER, key=row.uuid, values=values, by=by, at=at)
    record(action="programme.end_tenancy", subject=row, by=by, at=at, left_on=left_on)
    return row


def _tenant(uuid: Any) -> Any:
    row = registers.rows(REGISTER, states=RecordState.STANDS).filter(uuid=uuid).first()
    if row is None:
        raise StepRefused(_("The register of tenancies has no such row."))
    return row


@action
def plan_growth(
    *,
    tenant: Any,
    goal: str,
    measure: str,
    due_on: dt.date,
    mentor: str,
    by: Any,
    at: dt.datetime | None = None,
) -> GrowthStep:
    """The operator and the tenant (the uuid of its row) agree on a step. Raises NotAllowed,
    StepRefused for a deadline that is over, or a tenant that left."""
    must_keep(by)
    at = at or timezone.now()
    row = _tenant(tenant)
    if row.data.get("left_on"):
        raise StepRefused(_("This tenant has left."))
    if due_on < timezone.localdate(at):
        raise StepRefused(_("The deadline is over already."), field="due_on")
    for name, text in {"goal": goal, "measure": measure, "mentor": mentor}.items():
        if not text.strip():
            raise StepRefused(_("This is missing."), field=name)
    step = GrowthStep(
        tenant=row.uuid,
        goal=goal.strip(),
        measure=measure.strip(),
        due_on=due_on,
        mentor=mentor.strip(),
        at=at,
        by=by,
    )
    step.save()
    if not row.data.get("plan"):
        values = registers.values_of(row) | {"plan": True}
        registers.put_record(register=REGISTER, key=row.uuid, values=values, by=by, at=at)
    facts = {"tenant": str(row.uuid), "goal": goal, "measure": measure, "due_on": due_on}
    record(action="programme.plan_growth", subject=step, by=by, at=at, **facts)
    return step


@action
def end_growth(
    *,
    step: GrowthStep,
    is_done: bool,
    result: str,
    by: Any,
    file: Any = None,
    at: dt.datetime | None = None,
) -> GrowthStep:
    """A step was done (what came of it, with a paper or picture), or is dropped for a reason.
    Raises NotAllowed, StepRefused, and what the archive refuses."""
    must_keep(by)
    at = at or timezone.now()
    locked = GrowthStep.objects.select_for_update().get(pk=step.pk)
    if locked.state != GrowthState.PLANNED:
        raise StepRefused(_("This step has ended already."))
    if not result.strip():
        raise StepRefused(_("Say what came of it."), field="result")
    locked.state = GrowthState.DONE if is_done else GrowthState.DROPPED
    locked.ended_on, locked.result = timezone.localdate(at), result.strip()
    locked.file = store_file(upload=file, by=by, at=at) if file else None
    locked.save()
    digest = locked.file.sha256 if locked.file else ""
    facts = {"state": locked.state, "result": result, "sha256": digest}
    record(action="programme.end_growth", subject=locked, by=by, at=at, **facts)
    return locked


@action
def acknowledge_plan(*, tenant: Any, by: Any, at: dt.datetime | None = None) -> GrowthAck:
    """The tenant has read its plan as it stands now. Raises NotAllowed for anybody else,
    StepRefused when there is no plan, or nothing new in it."""
    at = at or timezone.now()
    if by.role not in Role.BUSINESS or not visible(by).filter(uuid=tenant).exists():
        raise NotAllowed(_("This plan is not yours."))
    last = GrowthStep.objects.filter(tenant=tenant).order_by("-pk").first()
    if last is None:
        raise StepRefused(_("There is no plan yet."))
    if GrowthAck.objects.filter(tenant=tenant, last=last).exists():
        raise StepRefused(_("The plan was acknowledged already."))
    ack = GrowthAck(tenant=tenant, last=last, at=at, by=by)
    ack.save()
    record(action="programme.acknowledge_plan", subject=ack, by=by, at=at, tenant=str(tenant))
    return ack
