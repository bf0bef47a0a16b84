"""Lots come into being, move inside the books, and leave them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.enums import LotOrigin, Standing, Step, TestState, UseKind
from ezhen.trace.errors import LotHeld, LotNotSellable, NotEnough
from ezhen.trace.models import Lot, LotBalance, LotUse
from ezhen.trace.queries.lot import standing_of
from ezhen.trace.validators import may_be_made, may_trade, not_in_future, positive

STOPPED = {Standing.RECALLED, Standing.HELD}
USE_STEPS = {
    UseKind.SOLD: (Step.SELL, "retail_selling"),
    UseKind.SAMPLED: (Step.SAMPLE, "sampling"),
    UseKind.DESTROYED: (Step.DESTROY, "destroying"),
}


@action
def buy_in(
    *,
    owner: Any,
    product: Any,
    supplier: Any,
    supplier_lot: str,
    quantity: Decimal,
    produced_on: dt.date,
    by: Any,
    at: dt.datetime | None = None,
    best_before: dt.date | None = None,
    code: str = "",
    has_papers: bool = True,
) -> Lot:
    """Enter a supplier's lot that came in. Its test is the supplier's: `has_papers` says it is
    there, otherwise the lot waits for one. Raises NotApproved, ImpossibleDate, NotEnough."""
    at = at or timezone.now()
    may_trade(owner)
    not_in_future(at, "at")
    test = TestState.WAITING if product.rules.test and not has_papers else TestState.NOT_NEEDED
    lot = create_lot(
        owner=owner,
        producer=supplier,
        product=product,
        origin=LotOrigin.BOUGHT,
        supplier_lot=supplier_lot,
        quantity=quantity,
        produced_on=produced_on,
        best_before=best_before,
        test_state=test,
        code=code,
        by=by,
        at=at,
    )
    write_step(
        step=Step.BUY_IN,
        cbv_step="receiving",
        parts=[Part(lot, quantity)],
        organisation=owner,
        at=at,
        observe=False,
        source=supplier,
        destination=owner,
        title=_("Bought in %(product)s") % {"product": product.name},
        text=_("Supplied by %(supplier)s, lot %(lot)s")
        % {"supplier": supplier.name, "lot": supplier_lot},
    )
    record(action="trace.buy_in", subject=lot, by=by, at=at, quantity=quantity, supplier=supplier)
    return lot


@action
def harvest_lot(
    *,
    owner: Any,
    product: Any,
    quantity: Decimal,
    produced_on: dt.date,
    by: Any,
    at: dt.datetime | None = None,
    site: Any = None,
    code: str = "",
) -> Lot:
    """Enter what a farm brought in. Raises NotApproved, ImpossibleDate, NotEnough."""
    at = at or timezone.now()
    may_trade(owner)
    may_be_made(product)
    not_in_future(at, "at")
    lot = create_lot(
        owner=owner,
        producer=owner,
        product=product,
        origin=LotOrigin.HARVESTED,
        quantity=quantity,
        produced_on=produced_on,
        best_before=expiry(product, produced_on),
        test_state=TestState.WAITING if product.rules.test else TestState.NOT_NEEDED,
        site=site,
        code=code,
        by=by,
        at=at,
    )
    write_step(
        step=Step.HARVEST,
        cbv_step="commissioning",
        parts=[Part(lot, quantity)],
        organisation=owner,
        at=at,
        site=site,
        observe=False,
    )
    record(action="trace.harvest_lot", subject=lot, by=by, at=at, quantity=quantity)
    return lot


def create_lot(
    *, owner: Any, quantity: Decimal, code: str = "", by: Any, at: dt.datetime, **facts: Any
) -> Lot:
    """Insert a lot and give its owner the whole of it; inside a caller's action."""
    positive(quantity)
    not_in_future(facts["produced_on"], "produced_on")
    code = code or next_lot_code(owner, facts["produced_on"])
    lot = Lot(owner=owner, quantity=quantity, code=code, created_at=at, created_by=by, **facts)
    lot.full_clean(exclude=["created_by"])
    lot.save()
    LotBalance.objects.create(lot=lot, holder=owner, quantity=quantity)
    return lot


