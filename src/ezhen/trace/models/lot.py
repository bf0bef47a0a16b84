"""Lots, what they were made of, who holds how much, and what stops them."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.trace.enums import HoldCause, LotOrigin, Standing, TestState, UseKind

if TYPE_CHECKING:
    from ezhen.accounts.models import User

SEES_ALL = Role.OFFICE | Role.POWERS


class LotQuerySet(models.QuerySet):
    """Lists of lots."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees what it made and what it holds or held."""
        if user.role in SEES_ALL:
            return self
        mine = user.memberships.values("organisation")
        held = LotBalance.objects.filter(lot=OuterRef("pk"), holder__in=mine)
        return self.filter(Q(producer__in=mine) | Q(owner__in=mine) | Exists(held))

    def with_names(self) -> Self:
        """With product and producer, so a list needs no more queries."""
        return self.select_related("product", "producer", "owner")

    def held(self) -> Self:
        """Those that an open hold stops."""
        return self.filter(Exists(LotHold.objects.filter(lot=OuterRef("pk"), released_at=None)))

    def matching(self, text: str) -> Self:
        """Lot code, supplier's lot, product or producer contains the text."""
        return self.filter(
            Q(code__icontains=text)
            | Q(supplier_lot__icontains=text)
            | Q(product__name__icontains=text)
            | Q(producer__name__icontains=text)
        )


class Lot(models.Model):
    """A quantity of one product with one history (批次).

    `owner` keeps its record (the buyer of a bought-in lot); `producer` made it. `quantity` is what
    came into being, in the product's unit; what is where stands in `LotBalance`. `revision` grows
    with every change that a scan page shows, so a page drawn before is known to be stale.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("lot"), max_length=20)
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="lots")
    producer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="lots_made")
    owner = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="lots_kept")
    site = models.ForeignKey(
        "parties.Site", models.PROTECT, null=True, blank=True, related_name="+"
    )
    origin = models.CharField(max_length=12, choices=LotOrigin)
    supplier_lot = models.CharField(_("supplier's lot"), max_length=40, blank=True)
    quantity = QuantityField(_("quantity"))
    produced_on = models.DateField(_("production date"))
    best_before = models.DateField(_("best before"), null=True, blank=True)
    test_state = models.CharField(max_length=12, choices=TestState, default=TestState.NOT_NEEDED)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "code"],
                name="lot_code_once_per_owner",
                violation_error_message=_("You have a lot of this number already."),
            ),
            models.CheckConstraint(name="lot_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="lot_expires_after_production",
                condition=Q(best_before__isnull=True) | Q(best_before__gte=F("produced_on")),
            ),
            known("lot", "test_state", TestState),
            known("lot", "origin", LotOrigin),
        ]
        indexes = [models.Index(fields=["code"], name="lot_code")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("trace:lot", args=[self.uuid])

    def standing(self, causes: frozenset[str], day: dt.date) -> Standing:
        """May it be sold, given the causes of its open holds? The worst reason first."""
        if HoldCause.RECALL in causes:
            return Standing.RECALLED
        if causes or self.test_state == TestState.FAILED:
            return Standing.HELD
        if self.best_before and day > self.best_before:
            return Standing.EXPIRED
        if self.test_state == TestState.WAITING:
            return Standing.TEST_WAITING
        return Standing.SELLABLE


class LotLink(AppendOnly):
    """So much of `source` went into `target`. Links are written only with a target that is new, and
    never changed, so the graph cannot have a cycle; the constraint refuses the shortest."""

    # no index of their own: the unique key and `lot_link_back` begin with them and answer a whole
    # walk through the genealogy without touching the table
    source = models.ForeignKey(Lot, models.PROTECT, related_name="links_out", db_index=False)
    target = models.ForeignKey(Lot, models.PROTECT, related_name="links_in", db_index=False)
    quantity = QuantityField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="lot_link_once"),
            models.CheckConstraint(name="lot_link_not_to_itself", condition=~Q(target=F("source"))),
            models.CheckConstraint(name="lot_link_positive", condition=Q(quantity__gt=0)),
        ]
        indexes = [models.Index(fields=["target", "source"], name="lot_link_back")]


class LotBalance(models.Model):
    """How much of a lot an organisation holds now. Never below zero: the database refuses."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances")
    holder = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="balances")
    quantity = QuantityField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "holder"], name="lot_balance_once"),
            models.CheckConstraint(name="lot_balance_not_negative", condition=Q(quantity__gte=0)),
        ]


class LotUse(AppendOnly):
    """An amount that left the books for good: sold, sampled, destroyed."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="uses")
    holder = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=UseKind)
    quantity = QuantityField()
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="lot_use_positive", condition=Q(quantity__gt=0)),
            known("lot_use", "kind", UseKind),
        ]


class LotHold(models.Model):
    """Something that stops a lot. `source` is the lot where it began; all made from it is held."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="holds")
    source = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=HoldCause)
    reason = models.CharField(_("reason"), max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recall = models.ForeignKey(
        "trace.Recall", models.PROTECT, null=True, blank=True, related_name="holds"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "source", "cause"],
                condition=Q(released_at__isnull=True),
                name="lot_hold_open_once",
            ),
            models.CheckConstraint(
                name="lot_hold_released_at_and_by",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            known("lot_hold", "cause", HoldCause),
            models.CheckConstraint(name="lot_hold_has_reason", condition=~Q(reason="")),
        ]


class LotCard(models.Model):
    """The public story of a lot, drawn once for each revision and language: a scan page needs no
    more than this row. Derived, so it may be thrown away at any time."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="cards")
    language = models.CharField(max_length=10)
    revision = models.PositiveIntegerField()
    drawn_at = models.DateTimeField(default=timezone.now)
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "language"], name="lot_card_once"),
        ]
