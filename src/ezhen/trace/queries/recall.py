"""Reads for recalls: what a scope reaches, how far a recall has come. All computed when read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from ezhen.core.workdays import is_announced
from ezhen.trace.enums import CodeFactKind, RecallState, ShipmentState
from ezhen.trace.models import (
    CodeFact,
    CodeUse,
    Lot,
    LotBalance,
    LotHold,
    Recall,
    RecallLot,
    RecallNotice,
    Scan,
    ShipmentLine,
)
from ezhen.trace.queries.looks import CodeLook, looks_within
from ezhen.trace.queries.lot import affected_ids, reached_from

SHOWN = 200
ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """So much of a lot with one organisation; `on_the_way` to it when nobody confirmed yet."""

    lot_id: int
    holder_id: int
    holder: str
    quantity: Decimal
    on_the_way: bool


def shares_of(lot_ids: Iterable[int]) -> list[Share]:
    """Who has how much of these lots, goods on the way with their receiver: two queries."""
    ids = list(lot_ids)
    here = LotBalance.objects.filter(lot__in=ids, quantity__gt=0).order_by("lot_id", "pk")
    there = ShipmentLine.objects.filter(lot__in=ids, shipment__state=ShipmentState.SENT)
    return [
        Share(row.lot_id, row.holder_id, _short(row.holder), row.quantity, on_the_way=False)
        for row in here.select_related("holder")
    ] + [
        Share(
            row.lot_id,
            row.shipment.receiver_id,
            _short(row.shipment.receiver),
            row.quantity,
            on_the_way=True,
        )
        for row in there.select_related("shipment__receiver").order_by("lot_id", "pk")
    ]


def _short(organisation: Any) -> str:
    return organisation.short_name or organisation.name


def lines_of(lot_ids: Iterable[int]) -> QuerySet[ShipmentLine]:
    """The shipments that carried these lots, with their parties, in the order they were sent."""
    return (
        ShipmentLine.objects.filter(lot__in=list(lot_ids))
        .select_related("shipment__sender", "shipment__receiver")
        .order_by("shipment__sent_at", "pk")
    )


def ranges_of(lot_ids: Iterable[int], *, since: dt.datetime | None = None) -> QuerySet[Any]:
    """Ranges of codes bound to the lots, each with `num_scans` (since a moment) and its order."""
    num_scans = _num_of_range(CodeUse, "first_at", since) + _num_of_range(Scan, "at", since)
    return (
        CodeFact.objects.filter(kind=CodeFactKind.BIND, lot__in=list(lot_ids))
        .select_related("order", "lot")
        .annotate(num_scans=num_scans)
        .order_by("lot_id", "order_id", "first", "pk")
    )


def _num_of_range(model: Any, moment: str, since: dt.datetime | None) -> Coalesce:
    rows = model.objects.filter(
        order_number=OuterRef("order__number"),
        index__gte=OuterRef("first"),
        index__lte=OuterRef("last"),
    )
    if since is not None:
        rows = rows.filter(**{f"{moment}__gte": since})
    number = rows.order_by().values("order_number").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class ScopeRow:
    """One lot that a recall may take in: where it is, and which labels carry it."""

    lot: Lot
    is_source: bool
    is_recalled: bool
    shares: list[Share]
    codes: list[Any]  # ranges as `ranges_of` gives them, with `num_scans`
    lines: list[ShipmentLine]

    @property
    def held(self) -> Decimal:
        """In somebody's hands or on its way."""
        return sum((share.quantity for share in self.shares), ZERO)

    @property
    def gone(self) -> Decimal:
        """Used up, sold, sampled or destroyed."""
        return self.lot.quantity - self.held

    @property
    def num_codes(self) -> int:
        """Labels that carry this lot."""
        return sum(fact.last - fact.first + 1 for fact in self.codes)

    @property
    def num_scans(self) -> int:
        """Look-ups of these labels."""
        return sum(fact.num_scans for fact in self.codes)


@dataclass(frozen=True)
class Scope:
    """What a lot reaches. `down` begins with the lot itself; both lists end at `SHOWN` rows, the
    counts go over all."""

    down: list[ScopeRow]
    up: list[ScopeRow]
    num_down: int
    num_up: int
    num_holders: int
    at: dt.datetime

    @property
    def more_down(self) -> int:
        """How many are counted but not shown."""
        return self.num_down - len(self.down)

    @property
    def more_up(self) -> int:
        """How many are counted but not shown."""
        return self.num_up - len(self.up)


