"""Writing a step: one EPCIS event, one timeline line for each lot it concerns."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from ezhen.trace import epcis
from ezhen.trace.models import Lot, LotStep, TraceEvent

DISPOSITION = {
    "commissioning": "active",
    "receiving": "in_progress",
    "shipping": "in_transit",
    "retail_selling": "retail_sold",
    "sampling": "in_progress",
    "destroying": "destroyed",
}


@dataclass(frozen=True)
class Part:
    """A lot's share in an event, in the product's unit."""

    lot: Lot
    quantity: Decimal


def lot_quantity(part: Part) -> epcis.LotQuantity:
    """The part as EPCIS names it."""
    product = part.lot.product
    epc_class = epcis.lot_class(
        gtin=product.gtin, lot=part.lot.code, host=settings.PUBLIC_URL, uuid=str(part.lot.uuid)
    )
    return epcis.LotQuantity(epc_class, part.quantity, product.unit)


def place_of(organisation: Any, site: Any = None) -> epcis.Place:
    """Where a step happened: the site when known, else the organisation's seat."""
    where = epcis.place_uri(settings.PUBLIC_URL, str((site or organisation).uuid))
    return epcis.Place(where, where)


def store_event(step: str, body: dict[str, Any], at: dt.datetime) -> str:
    """Insert an event body; returns its CBV hash id."""
    event = epcis.with_identity(body)
    TraceEvent(
        event_id=event["eventID"], at=at, recorded_at=timezone.now(), step=step, body=event
    ).save()
    return event["eventID"]


def write_step(
    *,
    step: str,
    cbv_step: str,
    parts: Iterable[Part],
    organisation: Any,
    at: dt.datetime,
    site: Any = None,
    disposition: str = "",
    observe: bool = True,
    transactions: tuple[tuple[str, str], ...] = (),
    source: Any = None,
    destination: Any = None,
    persistent: tuple[str, ...] = (),
    **line: Any,
) -> str:
    """Write one ObjectEvent and one timeline line for each lot; returns the event id."""
    parts = list(parts)
    body = epcis.object_event(
        step=cbv_step,
        disposition=disposition or DISPOSITION[cbv_step],
        action="OBSERVE" if observe else "ADD",
        at=at,
        lots=[lot_quantity(part) for part in parts],
        place=place_of(organisation, site),
        transactions=transactions,
        source=_party(source),
        destination=_party(destination),
        persistent=persistent,
    )
    event_id = store_event(step, body, at)
    add_lines(
        step=step,
        parts=parts,
        organisation=organisation,
        at=at,
        site=site,
        event_id=event_id,
        **line,
    )
    return event_id


def add_lines(
    *,
    step: str,
    parts: Iterable[Part],
    organisation: Any,
    at: dt.datetime,
    event_id: str,
    site: Any = None,
    **line: Any,
) -> None:
    """One timeline line for each lot, and a new revision of what its scan page shows."""
    parts = list(parts)
    site = site or organisation.sites.order_by("pk").first()
    LotStep.objects.bulk_create(
        LotStep(
            lot=part.lot,
            at=at,
            step=step,
            organisation=organisation,
            place=site.place_name if site else "",
            quantity=part.quantity,
            unit=part.lot.product.unit,
            event_id=event_id,
            **line,
        )
        for part in parts
    )
    bump([part.lot.pk for part in parts])


def bump(lot_ids: Iterable[int]) -> None:
    """Make every scan page drawn of these lots stale."""
    Lot.objects.filter(pk__in=list(lot_ids)).update(revision=F("revision") + 1)


def _party(organisation: Any) -> str:
    return epcis.party_uri(settings.PUBLIC_URL, str(organisation.uuid)) if organisation else ""
