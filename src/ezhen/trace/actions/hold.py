"""Stopping lots and letting them go again: the lot itself and all that was made from it."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.core.pack import pack
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.actions.lot import lock_lots
from ezhen.trace.enums import HoldCause, RecallState, Step
from ezhen.trace.errors import RecallRefused
from ezhen.trace.models import Lot, LotHold, Recall
from ezhen.trace.queries.lot import affected_ids
from ezhen.trace.rules import must_regulate

STEPS = {
    HoldCause.TEST_FAILED: Step.HOLD,
    HoldCause.MARKET_HOLD: Step.HOLD,
    HoldCause.MARKET_EXIT: Step.EXIT,
    HoldCause.RECALL: Step.RECALL,
}
MARKET = frozenset({HoldCause.MARKET_HOLD, HoldCause.MARKET_EXIT})


def lock_affected(source: Lot) -> list[Lot]:
    """Lock the lot and everything made from it, in pk order, until no more is found.

    A process that used one of them while we waited has added a lot: look again until it is quiet.
    """
    ids = affected_ids(source.pk)
    while True:
        locked = lock_lots(sorted(ids))
        now = affected_ids(source.pk)
        if now == ids:
            return locked
        ids = now


@action
def hold_lots(
    *,
    source: Lot,
    cause: str,
    reason: str,
    by: Any,
    organisation: Any = None,
    at: dt.datetime | None = None,
    recall: Any = None,
    public_text: str = "",
) -> list[Lot]:
    """Stop `source` and everything made from it; returns the lots.

    Lots that this cause and source stop already are left as they are. Raises RecallRefused without
    a reason.
    """
    at = at or timezone.now()
    return place_holds(
        source=source,
        lots=lock_affected(source),
        cause=cause,
        reason=reason,
        by=by,
        organisation=organisation,
        at=at,
        recall=recall,
        public_text=public_text,
    )


def place_holds(
    *,
    source: Lot,
    lots: Iterable[Lot],
    cause: str,
    reason: str,
    by: Any,
    at: dt.datetime,
    organisation: Any = None,
    recall: Any = None,
    public_text: str = "",
) -> list[Lot]:
    """Stop these locked lots for what began at `source`; inside a caller's action.

    `organisation` did it; without one it was the regulator, and each lot's line names its keeper.
    Returns the lots that were not stopped by this source and cause before.
    """
    if not reason.strip():
        raise RecallRefused(_("Say why."), field="reason")
    open_now = set(
        LotHold.objects.filter(source=source, cause=cause, released_at=None).values_list(
            "lot_id", flat=True
        )
    )
    new = [lot for lot in lots if lot.pk not in open_now]
    LotHold.objects.bulk_create(
        LotHold(
            lot=lot,
            source=source,
            cause=cause,
            reason=reason.strip(),
            placed_at=at,
            placed_by=by,
            recall=recall,
        )
        for lot in new
    )
    recalled = cause == HoldCause.RECALL
    _write(
        new,
        organisation,
        step=STEPS[HoldCause(cause)],
        cbv_step="holding",
        disposition="recalled" if recalled else "non_sellable_other",
        at=at,
        persistent=("recalled",) if recalled else (),
        text=public_text or reason.strip(),
    )
    record(
        action=f"trace.hold_lots.{cause}",
        subject=source,
        by=by,
        at=at,
        reason=reason,
        lots=[lot.code for lot in new],
    )
    return new


def _write(lots: list[Lot], organisation: Any, **facts: Any) -> None:
    """One event for each keeper, or one for the organisation that did it."""
    if organisation is not None:
        groups = [(organisation, lots)] if lots else []
    else:
        ordered = sorted(lots, key=lambda lot: (lot.owner_id, lot.pk))
        groups = [
            (found[0].owner, found)
            for found in (list(group) for _owner, group in groupby(ordered, _keeper))
        ]
    for who, group in groups:
        parts = [Part(lot, lot.quantity) for lot in group]
        write_step(parts=parts, organisation=who, **facts)


def _keeper(lot: Lot) -> int:
    return lot.owner_id


@action
def release_lots(
    *,
    source: Lot,
    cause: str,
    reason: str,
    by: Any,
    organisation: Any = None,
    at: dt.datetime | None = None,
    recall: Any = None,
) -> list[Lot]:
    """End the holds that `source` and `cause` placed; other holds stay. Raises AlreadyDone."""
    if not reason.strip():
        raise RecallRefused(_("Say why."), field="reason")
    at = at or timezone.now()
    holds = LotHold.objects.select_for_update().filter(
        source=source, cause=cause, recall=recall, released_at=None
    )
    ids = sorted(holds.order_by("pk").values_list("lot_id", flat=True))
    if not ids:
        raise AlreadyDone(_("Nothing of this kind stops the lot any more."))
    lots = lock_lots(ids)
    holds.update(released_at=at, released_by=by)
    _write(
        lots,
        organisation,
        step=Step.RELEASE,
        cbv_step="inspecting",
        disposition="conformant",
        at=at,
        text=reason.strip(),
    )
    record(
        action=f"trace.release_lots.{cause}",
        subject=source,
        by=by,
        at=at,
        reason=reason,
        lots=[lot.code for lot in lots],
    )
    return lots


@action
def stop_sale(
    *, lot: Lot, cause: str, reason: str, by: Any, at: dt.datetime | None = None
) -> list[Lot]:
    """The regulator's market hold, or the market exit that nothing ends, of a lot and all made
    from it. Raises NotAllowed, RecallRefused without a reason, AlreadyDone when it is so already.
    """
    must_regulate(by)
    cause = HoldCause(cause)
    if cause not in MARKET:
        raise RecallRefused(_("Choose a hold or the end of sale."), field="cause")
    text = _("%(authority)s: %(reason)s") % {
        "authority": pack().town.market_authority,
        "reason": reason.strip(),
    }
    held = hold_lots(source=lot, cause=cause, reason=reason, by=by, at=at, public_text=text[:300])
    if not held:
        raise AlreadyDone(_("This lot and all made from it are stopped for this cause already."))
    return held


@action
def allow_sale(
    *,
    lot: Lot,
    cause: str,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
    recall: Recall | None = None,
) -> list[Lot]:
    """The regulator ends a market hold, or what a closed recall stopped, from the lot where it
    began. A market exit is for good, and a failed test is ended by a passed one.

    Raises NotAllowed, RecallRefused, AlreadyDone.
    """
    must_regulate(by)
    if cause not in {HoldCause.MARKET_HOLD, HoldCause.RECALL}:
        raise RecallRefused(_("This stop cannot be ended here."), field="stop")
    if recall and Recall.objects.get(pk=recall.pk).state != RecallState.CLOSED:
        raise RecallRefused(
            _("Recall %(number)s is running. Close it first.") % {"number": recall.number},
            field="stop",
        )
    return release_lots(source=lot, cause=cause, reason=reason, by=by, at=at, recall=recall)
