"""Reads about parties."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.core.definitions import Field
from ezhen.core.ids import uuids_among
from ezhen.core.pack import pack
from ezhen.core.remember import remembered
from ezhen.parties.enums import LicenceKind, RegistrationState
from ezhen.parties.models import NOTICE, Licence, Organisation
from ezhen.parties.rules import may_see_papers


@remembered
def organisation_of(user: Any) -> Organisation | None:
    """The organisation a person works for (their first), or None."""
    return Organisation.objects.of(user).order_by("memberships__pk").first()


def licences_expiring(*, on: dt.date, within: dt.timedelta = NOTICE) -> QuerySet[Licence]:
    """Licences that end within the time, or have ended, soonest first."""
    return (
        Licence.objects.filter(valid_until__lte=on + within)
        .select_related("organisation")
        .order_by("valid_until", "pk")
    )


def licence_number(organisation: Organisation) -> str:
    """The number of the paper that lets it make food; empty without one."""
    kinds = [LicenceKind.FOOD_PRODUCTION, LicenceKind.WORKSHOP]
    rows = organisation.licences.filter(kind__in=kinds).order_by("-valid_from", "-pk")
    return rows.values_list("number", flat=True).first() or ""


def approved_organisations() -> QuerySet[Organisation]:
    """Those that may trade, by name."""
    return Organisation.objects.approved().order_by("name", "pk")


@dataclass(frozen=True)
class Dot:
    """A township or site in a drawing 320 wide; SVG lengths as text."""

    name: str
    x: str
    y: str
    is_site: bool


MAP_WIDTH, MAP_HEIGHT, MAP_EDGE = 320, 240, 26


def map_of(organisation: Organisation) -> list[Dot]:
    """The county's townships with the organisation's sites among them, north up."""
    towns = [(place.name, place.latitude, place.longitude, False) for place in pack().places]
    points = towns + [
        (site.name, site.latitude, site.longitude, True)
        for site in organisation.sites.order_by("pk")
        if site.latitude is not None and site.longitude is not None
    ]
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    west, east = min(p[2] for p in points), max(p[2] for p in points)
    wide, tall = float(east - west) or 1.0, float(north - south) or 1.0
    return [
        Dot(
            name=name,
            x=f"{MAP_EDGE + float(longitude - west) / wide * (MAP_WIDTH - 2 * MAP_EDGE):.1f}",
            y=f"{MAP_EDGE + float(north - latitude) / tall * (MAP_HEIGHT - 2 * MAP_EDGE):.1f}",
            is_site=is_site,
        )
        for name, latitude, longitude, is_site in points
    ]


def approved_by_month(*, months: int, until: dt.date) -> tuple[tuple[str, float], ...]:
    """Entities approved by the end of each of the last months, oldest first: (month, number)."""
    begins = [until.replace(day=1)]
    for _month in range(months - 1):
        begins.insert(0, (begins[0] - dt.timedelta(days=1)).replace(day=1))
    ends = [*begins[1:], until + dt.timedelta(days=1)]
    moments = Organisation.objects.approved().values_list("decided_at", flat=True)
    days = [timezone.localdate(moment) for moment in moments if moment]
    return tuple(
        (f"{begin:%Y-%m}", float(sum(day < end for day in days)))
        for begin, end in zip(begins, ends, strict=True)
    )


def suppliers() -> QuerySet[Organisation]:
    """Those that can supply: approved ones and businesses from outside, by name."""
    states = [RegistrationState.APPROVED, RegistrationState.OUTSIDE]
    return Organisation.objects.filter(state__in=states).order_by("name", "pk")


def organisation_ids(uuids: Iterable[str]) -> dict[str, int]:
    """Primary keys of organisations by uuid; what is none is left out."""
    rows = Organisation.objects.filter(uuid__in=uuids_among(uuids))
    return {str(uuid): pk for uuid, pk in rows.values_list("uuid", "pk")}


class PartyReference:
    """Organisations as the value of a field: written as name, short name, credit code or uuid."""

    def find(self, texts: Collection[str], field: Field) -> dict[str, list[str]]:
        """Only those that may trade can be named."""
        known = Q(name__in=texts) | Q(short_name__in=texts) | Q(credit_code__in=texts)
        known |= Q(uuid__in=uuids_among(texts))
        found: dict[str, list[str]] = {}
        rows = suppliers().filter(known)
        for uuid, *written in rows.values_list("uuid", "name", "short_name", "credit_code"):
            for text in {str(uuid), *written} & set(texts):
                found.setdefault(text, []).append(str(uuid))
        return found

    def labels(self, keys: Collection[str], field: Field) -> dict[str, str]:
        """Short names."""
        rows = Organisation.objects.filter(uuid__in=uuids_among(keys))
        return {str(found.uuid): str(found) for found in rows}

    def options(self, user: Any, field: Field) -> list[tuple[str, str]]:
        """Those that may trade; a business may name itself."""
        rows = suppliers()
        if user.role in Role.BUSINESS:
            rows = rows.filter(memberships__user=user)
        return [(str(found.uuid), str(found)) for found in rows]

    def url(self, key: str) -> str:
        """Its page."""
        return reverse("parties:organisation", args=[key])


def organisations_named(uuids: Iterable[str]) -> dict[str, str]:
    """Short names by external id, as the log keeps it."""
    rows = Organisation.objects.filter(uuid__in=uuids_among(uuids))
    return {str(row.uuid): str(row) for row in rows}


def may_open_paper(user: Any, file: Any) -> bool:
    """The original of a licence: whoever sees that organisation's papers."""
    rows = Licence.objects.filter(file=file).select_related("organisation")
    return any(may_see_papers(user, licence.organisation) for licence in rows)