def scope_of(source: Lot, *, most: int = SHOWN) -> Scope:
    """Everything made from the lot and everything that went into it: ten queries, however wide."""
    down = sorted(affected_ids(source.pk))
    up = sorted(reached_from(source.pk, downstream=False))
    shown = down[:most] + up[:most]
    lots = Lot.objects.filter(pk__in=shown).select_related("product", "producer", "owner")
    rows = {row.lot.pk: row for row in _rows(source, lots)}
    holders = LotBalance.objects.filter(lot__in=down, quantity__gt=0).values("holder")
    coming = ShipmentLine.objects.filter(lot__in=down, shipment__state=ShipmentState.SENT)
    told = holders.union(coming.values("shipment__receiver"))
    return Scope(
        down=[rows[pk] for pk in down[:most]],
        up=[rows[pk] for pk in up[:most]],
        num_down=len(down),
        num_up=len(up),
        num_holders=told.count(),
        at=timezone.now(),
    )


def _rows(source: Lot, lots: QuerySet[Lot]) -> list[ScopeRow]:
    found = list(lots)
    ids = [lot.pk for lot in found]
    shares: dict[int, list[Share]] = defaultdict(list)
    for share in shares_of(ids):
        shares[share.lot_id].append(share)
    codes: dict[int | None, list[CodeFact]] = defaultdict(list)
    for fact in ranges_of(ids):
        codes[fact.lot_id].append(fact)
    lines: dict[int, list[ShipmentLine]] = defaultdict(list)
    for line in lines_of(ids):
        lines[line.lot_id].append(line)
    stopped = LotHold.objects.filter(lot__in=ids, recall__isnull=False, released_at=None)
    recalled = set(stopped.values_list("lot_id", flat=True))
    return [
        ScopeRow(
            lot=lot,
            is_source=lot.pk == source.pk,
            is_recalled=lot.pk in recalled,
            shares=shares[lot.pk],
            codes=codes[lot.pk],
            lines=lines[lot.pk],
        )
        for lot in found
    ]


def chosen_lots(source: Lot, *, ticked: set[int], shown: set[int], rest: bool) -> QuerySet[Lot]:
    """The scope a regulator chose: of the rows that were shown the ticked ones, and with `rest`
    every lot made from the source that was not shown, also those that came since."""
    down = affected_ids(source.pk)
    near = down | reached_from(source.pk, downstream=False)
    ids = ticked & near
    if rest:
        ids |= down - shown
    return Lot.objects.filter(pk__in=ids).order_by("pk")


@dataclass
class UnitTotal:
    """Amounts of one unit: in scope = back + still out + gone for good."""

    unit: Any
    in_scope: Decimal = ZERO
    recovered: Decimal = ZERO
    outstanding: Decimal = ZERO
    consumed: Decimal = ZERO


def totals_of(recall: Recall) -> list[UnitTotal]:
    """The quantities by unit. What came back beyond what was held came from buyers."""
    back = dict(recall.notices.values_list("lot").annotate(total=Coalesce(Sum("returned"), ZERO)))
    totals: dict[str, UnitTotal] = {}
    rows = recall.lots.select_related("lot__product").order_by("lot__product__unit", "pk")
    for row in rows:
        product = row.lot.product
        total = totals.setdefault(product.unit, UnitTotal(product.get_unit_display()))
        returned = back.get(row.lot_id, ZERO)
        total.in_scope += row.quantity
        total.recovered += returned
        total.outstanding += max(row.held - returned, ZERO)
        total.consumed += row.gone - max(returned - row.held, ZERO)
    return list(totals.values())


@dataclass
class HolderAmount:
    """What a holder had of one unit when told, and what it recovered of it."""

    unit: Any
    num_lots: int = 0
    quantity: Decimal = ZERO
    returned: Decimal = ZERO


@dataclass
class HolderRow:
    """One organisation that was told: its notices, and whether all are answered."""

    holder: Any
    notified_at: dt.datetime
    notices: list[RecallNotice] = field(default_factory=list)

    @property
    def confirmed_at(self) -> dt.datetime | None:
        """When the last was answered; None while one waits."""
        times = [notice.confirmed_at for notice in self.notices]
        return None if None in times else max(time for time in times if time)

    @property
    def amounts(self) -> list[HolderAmount]:
        """By unit."""
        found: dict[str, HolderAmount] = {}
        for notice in self.notices:
            product = notice.lot.product
            unit = product.get_unit_display()
            amount = found.setdefault(product.unit, HolderAmount(unit))
            amount.num_lots += 1
            amount.quantity += notice.quantity
            amount.returned += notice.returned or ZERO
        return list(found.values())

    @property
    def note(self) -> str:
        """What they wrote."""
        return next((notice.note for notice in self.notices if notice.note), "")