def expiry(product: Any, produced_on: dt.date) -> dt.date | None:
    """Last day of the shelf life; the day of production counts."""
    days = product.shelf_life_days
    return produced_on + dt.timedelta(days=days - 1) if days else None


def next_lot_code(owner: Any, day: dt.date) -> str:
    """The owner's prefix, the date, and a letter: ZY261105A; after Z two letters."""
    type(owner).objects.select_for_update(no_key=True).get(pk=owner.pk)
    stem = f"{owner.lot_prefix or 'L'}{day:%y%m%d}"
    taken = set(
        Lot.objects.filter(owner=owner, code__startswith=stem).values_list("code", flat=True)
    )
    number = 0
    while (code := stem + _letters(number)) in taken:
        number += 1
    return code


def _letters(number: int) -> str:
    head, tail = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def take(lot: Lot, holder: Any, quantity: Decimal, *, field: str = "quantity") -> None:
    """Take an amount from a holder: one guarded update, so two at once never take too much.

    Raises NotEnough with what is left.
    """
    positive(quantity, field)
    taken = LotBalance.objects.filter(lot=lot, holder=holder, quantity__gte=quantity).update(
        quantity=F("quantity") - quantity
    )
    if not taken:
        row = LotBalance.objects.filter(lot=lot, holder=holder).first()
        left = row.quantity if row else Decimal(0)
        raise NotEnough(
            _("%(holder)s has only %(left)s %(unit)s of lot %(lot)s.")
            % {
                "holder": holder,
                "left": f"{left.normalize():f}",
                "unit": lot.product.get_unit_display(),
                "lot": lot.code,
            },
            field=field,
        )


def give(lot: Lot, holder: Any, quantity: Decimal) -> None:
    """Add an amount to a holder."""
    LotBalance.objects.get_or_create(lot=lot, holder=holder)
    LotBalance.objects.filter(lot=lot, holder=holder).update(quantity=F("quantity") + quantity)


def lock_lots(ids: list[int]) -> list[Lot]:
    """Lock lots in pk order; every action that moves or stops lots goes through here."""
    return list(
        Lot.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .select_related("product", "producer", "owner")
        .order_by("pk")
    )


def may_move(lot: Lot) -> None:
    """Raises LotHeld when a hold or recall stops the lot: the one check behind every door."""
    _refuse_stopped(lot, standing_of(lot))


def _refuse_stopped(lot: Lot, standing: Standing) -> None:
    if standing in STOPPED:
        raise LotHeld(
            _("Lot %(lot)s is stopped: %(why)s. It cannot be used, shipped or sold.")
            % {"lot": lot.code, "why": standing.label},
            field="lot",
        )


def may_sell(lot: Lot, *, on: dt.date) -> None:
    """Raises LotHeld or LotNotSellable unless the lot may be sold: within its dates on that day,
    and stopped by nothing now."""
    standing = standing_of(lot, on=on)
    _refuse_stopped(lot, standing)
    if standing != Standing.SELLABLE:
        raise LotNotSellable(
            _("Lot %(lot)s may not be sold: %(why)s.") % {"lot": lot.code, "why": standing.label},
            field="lot",
        )


@action
def use_lot(
    *,
    lot: Lot,
    holder: Any,
    kind: str,
    quantity: Decimal,
    by: Any,
    at: dt.datetime | None = None,
    note: str = "",
) -> LotUse:
    """Take an amount out of the books: sold, sampled or destroyed.

    Selling needs a sellable lot; a held lot may be sampled and destroyed. Raises NotEnough,
    LotHeld, LotNotSellable, ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    (locked,) = lock_lots([lot.pk])
    if kind == UseKind.SOLD:
        may_sell(locked, on=timezone.localdate(at))
    take(locked, holder, quantity)
    use = LotUse(lot=locked, holder=holder, kind=kind, quantity=quantity, at=at, note=note)
    use.save()
    step, cbv_step = USE_STEPS[UseKind(kind)]
    write_step(
        step=step,
        cbv_step=cbv_step,
        parts=[Part(locked, quantity)],
        organisation=holder,
        at=at,
        text=note,
        is_public=kind != UseKind.SOLD,
    )
    record(
        action=f"trace.use_lot.{kind}",
        subject=locked,
        by=by,
        at=at,
        quantity=quantity,
        holder=holder,
    )
    return use
