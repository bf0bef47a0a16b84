"""Assets with their last stock-check."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import segno
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from ezhen.core.personal import open_value
from ezhen.core.values import show
from ezhen.programme.enums import ReturnState
from ezhen.programme.models import AssetCheck, AssetHandover, AssetLoan
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

REGISTER = "assets"
FRESH = dt.timedelta(days=365)  # a check counts for the year's stock-take


@dataclass(frozen=True)
class Asset:
    """A row of the register as the card shows it, with its last check."""

    row: Any
    number: str
    name: str
    model: str
    quantity: str
    facility: str
    keeper: str
    check: AssetCheck | None

    def is_checked(self, today: dt.date) -> bool:
        """Seen within a year."""
        return bool(
            self.check and self.check.is_there and timezone.localdate(self.check.at) > today - FRESH
        )


def asset_rows() -> QuerySet[Any]:
    """The rows that stand, each with the pk of its last check."""
    last = AssetCheck.objects.filter(asset=OuterRef("uuid")).order_by("-pk")
    rows = registers.rows(REGISTER, states=RecordState.STANDS)
    return rows.annotate(last_check=Subquery(last.values("pk")[:1])).order_by("date", "pk")


def dressed(rows: list[Any]) -> list[Asset]:
    """Cards of some rows; one query."""
    keys = [row.last_check for row in rows if row.last_check]
    checks = AssetCheck.objects.select_related("by").in_bulk(keys)
    return [_asset(row, checks.get(row.last_check)) for row in rows]


def _asset(row: Any, check: AssetCheck | None) -> Asset:
    known = registers.definition(REGISTER).by_name
    names = ("number", "name", "model", "quantity", "facility")
    number, name, model, quantity, facility = (
        str(show(known[name], row.data.get(name))) for name in names
    )
    keeper = open_value(known["keeper"], row.data.get("keeper")) or ""  # offices only
    return Asset(row, number, name, model, quantity, facility, keeper, check)


@dataclass(frozen=True)
class Progress:
    """How far the year's stock-check is: seen, looked for and not found, all assets."""

    seen: int
    missing: int
    total: int


def check_progress(today: dt.date) -> Progress:
    """Of the last check of each asset, those of the last year. Two queries."""
    keys = list(asset_rows().values_list("last_check", flat=True))
    checks = AssetCheck.objects.filter(pk__in=[key for key in keys if key])
    fresh = checks.filter(at__date__gt=today - FRESH).values_list("is_there", flat=True)
    found = list(fresh)
    return Progress(sum(found), len(found) - sum(found), len(keys))


def num_out(asset: Any) -> int:
    """Pieces of an asset that are taken out now."""
    out = AssetLoan.objects.filter(asset=asset, state=ReturnState.OUT)
    return out.aggregate(n=Sum("pieces"))["n"] or 0


def custody_of(asset: Any) -> list[dict[str, Any]]:
    """Who handed the asset to whom, newest first, for the timeline."""
    rows = AssetHandover.objects.filter(asset=asset).select_related("by").order_by("-pk")
    return [
        {"date": row.at, "title": f"{row.giver or '—'} → {row.taker}", "text": row.note}
        for row in rows
    ]


def loans_of(asset: Any) -> QuerySet[AssetLoan]:
    """Who took pieces out; what is not back comes first."""
    rows = AssetLoan.objects.filter(asset=asset)
    return rows.order_by(F("back_on").desc(nulls_first=True), "-pk")


def loans_out() -> QuerySet[AssetLoan]:
    """Everything that is taken out, the longest first."""
    return AssetLoan.objects.filter(state=ReturnState.OUT).order_by("taken_on", "pk")


def label(address: str) -> str:
    """The square code of an asset's card as SVG, four modules of quiet zone."""
    return segno.make_qr(address, error="m").svg_inline(border=4, omitsize=True)
