"""Contracts with third parties, their amendments, milestones and the acceptance of the work.

`Contract.key` is "<uuid>/<credit code of the party>": invoices and payments point at the key and
repeat the code beside it, and a CHECK compares the two, so money to anybody else is impossible by
any door, raw SQL included.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.core.fields import MoneyField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.core.search import SearchField
from ezhen.programme.enums import ContractKind

CODE_AT = 38  # of the credit code in a contract's key
CODE_LENGTH = 18


class ThirdParty(models.Model):
    """A firm that works for the programme, with the paper that lets it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    qualification = models.CharField(_("qualification"), max_length=120)
    qualified_until = models.DateField(_("qualification valid until"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """One contract on one budget line. `value` follows amendments; `agreed` is the sum of its
    milestones and `paid` that of its payments: neither can be above the value."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    key = models.CharField(max_length=60, unique=True)
    number = models.CharField(_("contract no."), max_length=40, unique=True)
    line = models.ForeignKey("programme.BudgetLine", models.PROTECT, related_name="contracts")
    party = models.ForeignKey(
        ThirdParty,
        models.PROTECT,
        to_field="credit_code",
        db_column="party_code",
        related_name="contracts",
    )
    kind = models.CharField(_("kind of contract"), max_length=10, choices=ContractKind)
    subject = models.CharField(_("subject"), max_length=200)
    task = models.CharField(_("task"), max_length=5, blank=True)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    notice_until = models.DateField(_("last day of the award's public notice"), null=True)
    value = MoneyField(_("amount"))
    agreed = MoneyField(default=0)
    paid = MoneyField(default=0)
    search = SearchField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("contract", "kind", ContractKind),
            models.CheckConstraint(
                name="contract_key_holds_its_party",
                condition=Q(party=Substr(F("key"), CODE_AT, CODE_LENGTH)),
            ),
            models.CheckConstraint(
                name="contract_not_overpaid", condition=Q(paid__gte=0, paid__lte=F("value"))
            ),
            models.CheckConstraint(
                name="contract_milestones_within", condition=Q(agreed__lte=F("value"))
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["signed_on", "id"], name="contract_signed")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programme:contract", args=[self.uuid])


class Amendment(AppendOnly):
    """A contract's amount or end was changed by both sides; the first value is the sum back."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    change = MoneyField()
    ends_on = models.DateField()
    signed_on = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendment_once")
        ]


class Milestone(models.Model):
    """A part of the work with its share of the money. An advance is payable before any work."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("milestone"), max_length=120)
    due_on = models.DateField(_("due"))
    value = MoneyField(_("amount"))
    paid = MoneyField(default=0)
    is_advance = models.BooleanField(_("an advance, payable before the work"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_once"),
            models.CheckConstraint(
                name="milestone_worth_something", condition=Q(value__gt=0, paid__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkAcceptance(AppendOnly):
    """The client looked at the work of a milestone and accepted it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="acceptance")
    accepted_on = models.DateField()
    findings = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
