"""What is printed on the labels of a range of codes."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from ezhen.core.pack import pack
from ezhen.parties.api import licence_number
from ezhen.trace import labels
from ezhen.trace.codes import readable, short_link
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import order_key, scheme, segments_of


def labels_of(order: CodeOrder, first: int, last: int) -> list[labels.ItemLabel]:
    """The labels of codes first … last (from 0), voided ones left out."""
    parts = [part for part in segments_of(order, first, last) if not part.is_void]
    lots = (
        Lot.objects.with_names()
        .select_related("site")
        .in_bulk({part.lot_id for part in parts} - {None})
    )
    faces = {pk: _face(order, lots.get(pk)) for pk in {part.lot_id for part in parts}}
    return [
        labels.ItemLabel(
            url=f"{order.uri_prefix}{serial}",
            short_url=short_link(settings.PUBLIC_URL, serial),
            serial=readable(serial),
            **faces[part.lot_id],
        )
        for part in parts
        for serial in _serials(order, part.first, part.last)
    ]


def _serials(order: CodeOrder, first: int, last: int) -> Iterator[str]:
    lines = scheme(order.cipher).lines(order.number, order_key(order), first, last + 1)
    return (line.decode() for piece in lines for line in piece.split())


def _face(order: CodeOrder, lot: Lot | None) -> dict[str, Any]:
    """What the labels of one lot share; of a code without a lot only product and producer."""
    product = lot.product if lot else order.product
    producer = lot.producer if lot else order.organisation
    site = (lot.site if lot else None) or producer.sites.order_by("pk").first()
    return {
        "product": product.name if product else "",
        "net_content": product.specification if product else "",
        "lot": lot.code if lot else "",
        "produced_on": lot.produced_on if lot else None,
        "best_before": lot.best_before if lot else None,
        "producer": producer.name,
        "origin": f"{pack().town.province_city}{pack().town.county}{site.place_name}"
        if site
        else "",
        "licence": licence_number(producer),
    }
