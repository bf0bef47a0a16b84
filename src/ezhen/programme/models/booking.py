"""Rooms that are booked. Time is counted in quarters of an hour since 1970, as whole numbers, so
that every database compares them alike."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.ids import new_uuid
from ezhen.core.models import known
from ezhen.programme.enums import BookingState, VenuePurpose

QUARTER = 15 * 60  # seconds
QUARTERS_A_DAY = 96


def quarter_of(moment: dt.datetime) -> int:
    """The quarter of an hour in which a moment lies."""
    return int(moment.timestamp()) // QUARTER


def moment_of(quarter: int) -> dt.datetime:
    """When a quarter begins (UTC)."""
    return dt.datetime.fromtimestamp(quarter * QUARTER, dt.UTC)


class BookingQuerySet(models.QuerySet):
    """Lists of bookings."""

    def visible_to(self, user: Any) -> Self:
        """Offices see all; a business those of its own organisation."""
        if user.role in Role.OFFICE:
            return self
        return self.filter(organisation__in=user.memberships.values("organisation"))


class Booking(models.Model):
    """An area (the uuid of its row in the register of areas) for somebody, from the quarter `first`
    up to the quarter `past`. It holds the area by its slots and by nothing else."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    area = models.UUIDField()
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.CharField(_("used by"), max_length=120)
    purpose = models.CharField(max_length=12, choices=VenuePurpose)
    people = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=120, blank=True)
    first = models.PositiveIntegerField()
    past = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.BOOKED)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            known("booking", "state", BookingState),
            known("booking", "purpose", VenuePurpose),
            models.CheckConstraint(name="booking_ends_later", condition=Q(past__gt=F("first"))),
            models.CheckConstraint(
                name="booking_of_a_day_at_most",
                condition=Q(past__lte=F("first") + QUARTERS_A_DAY),
            ),
            models.CheckConstraint(name="booking_for_somebody", condition=Q(people__gte=1)),
            models.CheckConstraint(
                name="booking_cancelled_with_reason",
                condition=~Q(state="cancelled") | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "first"], name="booking_of_area"),
            models.Index(fields=["state", "first"], name="booking_state"),
        ]

    def __str__(self) -> str:
        return self.about or self.get_purpose_display()

    def get_absolute_url(self) -> str:
        return reverse("programme:booking", args=[self.uuid])

    @property
    def starts(self) -> dt.datetime:
        """When it begins."""
        return moment_of(self.first)

    @property
    def ends(self) -> dt.datetime:
        """When it ends."""
        return moment_of(self.past)

    @property
    def standing(self) -> BookingState:
        """Its state, with tone and words."""
        return BookingState(self.state)


class BookingSlot(models.Model):
    """A quarter of an hour of an area, held by one booking: the key refuses a second one, by any
    door and to any number of writers at once. A cancelled booking lets go of its slots."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="slots")
    area = models.UUIDField()
    quarter = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "quarter"], name="booking_slot_once"),
        ]