def holders_of(recall: Recall, *, most: int | None = SHOWN) -> list[HolderRow]:
    """Who was told and what they answered, those who have not answered first."""
    rows = recall.notices.values("holder").annotate(
        waiting=Count("pk", filter=Q(confirmed_at=None))
    )
    order = [row["holder"] for row in rows.order_by("-waiting", "holder")[:most]]
    found: dict[int, HolderRow] = {}
    notices = recall.notices.filter(holder__in=order).select_related("holder", "lot__product")
    for notice in notices.order_by("lot_id", "pk"):
        row = found.setdefault(notice.holder_id, HolderRow(notice.holder, notice.notified_at))
        row.notices.append(notice)
    return [found[pk] for pk in order]


@dataclass(frozen=True)
class Timing:
    """The legal clock: hours to start from the known risk, working days to finish from issue."""

    start_by: dt.datetime
    started_late: bool
    finish_by: dt.date
    is_late: bool
    is_closed: bool
    sure: bool

    @property
    def tone(self) -> str:
        """Of the pill that shows it."""
        if self.is_late:
            return "bad"
        return "ok" if self.is_closed else "work"


def timing_of(recall: Recall, *, now: dt.datetime | None = None) -> Timing:
    """Is the recall on time? `sure` is False where holidays of the last year are not announced."""
    until = timezone.localdate(recall.closed_at or now or timezone.now())
    return Timing(
        start_by=recall.start_by,
        started_late=recall.issued_at > recall.start_by,
        finish_by=recall.finish_by,
        is_late=until > recall.finish_by,
        is_closed=recall.state == RecallState.CLOSED,
        sure=is_announced(recall.finish_by),
    )


def with_progress(recalls: QuerySet[Recall]) -> QuerySet[Any]:
    """Annotate `num_lots`, `num_told`, `num_waiting` (holders), so a list needs no more queries."""
    lots = RecallLot.objects.filter(recall=OuterRef("pk")).order_by().values("recall")
    told = RecallNotice.objects.filter(recall=OuterRef("pk")).order_by().values("recall")

    def number(rows: QuerySet[Any], what: str) -> Coalesce:
        counted = rows.annotate(n=Count(what, distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return recalls.select_related("source__product", "source__producer").annotate(
        num_lots=number(lots, "pk"),
        num_told=number(told, "holder"),
        num_waiting=number(told.filter(confirmed_at=None), "holder"),
    )


def answered_by(recalls: QuerySet[Recall], holder: Any) -> QuerySet[Recall]:
    """Annotate `waits_for_me`: this holder was told and has not confirmed everything."""
    own = RecallNotice.objects.filter(recall=OuterRef("pk"), holder=holder, confirmed_at=None)
    return recalls.annotate(waits_for_me=Exists(own))


def lots_in(recall: Recall) -> QuerySet[RecallLot]:
    """The scope as it was issued, the source first."""
    is_source = Case(When(lot=recall.source_id, then=0), default=1)
    rows = recall.lots.select_related("lot__product", "lot__producer", "lot__owner")
    return rows.order_by(is_source, "lot_id", "pk")


def waiting_for(holders: Any) -> QuerySet[Recall]:
    """Running recalls and drills that these organisations (ids or a subquery) have not answered."""
    notices = RecallNotice.objects.filter(
        recall=OuterRef("pk"), holder__in=holders, confirmed_at=None
    )
    return Recall.objects.running().filter(Exists(notices)).order_by("finish_by", "pk")


def scans_since(recall: Recall, *, most: int) -> list[tuple[CodeLook, CodeFact]]:
    """Look-ups of recalled labels since the recall, newest first, with the range they belong to."""
    facts = list(ranges_of(recall.lots.values_list("lot_id", flat=True), since=recall.issued_at))
    found = [fact for fact in facts if fact.num_scans]
    if not found:
        return []
    of_ranges = Q()
    for fact in found:
        of_ranges |= Q(order_number=fact.order.number, index__gte=fact.first, index__lte=fact.last)
    looks = looks_within(of_ranges, since=recall.issued_at, most=most)
    return [(look, _range_of(look, found)) for look in looks]


def _range_of(look: CodeLook, facts: list[CodeFact]) -> CodeFact:
    return next(
        fact
        for fact in facts
        if fact.order.number == look.order_number and fact.first <= look.index <= fact.last
    )
