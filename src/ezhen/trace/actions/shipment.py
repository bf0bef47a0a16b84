"""Shipping and receiving: what leaves one hand waits on the way until the other confirms it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.actions.lot import give, lock_lots, may_sell, take
from ezhen.trace.enums import ShipmentState, Step, UseKind
from ezhen.trace.errors import AlreadyReceived, ImpossibleDate, ShipmentRefused
from ezhen.trace.models import Lot, LotUse, Shipment, ShipmentLine
from ezhen.trace.validators import may_trade, not_in_future, positive


@dataclass(frozen=True)
class Load:
    """So much of a lot, in its product's unit."""

    lot: Lot
    quantity: Decimal


@action
def ship_lots(
    *,
    sender: Any,
    receiver: Any,
    loads: Sequence[Load],
    by: Any,
    at: dt.datetime | None = None,
) -> Shipment:
    """Hand lots over to a carrier; they are on the way until the receiver confirms.

    Raises ShipmentRefused, NotApproved, LotHeld, LotNotSellable, NotEnough, ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    may_trade(sender)
    may_trade(receiver)
    _check(sender, receiver, loads)
    locked = {lot.pk: lot for lot in lock_lots([load.lot.pk for load in loads])}
    shipment = Shipment.objects.create(
        code=_next_code(sender, at), sender=sender, receiver=receiver, sent_at=at, sent_by=by
    )
    parts = [Part(locked[load.lot.pk], load.quantity) for load in loads]
    for part in parts:
        may_sell(part.lot, on=timezone.localdate(at))
        take(part.lot, sender, part.quantity, field="loads")
        ShipmentLine.objects.create(shipment=shipment, lot=part.lot, quantity=part.quantity)
    _write(Step.SHIP, shipment, parts, at)
    record(
        action="trace.ship_lots",
        subject=shipment,
        by=by,
        at=at,
        receiver=receiver,
        lots=[[part.lot.code, part.quantity] for part in parts],
    )
    return shipment


@action
def receive_shipment(
    *,
    shipment: Shipment,
    by: Any,
    at: dt.datetime | None = None,
    received: Mapping[int, Decimal] | None = None,
) -> Shipment:
    """Confirm what came. `received` says per line (pk) how much, when it was not all; what did not
    come is booked as lost on the way. A lot recalled meanwhile is received all the same: it must be
    found where it is. Raises AlreadyReceived, ShipmentRefused, ImpossibleDate."""
    at = at or timezone.now()
    not_in_future(at, "at")
    locked = Shipment.objects.select_for_update().get(pk=shipment.pk)
    if locked.state == ShipmentState.RECEIVED:
        raise AlreadyReceived(_("This shipment was received before."))
    if at < locked.sent_at:
        raise ImpossibleDate(_("It cannot have come before it was sent."), field="at")
    lines = list(locked.lines.select_related("lot__product").order_by("lot_id"))
    lock_lots([line.lot_id for line in lines])
    came = received or {}
    parts = [_receive_line(locked, line, came.get(line.pk, line.quantity), at) for line in lines]
    locked.state, locked.received_at, locked.received_by = ShipmentState.RECEIVED, at, by
    locked.save()
    _write(Step.RECEIVE, locked, parts, at)
    record(
        action="trace.receive_shipment",
        subject=locked,
        by=by,
        at=at,
        lots=[[part.lot.code, part.quantity] for part in parts],
    )
    return locked


def _receive_line(shipment: Shipment, line: ShipmentLine, came: Decimal, at: dt.datetime) -> Part:
    if not 0 <= came <= line.quantity:
        raise ShipmentRefused(
            _("%(sent)s of lot %(lot)s were sent; enter between 0 and that.")
            % {"sent": f"{line.quantity.normalize():f}", "lot": line.lot.code},
            field=f"line_{line.pk}",
        )
    line.received = came
    line.save(update_fields=["received"])
    if came:
        give(line.lot, shipment.receiver, came)
    if missing := line.quantity - came:
        LotUse(
            lot=line.lot,
            holder=shipment.sender,
            kind=UseKind.DESTROYED,
            quantity=missing,
            at=at,
            note=_("Lost on the way, shipment %(code)s") % {"code": shipment.code},
        ).save()
    return Part(line.lot, came)


def _check(sender: Any, receiver: Any, loads: Sequence[Load]) -> None:
    if sender.pk == receiver.pk:
        raise ShipmentRefused(_("Choose a receiver other than yourself."), field="receiver")
    if not loads or len({load.lot.pk for load in loads}) != len(loads):
        raise ShipmentRefused(_("Name each lot once, and at least one."), field="loads")
    for load in loads:
        positive(load.quantity, "loads")


def _next_code(sender: Any, at: dt.datetime) -> str:
    """FH, the sender's prefix, the date and a running number of the sender's day."""
    type(sender).objects.select_for_update(no_key=True).get(pk=sender.pk)
    stem = f"FH{sender.lot_prefix}{timezone.localdate(at):%y%m%d}-"
    taken = Shipment.objects.filter(sender=sender, code__startswith=stem).values_list(
        "code", flat=True
    )
    last = max((int(code.rsplit("-", 1)[1]) for code in taken), default=0)
    return f"{stem}{last + 1:02d}"


def _write(step: str, shipment: Shipment, parts: list[Part], at: dt.datetime) -> None:
    sent = step == Step.SHIP
    write_step(
        step=step,
        cbv_step="shipping" if sent else "receiving",
        parts=parts,
        organisation=shipment.sender if sent else shipment.receiver,
        at=at,
        transactions=(("desadv", f"{settings.PUBLIC_URL}/shipment/{shipment.uuid}"),),
        source=shipment.sender,
        destination=shipment.receiver,
        text=_("%(sender)s to %(receiver)s")
        % {"sender": shipment.sender.name, "receiver": shipment.receiver.name},
    )
