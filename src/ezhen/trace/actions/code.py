"""Item codes: ordered, bound to lots, activated, voided, each a range at a time.

Numbers in calls count from 0, as in `CodeFact`; numbers in messages count from 1, as on paper.
The order's row is locked before its ranges are looked at, so two at once never take the same.
"""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core import crypto, jobs
from ezhen.core.actions import action
from ezhen.core.enums import JobState
from ezhen.core.log import record
from ezhen.trace.actions.event import Part, bump, write_step
from ezhen.trace.actions.lot import lock_lots, may_sell
from ezhen.trace.codes import (
    MAX_QUANTITY,
    InvalidParameter,
    digital_link_prefix,
    short_link_prefix,
)
from ezhen.trace.enums import CodeFactKind, CodeState, OrderState, Step
from ezhen.trace.errors import OrderNotReady, OrderTooLarge, RangeRefused
from ezhen.trace.models import CodeFact, CodeOrder, Lot
from ezhen.trace.queries.code import ORDER_KEY, Segment, must_have, segments_of
from ezhen.trace.queries.code_file import must_be_ready
from ezhen.trace.validators import may_be_made, may_trade, not_in_future

PREPARE = "trace.prepare_codes"
# always eight digits: short enough to be read out, many enough for a draw to hit a free one
NUMBERS = range(10_000_000, 100_000_000)


@action
def order_codes(
    *,
    organisation: Any,
    product: Any,
    quantity: int,
    by: Any,
    lot: Lot | None = None,
    at: dt.datetime | None = None,
) -> CodeOrder:
    """Order codes: one row and a key of its own, whatever the quantity; a job prepares them.

    With a lot they are bound to it at once. Without a product (and lot) they are blank and may be
    bound to any lot of the organisation. Raises OrderTooLarge, NotApproved, RangeRefused (a lot of
    somebody else, or of another product), ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    may_trade(organisation)
    if not 1 <= quantity <= MAX_QUANTITY:
        raise OrderTooLarge(
            _("An order has 1 to %(most)s codes.") % {"most": f"{MAX_QUANTITY:,}"}, field="quantity"
        )
    if lot is None and product is not None:
        may_be_made(product)
    product = product or (lot.product if lot else None)
    number = _free_number()
    order = CodeOrder(
        number=number,
        organisation=organisation,
        product=product,
        quantity=quantity,
        uri_prefix=_uri_prefix(product, lot),
        key=crypto.seal(ORDER_KEY, crypto.new_key(), context=str(number)),
        cipher=settings.CODE_CIPHER,
        ordered_at=at,
        ordered_by=by,
    )
    order.job = jobs.enqueue(PREPARE, by=by, total=quantity, order=str(order.uuid))
    order.save()
    record(
        action="trace.order_codes",
        subject=order,
        by=by,
        at=at,
        order=str(order),
        quantity=quantity,
        product=product,
        lot=lot,
    )
    if lot is not None:
        _suits(order, lot)
        _bind(order, lot, [Segment(0, quantity - 1)], by=by, at=at)
    return order


def _free_number() -> int:
    """A number no order has; two who draw the same at one moment meet at the unique key."""
    while True:
        number = secrets.choice(NUMBERS)
        if not CodeOrder.objects.filter(number=number).exists():
            return number


def _uri_prefix(product: Any, lot: Lot | None) -> str:
    """GS1 Digital Link for a product with a barcode number, else the town's short form."""
    if product is None or not product.gtin:
        return short_link_prefix(settings.PUBLIC_URL)
    try:
        return digital_link_prefix(settings.PUBLIC_URL, product.gtin, lot.code if lot else "")
    except InvalidParameter:  # a lot number that GS1 has no room for: the serial finds the lot
        return digital_link_prefix(settings.PUBLIC_URL, product.gtin)


@action
def finish_order(*, order: CodeOrder, manifest: list[dict[str, Any]]) -> CodeOrder:
    """The codes are made: keep what their lines must be; doing it again changes nothing."""
    locked = CodeOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.state == OrderState.READY:
        return locked
    locked.state, locked.manifest = OrderState.READY, manifest
    locked.save(update_fields=["state", "manifest"])
    record(action="trace.finish_order", subject=locked, by=None, parts=len(manifest))
    return locked


@action
def prepare_again(*, order: CodeOrder, by: Any) -> CodeOrder:
    """A new job for an order whose job gave up. Raises OrderNotReady while one is at it."""
    locked = CodeOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.state == OrderState.READY:
        return locked
    if locked.job is not None and locked.job.state != JobState.FAILED:
        raise OrderNotReady(_("These codes are being prepared already."))
    locked.job = jobs.enqueue(PREPARE, by=by, total=locked.quantity, order=str(locked.uuid))
    locked.save(update_fields=["job"])
    record(action="trace.prepare_again", subject=locked, by=by)
    return locked


