"""What was granted, and its payment: checked by the database on every door, raw SQL included.

Keys carry the facts they prove: `Grant.key` is "000000860000/<payee>/<case>" (cents, then the
payee's uuid), `Notice.end_key` "2026-12-01/…". A payment repeats cents, payee and day beside the
two keys, and CHECKs compare them; the foreign keys make the keys true. No trigger is needed.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils import timezone

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly

CENTS = 12  # digits
UUID_LENGTH = 36


class Grant(models.Model):
    """The standing approval of an amount for a payee. It goes when the application is changed (the
    steps remember it), and cannot go once it was paid."""

    case = models.OneToOneField("approvals.Case", models.PROTECT, related_name="grant")
    key = models.CharField(max_length=90, unique=True)
    at = models.DateTimeField(default=timezone.now)


class CasePayment(AppendOnly):
    """A grant was paid: once, after the notice, to the applicant, not more than was granted."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    case = models.OneToOneField("approvals.Case", models.PROTECT, related_name="payment")
    grant = models.ForeignKey(
        Grant, models.PROTECT, to_field="key", db_column="grant_key", related_name="payments"
    )
    notice = models.ForeignKey(
        "approvals.Notice",
        models.PROTECT,
        to_field="end_key",
        db_column="notice_key",
        related_name="payments",
    )
    cents = models.CharField(max_length=CENTS)
    payee = models.CharField(max_length=UUID_LENGTH)
    paid_day = models.CharField(max_length=10)
    voucher = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_after_the_notice",
                condition=Q(paid_day__gt=Substr(F("notice"), 1, 10)),
            ),
            models.CheckConstraint(
                name="payment_not_more_than_granted",
                condition=Q(cents__lte=Substr(F("grant"), 1, CENTS)),
            ),
            models.CheckConstraint(
                name="payment_to_the_applicant",
                condition=Q(payee=Substr(F("grant"), CENTS + 2, UUID_LENGTH)),
            ),
            models.CheckConstraint(
                name="payment_more_than_nothing", condition=Q(cents__gt="0" * CENTS)
            ),
        ]

    @property
    def amount(self) -> Decimal:
        """Yuan."""
        return Decimal(self.cents) / 100
