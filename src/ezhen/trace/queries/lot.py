"""Reads about lots: standing, balances, genealogy."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from ezhen.trace.enums import ShipmentState, Standing, UseKind
from ezhen.trace.models import Lot, LotBalance, LotHold, LotLink, LotUse, ShipmentLine

DOWN = ("source_id", "target_id")
UP = ("target_id", "source_id")

# UNION, not UNION ALL: a lot reached twice is visited once, so a wide graph stays linear.
# BETWEEN, not =: where PostgreSQL guesses that a lot has many links, or that many lots are reached,
# it would read the whole table for every lot or every level; a range can only go to the index.
_REACH = """
WITH RECURSIVE reach(id) AS (
    SELECT {end} FROM trace_lotlink WHERE {start} = %s
    UNION
    SELECT link.{end}
    FROM reach JOIN trace_lotlink link ON link.{start} BETWEEN reach.id AND reach.id
)
SELECT id FROM reach
"""


def reached_from(lot_id: int, *, downstream: bool) -> set[int]:
    """Ids of every lot made from this one (or that went into it), the lot itself not included."""
    start, end = DOWN if downstream else UP
    with connection.cursor() as cursor:
        cursor.execute(_REACH.format(start=start, end=end), [lot_id])
        return {row[0] for row in cursor.fetchall()}


def affected_ids(lot_id: int) -> set[int]:
    """The lot and everything made from it: the scope a recall begins with."""
    return {lot_id} | reached_from(lot_id, downstream=True)


def open_causes(lot_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Causes of the open holds of each lot."""
    causes: dict[int, set[str]] = {}
    rows = LotHold.objects.filter(lot_id__in=list(lot_ids), released_at=None)
    for lot_id, cause in rows.values_list("lot_id", "cause"):
        causes.setdefault(lot_id, set()).add(cause)
    return {lot_id: frozenset(found) for lot_id, found in causes.items()}


def standings(lots: Iterable[Lot], *, on: dt.date | None = None) -> dict[int, Standing]:
    """May each be sold? One query for all of them."""
    lots = list(lots)
    day = on or timezone.localdate()
    causes = open_causes(lot.pk for lot in lots)
    return {lot.pk: lot.standing(causes.get(lot.pk, frozenset()), day) for lot in lots}


def standing_of(lot: Lot, *, on: dt.date | None = None) -> Standing:
    """May this lot be sold?"""
    return standings([lot], on=on)[lot.pk]


@dataclass(frozen=True)
class Holding:
    """So much in one organisation's hands, or on its way there."""

    holder: Any
    quantity: Decimal
    on_the_way: bool = False


@dataclass(frozen=True)
class Equation:
    """produced = held + on the way + used in other lots + sold + sampled + destroyed."""

    produced: Decimal
    held: Decimal
    on_the_way: Decimal
    used: Decimal
    sold: Decimal
    sampled: Decimal
    destroyed: Decimal

    @property
    def is_balanced(self) -> bool:
        """True when nothing is missing or invented."""
        parts = (self.held, self.on_the_way, self.used, self.sold, self.sampled, self.destroyed)
        return sum(parts, Decimal(0)) == self.produced


def holdings(lot: Lot) -> list[Holding]:
    """Who has how much now, most first; shipments that nobody confirmed stand by themselves."""
    here = LotBalance.objects.filter(lot=lot, quantity__gt=0).select_related("holder")
    there = ShipmentLine.objects.filter(lot=lot, shipment__state=ShipmentState.SENT).select_related(
        "shipment__receiver"
    )
    rows = [Holding(row.holder, row.quantity) for row in here.order_by("-quantity", "pk")]
    return rows + [
        Holding(row.shipment.receiver, row.quantity, on_the_way=True)
        for row in there.order_by("pk")
    ]


def equation(lot: Lot) -> Equation:
    """Where the lot's quantity is or went, from the books."""
    uses = dict(LotUse.objects.filter(lot=lot).values_list("kind").annotate(total=Sum("quantity")))
    sent = ShipmentLine.objects.filter(lot=lot, shipment__state=ShipmentState.SENT)
    return Equation(
        produced=lot.quantity,
        held=_total(LotBalance.objects.filter(lot=lot)),
        on_the_way=_total(sent),
        used=_total(LotLink.objects.filter(source=lot)),
        sold=uses.get(UseKind.SOLD, Decimal(0)),
        sampled=uses.get(UseKind.SAMPLED, Decimal(0)),
        destroyed=uses.get(UseKind.DESTROYED, Decimal(0)),
    )


def _total(rows: Any) -> Decimal:
    return rows.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
