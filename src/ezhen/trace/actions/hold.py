"""Stopping lots and letting them go again: the lot itself and all that was made from it."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.actions.lot import lock_lots
from ezhen.trace.enums import HoldCause, Step
from ezhen.trace.errors import RecallRefused
from ezhen.trace.models import Lot, LotHold
from ezhen.trace.queries.lot import affected_ids

STEPS = {
    HoldCause.TEST_FAILED: Step.HOLD,
    HoldCause.MARKET_HOLD: Step.HOLD,
    HoldCause.MARKET_EXIT: Step.EXIT,
    HoldCause.RECALL: Step.RECALL,
}


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
    organisation: Any,
    at: dt.datetime | None = None,
    only: frozenset[int] | None = None,
    recall: Any = None,
    public_text: str = "",
) -> list[Lot]:
    """Stop `source` and everything made from it (or the part `only`, by pk); returns the lots.

    Lots that this cause and source stop already are left as they are. Raises RecallRefused without
    a reason.
    """
    if not reason.strip():
        raise RecallRefused(_("Say why."), field="reason")
    at = at or timezone.now()
    locked = [lot for lot in lock_affected(source) if only is None or lot.pk in only]
    open_now = set(
        LotHold.objects.filter(source=source, cause=cause, released_at=None).values_list(
            "lot_id", flat=True
        )
    )
    new = [lot for lot in locked if lot.pk not in open_now]
    for lot in new:
        LotHold.objects.create(
            lot=lot,
            source=source,
            cause=cause,
            reason=reason.strip(),
            placed_at=at,
            placed_by=by,
            recall=recall,
        )
    if new:
        write_step(
            step=STEPS[HoldCause(cause)],
            cbv_step="holding",
            disposition="recalled" if cause == HoldCause.RECALL else "non_sellable_other",
            parts=[Part(lot, lot.quantity) for lot in new],
            organisation=organisation,
            at=at,
            persistent=("recalled",) if cause == HoldCause.RECALL else (),
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


@action
def release_lots(
    *,
    source: Lot,
    cause: str,
    reason: str,
    by: Any,
    organisation: Any,
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
    write_step(
        step=Step.RELEASE,
        cbv_step="inspecting",
        disposition="conformant",
        parts=[Part(lot, lot.quantity) for lot in lots],
        organisation=organisation,
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