@action
def bind_codes(
    *,
    order: CodeOrder,
    lot: Lot,
    first: int,
    last: int,
    by: Any,
    at: dt.datetime | None = None,
) -> list[CodeFact]:
    """Say that codes first … last stand on this lot's packs; voided ones among them are left out.

    A stopped or recalled lot may still be bound: its labels are on the packs already, and only a
    bound code can warn whoever scans it. Raises OrderNotReady, RangeRefused, ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    locked = _lock(order, first, last)
    _suits(locked, lot)
    found = segments_of(locked, first, last)
    if bound := next((part for part in found if part.lot_id is not None), None):
        raise RangeRefused(
            _("Codes %(codes)s are bound to lot %(lot)s already.")
            % {"codes": _numbers(bound), "lot": Lot.objects.get(pk=int(bound.lot_id or 0))},
            field="first",
        )
    return _bind(locked, lot, found, by=by, at=at)


@action
def activate_codes(
    *, order: CodeOrder, first: int, last: int, by: Any, at: dt.datetime | None = None
) -> list[CodeFact]:
    """From now on these codes answer "valid"; voided and activated ones among them stay as they
    are. Raises RangeRefused (unknown, unbound, or nothing to activate), LotHeld and LotNotSellable
    for a lot that may not be sold today, OrderNotReady, ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    locked = _lock(order, first, last)
    found = segments_of(locked, first, last)
    if free := next((part for part in found if part.state == CodeState.FREE), None):
        raise RangeRefused(
            _("Codes %(codes)s are bound to no lot yet. Bind them first.")
            % {"codes": _numbers(free)},
            field="first",
        )
    parts = [part for part in found if part.state == CodeState.BOUND]
    if not parts:
        raise RangeRefused(_("All of these codes are activated or voided already."), field="first")
    for lot in lock_lots(sorted({part.lot_id for part in parts if part.lot_id is not None})):
        may_sell(lot, on=timezone.localdate(at))
    return _write(CodeFactKind.ACTIVATE, locked, parts, by=by, at=at)


@action
def void_codes(
    *,
    order: CodeOrder,
    first: int,
    last: int,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> list[CodeFact]:
    """Take codes out of use for good: spoilt, lost or stolen labels. Those voided before stay as
    they are. Raises RangeRefused (unknown, no reason, or all void already), OrderNotReady,
    ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    if not reason.strip():
        raise RangeRefused(_("Say why these codes are voided."), field="reason")
    locked = _lock(order, first, last)
    parts = [part for part in segments_of(locked, first, last) if not part.is_void]
    if not parts:
        raise RangeRefused(_("All of these codes are voided already."), field="first")
    return _write(CodeFactKind.VOID, locked, parts, by=by, at=at, reason=reason.strip())


@action
def note_download(*, order: CodeOrder, what: str, first: int, last: int, by: Any) -> None:
    """Who took an order's codes out of the house is evidence: whoever has them can print labels."""
    record(action="trace.take_codes", subject=order, by=by, what=what, first=first, last=last)


def _lock(order: CodeOrder, first: int, last: int) -> CodeOrder:
    """Lock the order and check that it has this range and is ready."""
    locked = CodeOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    must_be_ready(locked)
    must_have(locked, first, last)
    return locked


def _suits(order: CodeOrder, lot: Lot) -> None:
    """Raises RangeRefused for a lot of somebody else or of another product."""
    if lot.owner_id != order.organisation_id:
        raise RangeRefused(_("Lot %(lot)s is not yours.") % {"lot": lot}, field="lot")
    if order.product_id not in {None, lot.product_id}:
        raise RangeRefused(
            _("These codes are for %(product)s; lot %(lot)s is of %(other)s.")
            % {"product": order.product, "lot": lot, "other": lot.product},
            field="lot",
        )


def _bind(
    order: CodeOrder, lot: Lot, found: Iterable[Segment], *, by: Any, at: dt.datetime
) -> list[CodeFact]:
    parts = [part for part in found if not part.is_void]
    if not parts:
        raise RangeRefused(_("All of these codes are voided already."), field="first")
    (locked,) = lock_lots([lot.pk])
    facts = _write(CodeFactKind.BIND, order, parts, by=by, at=at, lot=locked)
    write_step(
        step=Step.CODES,
        cbv_step="commissioning",
        parts=[Part(locked, locked.quantity)],
        organisation=order.organisation,
        at=at,
        title=_("%(n)s item codes bound") % {"n": f"{sum(part.num for part in parts):,}"},
        text=_("Order %(order)s, codes %(codes)s")
        % {"order": order, "codes": ", ".join(_numbers(part) for part in parts)[:200]},
        is_public=False,
    )
    return facts


def _write(
    kind: str,
    order: CodeOrder,
    parts: list[Segment],
    *,
    by: Any,
    at: dt.datetime,
    lot: Lot | None = None,
    reason: str = "",
) -> list[CodeFact]:
    """One row for each part, one entry in the log, and a new revision of the lots concerned."""
    facts = [
        CodeFact(
            order=order,
            kind=kind,
            first=part.first,
            last=part.last,
            lot_id=lot.pk if lot else part.lot_id,
            reason=reason,
            at=at,
            by=by,
        )
        for part in parts
    ]
    CodeFact.objects.bulk_create(facts, batch_size=500)
    touched = {fact.lot_id for fact in facts if fact.lot_id is not None}
    bump(touched)
    record(
        action=f"trace.{kind}_codes",
        subject=order,
        by=by,
        at=at,
        codes=[[fact.first, fact.last] for fact in facts],
        lots=set(Lot.objects.filter(pk__in=touched).values_list("code", flat=True)),
        reason=reason,
    )
    return facts


def _numbers(part: Segment) -> str:
    """As on paper: counted from 1."""
    return f"{part.first + 1:,}–{part.last + 1:,}" if part.num > 1 else f"{part.first + 1:,}"
