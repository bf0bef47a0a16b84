"""Invoices come in, are paid under a voucher, and a mistaken payment is reversed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.fields import cents
from ezhen.core.log import record
from ezhen.programme.actions.check import check_flags
from ezhen.programme.actions.ledger import put_payment, take_payment_back
from ezhen.programme.errors import InvoiceUsed, OverBudget, StepRefused, VoucherUsed
from ezhen.programme.models import BudgetLine, Contract, Invoice, Milestone, Payment
from ezhen.programme.rules import must_keep


@action
def enter_invoice(
    *,
    milestone: Milestone,
    number: str,
    issued_on: dt.date,
    amount: Decimal,
    by: Any,
    code: str = "",
    at: dt.datetime | None = None,
) -> Invoice:
    """The third party's invoice for a milestone. Raises NotAllowed, InvoiceUsed, StepRefused."""
    must_keep(by)
    if amount <= 0:
        raise StepRefused(_("An invoice asks for something."), field="amount")
    contract = milestone.contract
    invoice = Invoice(
        contract=contract,
        milestone=milestone,
        seller=contract.party_id,
        code=code.strip(),
        number=number.strip(),
        issued_on=issued_on,
        amount=amount,
        at=at or timezone.now(),
        by=by,
    )
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as error:
        raise InvoiceUsed(_("This invoice is entered already."), field="number") from error
    facts = {"invoice": str(invoice), "amount": amount, "milestone": milestone.number}
    record(action="programme.enter_invoice", subject=contract, by=by, at=invoice.at, **facts)
    check_flags(at=invoice.at)
    return invoice


@action
def pay_invoice(
    *,
    invoice: Invoice,
    amount: Decimal,
    paid_on: dt.date,
    voucher: str,
    approver: str,
    by: Any,
    slip_payee: str = "",
    at: dt.datetime | None = None,
) -> Payment:
    """Pay an invoice, all of it or a part, under a voucher. Payment, voucher, the four running sums
    and the register's row commit together.

    Raises NotAllowed, OverBudget above the invoice, the contract or the budget line, VoucherUsed,
    StepRefused for a day in the future.
    """
    must_keep(by)
    at = at or timezone.now()
    if paid_on > timezone.localdate(at):
        raise StepRefused(_("This date is in the future."), field="paid_on")
    if amount <= 0:
        raise StepRefused(_("A payment is above nothing."), field="amount")
    contract = invoice.contract
    _add(invoice, amount)
    payment = Payment(
        invoice=invoice,
        contract=contract,
        payee=contract.party_id,
        amount=amount,
        paid_on=paid_on,
        voucher=voucher.strip(),
        slip_payee=slip_payee.strip() or contract.party.name,
        approver=approver.strip(),
        at=at,
        by=by,
    )
    _insert(payment)
    record(
        action="programme.pay_invoice",
        subject=contract,
        by=by,
        at=at,
        invoice=str(invoice),
        amount=amount,
        voucher=payment.voucher,
        paid_on=paid_on,
    )
    put_payment(payment, by=by, at=at)
    check_flags(at=at)
    return payment


def _add(invoice: Invoice, amount: Decimal) -> None:
    """The running sums, each guarded, always in this order; the CHECKs say the same. Below nothing,
    the amount takes a payment back."""
    paid = F("paid") + cents(amount)
    rows = Invoice.objects.filter(pk=invoice.pk, paid__lte=F("amount") - cents(amount))
    if not rows.update(paid=paid):
        raise OverBudget(_("This is above what the invoice asks for."), field="amount")
    Milestone.objects.filter(pk=invoice.milestone_id).update(paid=paid)
    contract = invoice.contract
    fits = Contract.objects.filter(pk=contract.pk, paid__lte=F("value") - cents(amount))
    if not fits.update(paid=paid):
        raise OverBudget(_("This is above the contract."), field="amount")
    line = BudgetLine.objects.filter(pk=contract.line_id, paid__lte=F("planned") - cents(amount))
    if not line.update(paid=paid):
        raise OverBudget(_("This is above the budget line."), field="amount")


def _insert(payment: Payment) -> None:
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        if Payment.objects.filter(voucher=payment.voucher).exists():
            raise VoucherUsed(
                _("A payment with this voucher number is entered."), field="voucher"
            ) from error
        raise StepRefused(_("This payment is reversed already.")) from error


@action
def reverse_payment(
    *, payment: Payment, voucher: str, reason: str, by: Any, at: dt.datetime | None = None
) -> Payment:
    """Take a mistaken payment back by a row of its own, under its own voucher.

    Raises NotAllowed, StepRefused without a reason, for a reversal or a second one, VoucherUsed.
    """
    must_keep(by)
    at = at or timezone.now()
    if not reason.strip():
        raise StepRefused(_("Say why the payment is reversed."), field="reason")
    if payment.reverses_id:
        raise StepRefused(_("This row is a reversal itself."))
    back = Payment(
        invoice=payment.invoice,
        contract=payment.contract,
        payee=payment.payee,
        amount=-payment.amount,
        paid_on=timezone.localdate(at),
        voucher=voucher.strip(),
        slip_payee=payment.slip_payee,
        approver=payment.approver,
        reverses=payment,
        reason=reason.strip(),
        at=at,
        by=by,
    )
    _insert(back)
    _add(payment.invoice, back.amount)
    facts = {"voucher": back.voucher, "of": payment.voucher, "reason": reason}
    record(action="programme.reverse_payment", subject=payment.contract, by=by, at=at, **facts)
    take_payment_back(payment, reason=reason, by=by, at=at)
    check_flags(at=at)
    return back
