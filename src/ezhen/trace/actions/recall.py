"""Recalls: decide the scope, stop it, tell the holders, collect what comes back, close.

A mock recall goes the same way and is kept as evidence, but stops no goods, writes no step and
changes no scan page; holders are asked to answer the drill.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.core.workdays import add_workdays
from ezhen.parties.api import works_for
from ezhen.trace.actions.hold import place_holds
from ezhen.trace.actions.lot import lock_lots
from ezhen.trace.enums import HoldCause, RecallClass, RecallState
from ezhen.trace.errors import ImpossibleDate, NotEnough, RecallRefused
from ezhen.trace.models import Lot, LotHold, LotLink, Recall, RecallLot, RecallNotice
from ezhen.trace.queries.lot import affected_ids, reached_from
from ezhen.trace.queries.recall import shares_of
from ezhen.trace.rules import must_regulate
from ezhen.trace.validators import not_in_future

ATTEMPTS = 5


@action
def issue_recall(
    *,
    source: Lot,
    lots: Iterable[Lot],
    recall_class: str,
    reason: str,
    advice: str,
    by: Any,
    started_at: dt.datetime,
    scoped_at: dt.datetime,
    is_mock: bool = False,
    at: dt.datetime | None = None,
) -> Recall:
    """Recall `lots`, which `source` leads to or came from; all of it or nothing happens.

    Order: lock the lots and whatever was made from them after the scope was drawn, keep the
    quantities (held + gone = quantity), stop them, tell each holder and keeper. `started_at`: the
    risk was known (the clock of 食品召回管理办法 Art. 13 starts), `scoped_at`: the scope was shown.
    Raises NotAllowed, RecallRefused, ImpossibleDate.
    """
    must_regulate(by)
    at = at or timezone.now()
    _check(recall_class, reason, advice, (started_at, scoped_at, at))
    locked = _lock_scope(source, {lot.pk for lot in lots}, scoped_at)
    if not is_mock:
        _refuse_second(source, locked)
    recall = _create(
        year=timezone.localdate(at).year,
        is_mock=is_mock,
        source=source,
        recall_class=recall_class,
        reason=reason.strip(),
        advice=advice.strip(),
        started_at=started_at,
        scoped_at=scoped_at,
        issued_at=at,
        issued_by=by,
        start_by=started_at + dt.timedelta(hours=RecallClass.START_HOURS[recall_class]),
        finish_by=add_workdays(timezone.localdate(at), RecallClass.FINISH_WORKDAYS[recall_class]),
    )
    _keep_quantities(recall, locked, at)
    if not is_mock:
        _stop(recall, locked, by=by, at=at)
    record(
        action="trace.issue_recall",
        subject=recall,
        by=by,
        at=at,
        number=recall.number,
        mock=is_mock,
        source=source.code,
        recall_class=recall_class,
        reason=reason,
        lots=[str(lot.uuid) for lot in locked],
    )
    return recall


def _check(recall_class: str, reason: str, advice: str, times: tuple[dt.datetime, ...]) -> None:
    if recall_class not in RecallClass.values:
        raise RecallRefused(_("Choose the class."), field="recall_class")
    if not reason.strip():
        raise RecallRefused(_("Say why."), field="reason")
    if not advice.strip():
        raise RecallRefused(_("Say what buyers should do."), field="advice")
    not_in_future(times[-1], "started_at")
    if list(times) != sorted(times):
        raise ImpossibleDate(
            _("The risk must be known before the recall is decided."), field="started_at"
        )


def _lock_scope(source: Lot, ids: set[int], scoped_at: dt.datetime) -> list[Lot]:
    """Lock the lots chosen; what was made from them since they were shown belongs to them."""
    if not ids:
        raise RecallRefused(_("Choose at least one lot."), field="lots")
    if ids - affected_ids(source.pk) - reached_from(source.pk, downstream=False):
        raise RecallRefused(_("A lot has nothing to do with this one."), field="lots")
    while True:
        locked = lock_lots(sorted(ids))
        later = LotLink.objects.filter(source__in=ids, target__created_at__gt=scoped_at)
        new = set(later.values_list("target_id", flat=True)) - ids
        if not new:
            return locked
        ids |= new


def _refuse_second(source: Lot, locked: Sequence[Lot]) -> None:
    """The lock on the lots makes two regulators come one after the other."""
    stopped = LotHold.objects.filter(source=source, cause=HoldCause.RECALL, released_at=None)
    covered = set(stopped.values_list("lot_id", flat=True))
    if covered.issuperset(lot.pk for lot in locked):
        recall = stopped.order_by("pk").select_related("recall").first()
        number = recall.recall.number if recall and recall.recall else ""
        raise RecallRefused(
            _("All these lots are recalled already: %(number)s.") % {"number": number}
        )


def _create(*, year: int, is_mock: bool, **facts: Any) -> Recall:
    """ZH26-001 for recalls, YL26-001 for drills: a row of its own for each year."""
    stem = f"{'YL' if is_mock else 'ZH'}{year % 100:02d}-"
    for attempt in range(ATTEMPTS):
        taken = Recall.objects.filter(number__startswith=stem).values_list("number", flat=True)
        last = max((int(number.rsplit("-", 1)[1]) for number in taken), default=0)
        recall = Recall(number=f"{stem}{last + 1:03d}", is_mock=is_mock, **facts)
        recall.clean_fields(exclude=["issued_by"])
        try:
            with transaction.atomic():
                recall.save()
            break
        except IntegrityError:
            # somebody took the number between our look and our insert
            if attempt == ATTEMPTS - 1:
                raise
    return recall


def _keep_quantities(recall: Recall, lots: list[Lot], at: dt.datetime) -> None:
    shares = shares_of([lot.pk for lot in lots])
    notices: dict[tuple[int, int], Decimal] = {(lot.pk, lot.owner_id): Decimal(0) for lot in lots}
    held = dict.fromkeys((lot.pk for lot in lots), Decimal(0))
    for share in shares:
        key = (share.lot_id, share.holder_id)
        notices[key] = notices.get(key, Decimal(0)) + share.quantity
        held[share.lot_id] += share.quantity
    RecallLot.objects.bulk_create(
        RecallLot(
            recall=recall,
            lot=lot,
            quantity=lot.quantity,
            held=held[lot.pk],
            gone=lot.quantity - held[lot.pk],
        )
        for lot in lots
    )
    RecallNotice.objects.bulk_create(
        RecallNotice(recall=recall, lot_id=lot, holder_id=holder, quantity=quantity, notified_at=at)
        for (lot, holder), quantity in sorted(notices.items())
    )


def _stop(recall: Recall, lots: list[Lot], *, by: Any, at: dt.datetime) -> None:
    text = _("Recall %(number)s: %(reason)s") % {"number": recall.number, "reason": recall.reason}
    place_holds(
        source=recall.source,
        lots=lots,
        cause=HoldCause.RECALL,
        reason=recall.reason,
        by=by,
        at=at,
        recall=recall,
        public_text=text[:300],
    )


@action
def confirm_notices(
    *,
    recall: Recall,
    holder: Any,
    returned: Mapping[int, Decimal],
    by: Any,
    note: str = "",
    at: dt.datetime | None = None,
) -> list[RecallNotice]:
    """A holder answers: how much of each lot (by pk) was taken off sale or came back. The regulator
    may enter what a holder said by phone.

    Buyers bring goods back to whom they bought from, so more than was held may return, but never
    more than the lot had. Raises NotAllowed, AlreadyDone, NotEnough, RecallRefused.
    """
    if not works_for(by, holder):
        must_regulate(by)
    at = at or timezone.now()
    _refuse_closed(Recall.objects.select_for_update().get(pk=recall.pk))
    waiting = RecallNotice.objects.select_for_update(of=("self",)).filter(
        recall=recall, holder=holder, confirmed_at=None
    )
    notices = list(waiting.select_related("lot__product").order_by("pk"))
    if not notices:
        raise AlreadyDone(_("This was confirmed before."))
    for notice in notices:
        amount = returned.get(notice.lot_id)
        _check_returned(notice, amount)
        notice.returned, notice.note = amount, note.strip()
        notice.confirmed_at, notice.confirmed_by = at, by
        notice.save(update_fields=["returned", "note", "confirmed_at", "confirmed_by"])
    record(
        action="trace.confirm_notices",
        subject=recall,
        by=by,
        at=at,
        holder=holder,
        returned=[[notice.lot.code, notice.returned] for notice in notices],
    )
    return notices


def _check_returned(notice: RecallNotice, amount: Decimal | None) -> None:
    if amount is None or amount < 0:
        raise NotEnough(
            _("Enter how much of lot %(lot)s came back; 0 if nothing.") % {"lot": notice.lot.code},
            field=f"lot_{notice.lot_id}",
        )
    others = RecallNotice.objects.filter(recall=notice.recall_id, lot=notice.lot_id)
    before = others.aggregate(total=Sum("returned"))["total"] or Decimal(0)
    if before + amount > notice.lot.quantity:
        raise NotEnough(
            _("Of lot %(lot)s at most %(left)s can still come back.")
            % {
                "lot": notice.lot.code,
                "left": f"{(notice.lot.quantity - before).normalize():f}",
            },
            field=f"lot_{notice.lot_id}",
        )


def _refuse_closed(recall: Recall) -> None:
    if recall.state != RecallState.ISSUED:
        raise RecallRefused(_("Recall %(number)s is closed.") % {"number": recall.number})


@action
def close_recall(*, recall: Recall, by: Any, at: dt.datetime | None = None) -> Recall:
    """End a recall when every holder has answered. What it stopped stays stopped: goods that were
    made good are let go one by one, with a reason. Raises NotAllowed, RecallRefused."""
    must_regulate(by)
    at = at or timezone.now()
    locked = Recall.objects.select_for_update().get(pk=recall.pk)
    _refuse_closed(locked)
    waiting = locked.notices.filter(confirmed_at=None).values("holder").distinct().count()
    if waiting:
        raise RecallRefused(
            _("Holders who have not confirmed yet: %(n)d. Enter for them what they said by phone.")
            % {"n": waiting}
        )
    locked.state, locked.closed_at, locked.closed_by = RecallState.CLOSED, at, by
    locked.save(update_fields=["state", "closed_at", "closed_by"])
    record(action="trace.close_recall", subject=locked, by=by, at=at, number=locked.number)
    return locked
