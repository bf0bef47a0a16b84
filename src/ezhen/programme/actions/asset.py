"""Stock-checks: scan the label, say whether the asset is there. Custody goes from hand to hand;
what was taken out and came back writes its row of the register of equipment use (18)."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.programme.enums import ReturnState
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import AssetCheck, AssetHandover, AssetLoan
from ezhen.programme.queries.asset import asset_rows, num_out
from ezhen.programme.rules import SEES, must_keep
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

LOANS = "equipment_use"


@action
def check_asset(
    *,
    asset: Any,
    is_there: bool,
    place: str,
    by: Any,
    note: str = "",
    at: dt.datetime | None = None,
) -> AssetCheck:
    """Write down what was seen at an asset (the uuid of its row). Raises NotAllowed, StepRefused
    for what is no asset, without a place, or missing without a note."""
    if by.role not in SEES:
        raise NotAllowed(_("You do not check assets."))
    if not asset_rows().filter(uuid=asset).exists():
        raise StepRefused(_("The register of assets has no such row."))
    if not place.strip():
        raise StepRefused(_("Say where you stand."), field="place")
    if not is_there and not note.strip():
        raise StepRefused(_("Say what is known about the missing asset."), field="note")
    check = AssetCheck(
        asset=asset,
        is_there=is_there,
        place=place.strip(),
        note=note.strip(),
        at=at or timezone.now(),
        by=by,
    )
    check.save()
    facts = {"asset": str(asset), "is_there": is_there, "place": place, "note": note}
    record(action="programme.check_asset", subject=check, by=by, at=check.at, **facts)
    return check


def _locked(asset: Any) -> Any:
    """The row of an asset, held until the change is done. Raises StepRefused."""
    rows = registers.rows("assets", states=RecordState.STANDS).filter(uuid=asset)
    row = rows.select_for_update().first()
    if row is None:
        raise StepRefused(_("The register of assets has no such row."))
    return row


@action
def hand_over_asset(
    *, asset: Any, taker: str, by: Any, note: str = "", at: dt.datetime | None = None
) -> AssetHandover:
    """An asset goes into somebody else's custody: both names stay, and the register says who keeps
    it now. Raises NotAllowed, StepRefused without a name, or for who has it already."""
    must_keep(by)
    at = at or timezone.now()
    row = _locked(asset)
    giver = registers.values_of(row)["keeper"] or ""
    if not taker.strip():
        raise StepRefused(_("Say who takes it over."), field="taker")
    if taker.strip() == giver:
        raise StepRefused(_("This person has it already."), field="taker")
    made = AssetHandover(
        asset=row.uuid, giver=giver, taker=taker.strip(), note=note.strip(), at=at, by=by
    )
    made.save()
    registers.change_record(
        record=row, values={"keeper": taker.strip()}, revision=row.revision, by=by, at=at
    )
    record(action="programme.hand_over_asset", subject=made, by=by, at=at, asset=str(row.uuid))
    return made


@action
def take_out_asset(
    *,
    asset: Any,
    user: str,
    purpose: str,
    by: Any,
    pieces: int = 1,
    at: dt.datetime | None = None,
) -> AssetLoan:
    """Somebody takes pieces of an asset out to use them. Raises NotAllowed, StepRefused for more
    than are there."""
    must_keep(by)
    at = at or timezone.now()
    row = _locked(asset)
    for name, text in {"user": user, "purpose": purpose}.items():
        if not text.strip():
            raise StepRefused(_("This is missing."), field=name)
    free = int(row.data["quantity"]) - num_out(row.uuid)
    if not 1 <= pieces <= free:
        raise StepRefused(_("Only %(n)d of them are here.") % {"n": free}, field="pieces")
    loan = AssetLoan(
        asset=row.uuid,
        user=user.strip(),
        pieces=pieces,
        purpose=purpose.strip(),
        taken_on=timezone.localdate(at),
        at=at,
        by=by,
    )
    loan.save()
    facts = {"asset": str(row.uuid), "pieces": pieces, "purpose": purpose}
    record(action="programme.take_out_asset", subject=loan, by=by, at=at, **facts)
    return loan


@action
def give_back_asset(
    *, loan: AssetLoan, is_good: bool, by: Any, at: dt.datetime | None = None
) -> AssetLoan:
    """It came back; the row of the register of equipment use writes itself. Raises NotAllowed,
    StepRefused when it is back already."""
    must_keep(by)
    at = at or timezone.now()
    locked = AssetLoan.objects.select_for_update().get(pk=loan.pk)
    if locked.state != ReturnState.OUT:
        raise StepRefused(_("It is back already."))
    row = _locked(locked.asset)
    locked.state = ReturnState.GOOD if is_good else ReturnState.FAULT
    locked.back_on = timezone.localdate(at)
    locked.save()
    values = {
        "used_on": locked.taken_on.isoformat(),
        "asset": row.data["number"],
        "facility": row.data["facility"],
        "user": locked.user,
        "purpose": locked.purpose,
        "back_on": locked.back_on.isoformat(),
        "state": locked.state,
    }
    registers.put_record(register=LOANS, key=locked.uuid, values=values, by=by, at=at)
    record(action="programme.give_back_asset", subject=locked, by=by, at=at, is_good=is_good)
    return locked
