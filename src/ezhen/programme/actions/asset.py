"""Stock-checks: scan the label, say whether the asset is there."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import AssetCheck
from ezhen.programme.queries.asset import asset_rows
from ezhen.programme.rules import SEES


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
