"""Goods on their way from one organisation to another."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import known
from ezhen.trace.enums import ShipmentState

if TYPE_CHECKING:
    from ezhen.accounts.models import User


class ShipmentQuerySet(models.QuerySet):
    """Lists of shipments."""

    def visible_to(self, user: "User") -> Self:
        """Sender, receiver and offices."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self
        mine = user.memberships.values("organisation")
        return self.filter(Q(sender__in=mine) | Q(receiver__in=mine))

    def with_lines(self) -> Self:
        """With parties and lines, so a list needs no more queries."""
        return self.select_related("sender", "receiver").prefetch_related("lines__lot__product")

    def matching(self, text: str) -> Self:
        """Shipment code, one of the parties, or a lot on it contains the text."""
        lines = ShipmentLine.objects.filter(shipment=OuterRef("pk"), lot__code__icontains=text)
        return self.filter(
            Q(code__icontains=text)
            | Q(sender__name__icontains=text)
            | Q(receiver__name__icontains=text)
            | Exists(lines)
        )


class Shipment(models.Model):
    """What a sender handed over and a receiver confirmed."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("shipment"), max_length=24)
    sender = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="sent")
    receiver = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="incoming")
    state = models.CharField(max_length=10, choices=ShipmentState, default=ShipmentState.SENT)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "code"], name="shipment_code_once"),
            known("shipment", "state", ShipmentState),
            models.CheckConstraint(
                name="shipment_received_at_and_by",
                condition=Q(
                    received_at__isnull=True,
                    received_by__isnull=True,
                    state="sent",
                )
                | Q(received_at__isnull=False, received_by__isnull=False, state="received"),
            ),
            models.CheckConstraint(
                name="shipment_to_somebody_else", condition=~Q(sender=F("receiver"))
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("trace:shipment", args=[self.uuid])


class ShipmentLine(models.Model):
    """So much of one lot in a shipment; what came may be less, never more."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="lines")
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="shipment_lines")
    quantity = QuantityField()
    received = QuantityField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "lot"], name="shipment_lot_once"),
            models.CheckConstraint(name="shipment_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="shipment_line_received_within",
                condition=Q(received__isnull=True)
                | Q(received__gte=0, received__lte=F("quantity")),
            ),
        ]
