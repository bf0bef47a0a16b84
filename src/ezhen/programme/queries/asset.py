"""Assets with their last stock-check."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import segno
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from ezhen.core.values import show
from ezhen.programme.models import AssetCheck
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
    return Asset(row, number, name, model, quantity, facility, check)


def num_checked(today: dt.date) -> tuple[int, int]:
    """Assets seen at their last check within a year, and all assets."""
    keys = list(asset_rows().values_list("last_check", flat=True))
    since = today - FRESH
    seen = AssetCheck.objects.filter(pk__in=[key for key in keys if key], is_there=True)
    return seen.filter(at__date__gt=since).count(), len(keys)


def label(address: str) -> str:
    """The square code of an asset's card as SVG, four modules of quiet zone."""
    return segno.make_qr(address, error="m").svg_inline(border=4, omitsize=True)
