"""Third parties, contracts, amendments, milestones, and the acceptance of the work."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.fields import cents
from ezhen.core.ids import new_uuid
from ezhen.core.log import record
from ezhen.core.search import folded
from ezhen.parties.api import valid_credit_code
from ezhen.programme.actions.check import check_flags
from ezhen.programme.actions.ledger import put_contract
from ezhen.programme.errors import NumberUsed, OverBudget, StepRefused
from ezhen.programme.models import (
    Amendment,
    BudgetLine,
    Contract,
    Milestone,
    ThirdParty,
    WorkAcceptance,
)
from ezhen.programme.rules import must_decide, must_keep


@action
def enter_third_party(
    *,
    name: str,
    credit_code: str,
    qualification: str,
    by: Any,
    qualified_until: dt.date | None = None,
    at: dt.datetime | None = None,
) -> ThirdParty:
    """A firm and the paper that lets it work. Raises NotAllowed, NumberUsed, ValidationError."""
    must_keep(by)
    party = ThirdParty(
        name=name.strip(),
        credit_code=credit_code.strip().upper(),
        qualification=qualification.strip(),
        qualified_until=qualified_until,
        at=at or timezone.now(),
        by=by,
    )
    try:
        valid_credit_code(party.credit_code)
    except ValidationError as error:
        raise ValidationError({"credit_code": error.messages}) from error
    if ThirdParty.objects.filter(credit_code=party.credit_code).exists():
        raise NumberUsed(_("A third party with this code is entered."), field="credit_code")
    party.save()
    record(action="programme.enter_third_party", subject=party, by=by, at=party.at, name=name)
    return party


@action
def sign_contract(
    *,
    line: BudgetLine,
    party: ThirdParty,
    number: str,
    kind: str,
    subject: str,
    value: Decimal,
    signed_on: dt.date,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Any,
    task: str = "",
    notice_until: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Contract:
    """Enter a signed contract; the line's sum and the register of contracts follow.

    Raises NotAllowed, NumberUsed, StepRefused for an end before the beginning or no amount.
    """
    must_keep(by)
    if ends_on < starts_on:
        raise StepRefused(_("It would end before it begins."), field="ends_on")
    if value <= 0:
        raise StepRefused(_("A contract is worth something."), field="value")
    uuid = new_uuid()
    contract = Contract(
        uuid=uuid,
        key=f"{uuid}/{party.credit_code}",
        number=number.strip(),
        line=line,
        party=party,
        kind=kind,
        subject=subject.strip(),
        task=task,
        value=value,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_until=notice_until,
        search=folded(number, party.name, subject),
        at=at or timezone.now(),
        by=by,
    )
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as error:
        raise NumberUsed(_("A contract of this number is entered."), field="number") from error
    BudgetLine.objects.filter(pk=line.pk).update(contracted=F("contracted") + cents(value))
    record(
        action="programme.sign_contract",
        subject=contract,
        by=by,
        at=contract.at,
        number=contract.number,
        party=party.credit_code,
        value=value,
    )
    put_contract(contract, by=by, at=contract.at)
    check_flags(at=contract.at)
    return contract


@action
def amend_contract(
    *,
    contract: Contract,
    change: Decimal,
    ends_on: dt.date,
    signed_on: dt.date,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> Amendment:
    """Change amount and end, never below what was paid or agreed in milestones.

    Raises NotAllowed, StepRefused without a reason, OverBudget.
    """
    must_keep(by)
    if not reason.strip():
        raise StepRefused(_("Say why the contract changes."), field="reason")
    if ends_on < contract.starts_on:
        raise StepRefused(_("It would end before it begins."), field="ends_on")
    amount = cents(change)
    fits = Contract.objects.filter(
        pk=contract.pk, paid__lte=F("value") + amount, agreed__lte=F("value") + amount
    )
    if not fits.update(value=F("value") + amount, ends_on=ends_on):
        raise OverBudget(_("Milestones or payments are above this amount already."), field="change")
    BudgetLine.objects.filter(pk=contract.line_id).update(contracted=F("contracted") + amount)
    number = (contract.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment = Amendment(
        contract=contract,
        number=number,
        change=change,
        ends_on=ends_on,
        signed_on=signed_on,
        reason=reason.strip(),
        at=at or timezone.now(),
        by=by,
    )
    amendment.save()
    contract.refresh_from_db()
    facts = {"change": change, "ends_on": ends_on, "reason": reason}
    record(action="programme.amend_contract", subject=contract, by=by, at=amendment.at, **facts)
    put_contract(contract, by=by, at=amendment.at)
    check_flags(at=amendment.at)
    return amendment


@action
def add_milestone(
    *,
    contract: Contract,
    title: str,
    due_on: dt.date,
    value: Decimal,
    by: Any,
    is_advance: bool = False,
    at: dt.datetime | None = None,
) -> Milestone:
    """A part of the work and its money, within the contract. Raises NotAllowed, OverBudget."""
    must_keep(by)
    if value <= 0:
        raise StepRefused(_("A milestone is worth something."), field="value")
    fits = Contract.objects.filter(pk=contract.pk, agreed__lte=F("value") - cents(value))
    if not fits.update(agreed=F("agreed") + cents(value)):
        left = contract.value - contract.agreed
        raise OverBudget(
            _("The contract has %(left)s left for milestones.") % {"left": left}, field="value"
        )
    number = (contract.milestones.aggregate(last=Max("number"))["last"] or 0) + 1
    milestone = Milestone(
        contract=contract,
        number=number,
        title=title.strip(),
        due_on=due_on,
        value=value,
        is_advance=is_advance,
        at=at or timezone.now(),
        by=by,
    )
    milestone.save()
    contract.refresh_from_db()
    facts = {"title": title, "value": value, "due_on": due_on}
    record(action="programme.add_milestone", subject=contract, by=by, at=milestone.at, **facts)
    check_flags(at=milestone.at)
    return milestone


@action
def accept_work(
    *,
    milestone: Milestone,
    accepted_on: dt.date,
    findings: str,
    by: Any,
    at: dt.datetime | None = None,
) -> WorkAcceptance:
    """The client found the work of a milestone as agreed. Raises NotAllowed, StepRefused twice."""
    must_decide(by)
    at = at or timezone.now()
    if accepted_on > timezone.localdate(at):
        raise StepRefused(_("This date is in the future."), field="accepted_on")
    acceptance = WorkAcceptance(
        milestone=milestone, accepted_on=accepted_on, findings=findings.strip(), at=at, by=by
    )
    try:
        with transaction.atomic():
            acceptance.save()
    except IntegrityError as error:
        raise StepRefused(_("This milestone is accepted already.")) from error
    record(
        action="programme.accept_work",
        subject=milestone.contract,
        by=by,
        at=at,
        milestone=milestone.number,
        accepted_on=accepted_on,
        findings=findings,
    )
    put_contract(milestone.contract, by=milestone.contract.by, at=at)
    check_flags(at=at)
    return acceptance
