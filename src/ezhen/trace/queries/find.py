"""From a typed or scanned text to the lots it can mean."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from ezhen.parties.api import approved_organisations
from ezhen.trace.codes import CodeError, parse_scan, readable
from ezhen.trace.enums import CodeVerdict, Standing
from ezhen.trace.models import CodeOrder, Lot, Suspicion
from ezhen.trace.queries.looks import history_of
from ezhen.trace.queries.lot import standings
from ezhen.trace.queries.scan import CodeReading, read_code
from ezhen.trace.queries.story import lots_of_label

MOST = 20


@dataclass(frozen=True)
class FoundLot:
    """A lot and whether it may be sold."""

    lot: Lot
    standing: Standing


@dataclass(frozen=True)
class FoundCode:
    """A genuine code, looked at without counting: the lot is among the lots found."""

    serial: str
    order: CodeOrder
    verdict: CodeVerdict | None
    num_scans: int
    first_at: dt.datetime | None
    suspicions: list[Suspicion]


@dataclass(frozen=True)
class Found:
    """What a text means: `is_unknown_code` for a serial that the town did not make."""

    lots: list[FoundLot] = field(default_factory=list)
    code: FoundCode | None = None
    organisations: list[Any] = field(default_factory=list)
    is_unknown_code: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing was found."""
        return not (self.lots or self.code or self.organisations)


def find_lots(user: Any, text: str, *, organisations: bool = False) -> Found:
    """Read a serial, a Digital Link, a GS1 barcode, a lot number, or names: a product, a producer;
    with `organisations` also businesses. Looking a code up here leaves no scan."""
    text = text.strip()
    visible = Lot.objects.visible_to(user).with_names()
    try:
        target = parse_scan(text)
    except CodeError:
        return _by_name(user, text, organisations=organisations)
    if target.serial:
        reading = read_code(target.serial, "")
        if reading is None:
            return Found(is_unknown_code=True)
        lots = visible.filter(pk=reading.lot.pk) if reading.lot else visible.none()
        return Found(_with_standing(lots), _code(reading))
    named = [lot.pk for lot in lots_of_label(gtin=target.gtin, code=target.lot)]
    return Found(_with_standing(visible.filter(pk__in=named).order_by("-pk")))


def _by_name(user: Any, text: str, *, organisations: bool) -> Found:
    lots = Lot.objects.visible_to(user).with_names().matching(text).order_by("-created_at", "-pk")
    found = approved_organisations().filter(name__icontains=text)[:MOST] if organisations else []
    return Found(_with_standing(lots[:MOST]), organisations=list(found))


def _with_standing(lots: Any) -> list[FoundLot]:
    rows = list(lots)
    states = standings(rows)
    return [FoundLot(lot, states[lot.pk]) for lot in rows]


def _code(reading: CodeReading) -> FoundCode:
    now = timezone.now()
    history = history_of(reading.number, reading.index, until=now)
    suspicions = Suspicion.objects.filter(order=reading.order_id, index=reading.index)
    return FoundCode(
        serial=readable(reading.serial),
        order=CodeOrder.objects.select_related("organisation").get(pk=reading.order_id),
        verdict=reading.standing(timezone.localdate(now)),
        num_scans=history.num,
        first_at=history.first_at if history.num else None,
        suspicions=list(suspicions.order_by("pk")),
    )
