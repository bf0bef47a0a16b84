"""What the pages of item codes show: how many are left, which ranges are where, what to print."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from ezhen.trace.enums import CodeFactKind, CodeState, OrderState, Standing
from ezhen.trace.models import CodeFact, CodeOrder, Lot
from ezhen.trace.queries.code import Segment, cut
from ezhen.trace.queries.lot_page import with_standing

LENGTH = F("last") - F("first") + 1
FRESH = dt.timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """Where the codes of an order are: the four parts make the whole."""

    quantity: int
    free: int
    bound: int
    active: int
    void: int

    @property
    def unused(self) -> int:
        """Not in use yet and not voided."""
        return self.free + self.bound


def _total(rows: QuerySet[CodeFact]) -> Any:
    """Codes of an order's facts, for a subquery."""
    rows = rows.filter(order=OuterRef("pk")).order_by()
    total = rows.values("order").annotate(n=Sum(LENGTH)).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))


def _were_active() -> Exists:
    """Facts whose codes are activated; pieces are cut where the state changes, so wholly or not."""
    return Exists(
        CodeFact.objects.filter(
            order=OuterRef("order"),
            kind=CodeFactKind.ACTIVATE,
            first__lte=OuterRef("first"),
            last__gte=OuterRef("first"),
        )
    )


def with_tally(orders: QuerySet[CodeOrder]) -> QuerySet[CodeOrder]:
    """Annotate what `tally_of` needs."""
    facts = CodeFact.objects.all()
    void = facts.filter(kind=CodeFactKind.VOID)
    return orders.annotate(
        num_bound=_total(facts.filter(kind=CodeFactKind.BIND)),
        num_activated=_total(facts.filter(kind=CodeFactKind.ACTIVATE)),
        num_void=_total(void),
        num_void_free=_total(void.filter(lot=None)),
        num_void_active=_total(void.filter(_were_active())),
    )


def tally_of(order: Any) -> Tally:
    """The tally of an order from `with_tally`."""
    return Tally(
        quantity=order.quantity,
        free=order.quantity - order.num_bound - order.num_void_free,
        bound=order.num_bound
        - order.num_activated
        - (order.num_void - order.num_void_free - order.num_void_active),
        active=order.num_activated - order.num_void_active,
        void=order.num_void,
    )


def num_free(organisation: Any) -> int:
    """Codes of an organisation's orders that are bound to no lot: ready labels for the next one."""
    orders = CodeOrder.objects.filter(organisation=organisation, state=OrderState.READY)
    ordered = orders.aggregate(n=Sum("quantity"))["n"] or 0
    gone = CodeFact.objects.filter(order__in=orders.values("pk")).filter(
        # bound once, or voided before they were bound
        kind__in=[CodeFactKind.BIND, CodeFactKind.VOID]
    )
    taken = gone.exclude(kind=CodeFactKind.VOID, lot__isnull=False).aggregate(n=Sum(LENGTH))["n"]
    return ordered - (taken or 0)


@dataclass(frozen=True)
class CodeRange:
    """A row of the table of ranges: `first` and `last` as printed, counted from 1."""

    order: CodeOrder
    first: int
    last: int
    state: CodeState
    lot: Lot | None

    @property
    def num(self) -> int:
        """How many codes."""
        return self.last - self.first + 1


def ranges_of(orders: Iterable[CodeOrder]) -> list[CodeRange]:
    """The ranges of several orders, neighbours of one state and lot joined: two queries."""
    listed = list(orders)
    facts = CodeFact.objects.filter(order__in=listed).order_by("order_id", "pk")
    of_order = {pk: list(rows) for pk, rows in groupby(facts, key=lambda fact: fact.order_id)}
    found = [
        (order, run)
        for order in listed
        for run in _joined(cut(of_order.get(order.pk, ()), 0, order.quantity - 1))
    ]
    lots = Lot.objects.with_names().in_bulk({run[0].lot_id for _order, run in found} - {None})
    return [
        CodeRange(
            order=order,
            first=run[0].first + 1,
            last=run[-1].last + 1,
            state=run[0].state,
            lot=lots.get(run[0].lot_id),
        )
        for order, run in found
    ]


def _joined(parts: Iterable[Segment]) -> list[list[Segment]]:
    """Runs of neighbours that look the same."""
    return [list(run) for _key, run in groupby(parts, key=lambda part: (part.lot_id, part.state))]


def to_print(organisation: Any) -> list[CodeRange]:
    """Ranges whose labels may still be needed, newest order first; those of lots first."""
    orders = CodeOrder.objects.filter(organisation=organisation, state=OrderState.READY)
    newest = orders.with_names().order_by("-ordered_at", "-pk")[:50]
    unused = [row for row in ranges_of(newest) if row.state in {CodeState.FREE, CodeState.BOUND}]
    return sorted(unused, key=lambda row: row.state == CodeState.FREE)


@dataclass(frozen=True)
class Waiting:
    """So many codes of a lot that are on its packs and answer "not activated"."""

    order: CodeOrder
    lot: Lot
    num: int


def to_activate(organisation: Any, *, most: int) -> list[Waiting]:
    """Codes bound to lots that may be sold and not activated, which a buyer's scan would say."""
    lots: Any = with_standing(Lot.objects.filter(owner=organisation))
    lots = lots.filter(standing_now=Standing.SELLABLE)
    rows = (
        CodeFact.objects.filter(lot__in=lots.values("pk"), order__organisation=organisation)
        .values("order", "lot")
        .annotate(
            num=Sum(
                Case(
                    When(kind=CodeFactKind.BIND, then=LENGTH),
                    When(kind=CodeFactKind.ACTIVATE, then=-LENGTH),
                    When(~_were_active(), then=-LENGTH),
                    default=0,
                    output_field=IntegerField(),
                )
            )
        )
        .filter(num__gt=0)
        .order_by("order", "lot")[:most]
    )
    found = list(rows)
    orders = CodeOrder.objects.in_bulk({row["order"] for row in found})
    named = Lot.objects.with_names().in_bulk({row["lot"] for row in found})
    return [Waiting(orders[row["order"]], named[row["lot"]], row["num"]) for row in found]


def fresh_orders(organisation: Any, *, most: int) -> QuerySet[CodeOrder]:
    """Orders of the last days that are ready and of which nothing is in use yet."""
    used = CodeFact.objects.filter(order=OuterRef("pk"), kind=CodeFactKind.ACTIVATE)
    rows = CodeOrder.objects.filter(
        organisation=organisation,
        state=OrderState.READY,
        ordered_at__gt=timezone.now() - FRESH,
    ).exclude(Exists(used))
    return rows.with_names().order_by("-ordered_at", "-pk")[:most]


def lots_to_label(organisation: Any, product_id: int | None = None) -> QuerySet[Lot]:
    """An organisation's own lots, newest first, with the number of codes bound to each."""
    bound = CodeFact.objects.filter(lot=OuterRef("pk"), kind=CodeFactKind.BIND).order_by()
    total = bound.values("lot").annotate(n=Sum(LENGTH)).values("n")
    rows = Lot.objects.filter(owner=organisation).with_names()
    if product_id is not None:
        rows = rows.filter(product=product_id)
    return rows.annotate(
        num_codes=Coalesce(Subquery(total, output_field=IntegerField()), Value(0))
    ).order_by("-produced_on", "-pk")
