"""Reads about parties."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from ezhen.parties.models import Licence, Organisation

EXPIRY_NOTICE = dt.timedelta(days=30)


def organisation_of(user: Any) -> Organisation | None:
    """The organisation a person works for (their first), or None."""
    return Organisation.objects.of(user).order_by("memberships__pk").first()


def licences_expiring(*, on: dt.date, within: dt.timedelta = EXPIRY_NOTICE) -> QuerySet[Licence]:
    """Licences that end within the time, or have ended, soonest first."""
    return (
        Licence.objects.filter(valid_until__lte=on + within)
        .select_related("organisation")
        .order_by("valid_until", "pk")
    )


def approved_organisations() -> QuerySet[Organisation]:
    """Those that may trade, by name."""
    return Organisation.objects.approved().order_by("name", "pk")
