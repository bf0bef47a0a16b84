"""Paying what was granted: once, after the notice, to the applicant."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.actions.flow import (
    add_actor,
    add_step,
    announce,
    cents_of,
    move_to,
    payee_of,
    read_stage,
    stage_to_act,
)
from ezhen.approvals.definitions import StageKind
from ezhen.approvals.enums import Decision, Power
from ezhen.approvals.errors import CaseRefused, PaymentRefused
from ezhen.approvals.models import Case, CasePayment, Grant
from ezhen.approvals.queries.case import standing_notice
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.validators import data_of
from ezhen.core.actions import action
from ezhen.core.log import record


@action
def pay_case(
    *,
    case: Case,
    stage: str,
    values: Mapping[str, Any],
    by: Any,
    amount: Decimal | None = None,
    comment: str = "",
    at: dt.datetime | None = None,
) -> CasePayment:
    """Pay the grant; `amount` defaults to all of it. Payment, step and next stage commit together.

    Raises what `stage_to_act` does, PaymentRefused for more than was granted or a used voucher,
    CaseIncomplete. The database refuses the same on its own (models/payment.py).
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    locked, found = stage_to_act(case, stage, by, today=today)
    if found.kind != StageKind.PAY:
        raise CaseRefused(_("This step is done on its own page."))
    clean = read_stage(locked, found, values)
    grant = Grant.objects.filter(case=locked).first()
    notice = standing_notice(locked)
    if grant is None or notice is None or locked.granted is None:
        raise PaymentRefused(_("Nothing was approved and published for this application."))
    amount = locked.granted if amount is None else amount
    if not 0 < amount <= locked.granted:
        raise PaymentRefused(
            _("At most %(granted)s can be paid.") % {"granted": locked.granted}, field="amount"
        )
    add_actor(locked, by, Power.PAY)
    payment = CasePayment(
        case=locked,
        grant=grant,
        notice=notice,
        cents=cents_of(amount),
        payee=payee_of(locked),
        paid_day=today.isoformat(),
        voucher=str(clean.get("voucher") or locked.number)[:40],
        at=at,
        by=by,
    )
    _insert(payment)
    sealed = data_of(found.fields, clean)
    locked.data = locked.data | sealed
    add_step(
        locked, stage=stage, decision=Decision.PAID, by=by, at=at, comment=comment, values=sealed
    )
    move_to(locked, definition_of(locked).after(stage), at=at, by=by)
    record(
        action="approvals.pay_case",
        subject=locked,
        by=by,
        at=at,
        amount=amount,
        payee=payment.payee,
        voucher=payment.voucher,
    )
    announce(locked)
    return payment


def _insert(payment: CasePayment) -> None:
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        used = CasePayment.objects.filter(voucher=payment.voucher).exists()
        raise PaymentRefused(
            _("This voucher number is used already.") if used else _("This is paid already."),
            field="voucher" if used else None,
        ) from error
