"""What the printed trace report of a lot says."""

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.parties.api import licence_number
from ezhen.trace import epcis, labels
from ezhen.trace.models import Lot, LotLink
from ezhen.trace.queries.lot import Equation, equation, reached_from, standing_of
from ezhen.trace.queries.lot_page import steps_of, tests_of

MOST_RELATED = 500
CHUNK = 500


def report_of(lot: Lot, *, at: dt.datetime | None = None) -> labels.TraceReportData:
    """Facts, equation, chain both ways, tests and steps of a lot."""
    at = at or timezone.now()
    first_site = lot.site or lot.producer.sites.order_by("pk").first()
    return labels.TraceReportData(
        lot=lot.code,
        product=str(lot.product),
        producer=lot.producer.name,
        origin=first_site.place_name if first_site else "",
        status=str(standing_of(lot).label),
        url=address_of(lot),
        equation=_equation(equation(lot), str(lot.product.get_unit_display())),
        printed_at=at,
        gtin=lot.product.gtin,
        licence=licence_number(lot.producer),
        produced_on=lot.produced_on,
        best_before=lot.best_before,
        upstream=_related(lot, downstream=False),
        downstream=_related(lot, downstream=True),
        tests=tuple(
            labels.LabResult(
                item=f"{item.name} {item.unit}".strip(),
                result=item.result,
                limit=item.limit,
                is_passed=item.has_passed,
                laboratory=item.test.laboratory,
                report=item.test.report_number,
                on=item.test.tested_on,
            )
            for item in tests_of(lot)
        ),
        steps=tuple(
            labels.TraceStep(
                at=step.at,
                name=step.title or str(step.get_step_display()),
                actor=str(step.organisation),
                place=step.place,
                note=step.text,
            )
            for step in steps_of(lot)
        ),
    )


def address_of(lot: Lot) -> str:
    """Where a printed QR code of a lot leads: its public page, without barcode number the front."""
    if not lot.product.gtin:
        return str(settings.PUBLIC_URL)
    return epcis.lot_class(
        gtin=lot.product.gtin, lot=lot.code, host=settings.PUBLIC_URL, uuid=str(lot.uuid)
    )


def _equation(found: Equation, unit: str) -> labels.QuantityEquation:
    named = (
        (_("In hand"), found.held),
        (_("On the way"), found.on_the_way),
        (_("Used in other lots"), found.used),
        (_("Sold"), found.sold),
        (_("Sampled"), found.sampled),
        (_("Destroyed or lost"), found.destroyed),
    )
    parts = tuple((name, value) for name, value in named if value)
    return labels.QuantityEquation(found.produced, unit, parts or (named[0],))


def _related(lot: Lot, *, downstream: bool) -> tuple[labels.RelatedLot, ...]:
    """Every lot up or down the chain with its distance, nearest first, the first 500."""
    ids = reached_from(lot.pk, downstream=downstream)
    distance = _distances(lot.pk, _links(ids | {lot.pk}, downstream=downstream))
    nearest = sorted(ids, key=lambda pk: (distance[pk], pk))[:MOST_RELATED]
    lots = Lot.objects.with_names().in_bulk(nearest)
    return tuple(
        labels.RelatedLot(
            depth=distance[pk],
            lot=lots[pk].code,
            product=str(lots[pk].product),
            party=str(lots[pk].producer),
            quantity=lots[pk].quantity,
            unit=str(lots[pk].product.get_unit_display()),
            on=lots[pk].produced_on,
        )
        for pk in nearest
    )


def _links(ids: set[int], *, downstream: bool) -> dict[int, list[int]]:
    """Neighbours of each lot, one step further from the beginning."""
    near, far = ("source_id", "target_id") if downstream else ("target_id", "source_id")
    neighbours: dict[int, list[int]] = defaultdict(list)
    listed = sorted(ids)
    for start in range(0, len(listed), CHUNK):
        rows = LotLink.objects.filter(**{f"{near}__in": listed[start : start + CHUNK]})
        for one, other in rows.values_list(near, far):
            neighbours[one].append(other)
    return neighbours


def _distances(start: int, neighbours: dict[int, list[int]]) -> dict[int, int]:
    distance = {start: 0}
    front = [start]
    while front:
        following: list[int] = []
        for pk in front:
            for other in neighbours.get(pk, ()):
                if other not in distance:
                    distance[other] = distance[pk] + 1
                    following.append(other)
        front = following
    return distance
