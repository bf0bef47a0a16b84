"""Invoices and payments. A payment row is its voucher: one insert, nothing in between to lose."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from ezhen.core.fields import MoneyField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly
from ezhen.programme.models.contract import CODE_AT, CODE_LENGTH


class Invoice(models.Model):
    """What the third party asks for. Code and number are used once in the town."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    contract = models.ForeignKey(
        "programme.Contract",
        models.PROTECT,
        to_field="key",
        db_column="contract_key",
        related_name="invoices",
    )
    milestone = models.ForeignKey("programme.Milestone", models.PROTECT, related_name="invoices")
    seller = models.CharField(max_length=18)
    code = models.CharField(_("invoice code"), max_length=20, blank=True)
    number = models.CharField(_("invoice no."), max_length=20)
    issued_on = models.DateField(_("invoice date"))
    amount = MoneyField(_("amount with tax"))
    paid = MoneyField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="invoice_used_once"),
            models.CheckConstraint(
                name="invoice_of_the_party",
                condition=Q(seller=Substr(F("contract"), CODE_AT, CODE_LENGTH)),
            ),
            models.CheckConstraint(
                name="invoice_not_overpaid",
                condition=Q(amount__gt=0, paid__gte=0, paid__lte=F("amount")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}".strip()


STANDING = Q(amount__gt=0, reversal=None)  # payments: money that went and did not come back


class Payment(AppendOnly):
    """Money went to the third party, under a voucher. A mistake is taken back by a row with the
    amount below nothing that names the payment it reverses, once."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    contract = models.ForeignKey(
        "programme.Contract",
        models.PROTECT,
        to_field="key",
        db_column="contract_key",
        related_name="payments",
    )
    payee = models.CharField(max_length=18)
    amount = MoneyField()
    paid_on = models.DateField()
    voucher = models.CharField(max_length=40, unique=True)
    slip_payee = models.CharField(max_length=120)  # as the bank's slip names the payee
    approver = models.CharField(max_length=60)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_to_the_party",
                condition=Q(payee=Substr(F("contract"), CODE_AT, CODE_LENGTH)),
            ),
            models.CheckConstraint(
                name="payment_or_reversal_with_reason",
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["paid_on", "id"], name="payment_paid_on")]

    def __str__(self) -> str:
        return self.voucher
