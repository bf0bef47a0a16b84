"""Bookings for people: what waits first."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ezhen.programme.enums import BookingState
from ezhen.programme.models import Booking
from ezhen.programme.models.booking import quarter_of


def bookings(user: Any, state: str = "") -> QuerySet[Booking]:
    """A person's bookings of one state, or all; the latest day first."""
    rows = Booking.objects.visible_to(user).select_related("organisation", "by")
    rows = rows.filter(state=state) if state else rows
    return rows.order_by("-first", "-pk")


def to_end(now: dt.datetime | None = None) -> QuerySet[Booking]:
    """Bookings that are over, and nobody said whether the room was used; the oldest first."""
    over = Booking.objects.filter(
        state=BookingState.BOOKED, past__lte=quarter_of(now or timezone.now())
    )
    return over.order_by("first", "pk")


def coming(user: Any, *, days: int, now: dt.datetime | None = None) -> QuerySet[Booking]:
    """What a person has booked for the next days, the nearest first."""
    now = now or timezone.now()
    rows = Booking.objects.visible_to(user).filter(
        state=BookingState.BOOKED,
        past__gt=quarter_of(now),
        first__lt=quarter_of(now + dt.timedelta(days=days)),
    )
    return rows.order_by("first", "pk")
