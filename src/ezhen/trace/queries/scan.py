"""What a code is, and how often it was looked up. Raw SQL on purpose: a label's page is the one
page of the town that whole cities may open at once, and one statement answers it on both databases.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ezhen.core.pack import City, ScanRules, pack
from ezhen.trace.codes import MalformedSerial
from ezhen.trace.enums import (
    CodeVerdict,
    HoldCause,
    OrderState,
    Standing,
    SuspicionRule,
    SuspicionState,
    TestState,
)
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import order_key, scheme
from ezhen.trace.queries.lot_page import open_holds

EARTH_RADIUS_KM = 6371.0
COUNT_LIMIT = 1000
CITY_CODE = re.compile(r"\d{6}", re.ASCII)

# Ranges of one kind never overlap, so the nearest beginning at or below an index is the only one
# that can hold it; a voided range may be voided again in part, so voids are searched for.
_READ = """
SELECT o.id, o.number, o.key, o.cipher, o.quantity, o.state,
  EXISTS (SELECT 1 FROM trace_codefact v WHERE v.order_id = o.id AND v.kind = 'void'
          AND v.first <= %(index)s AND v.last >= %(index)s),
  (SELECT f.last FROM trace_codefact f WHERE f.order_id = o.id AND f.kind = 'activate'
   AND f.first <= %(index)s ORDER BY f.first DESC LIMIT 1),
  l.id, l.code, l.revision, l.best_before, l.test_state,
  p.name, p.specification, p.product_class, p.gtin, m.name, m.short_name, m.phone,
  c.revision, c.html, h.cause, h.placed_at,
  r.number, r.recall_class, r.reason, r.advice, r.issued_at, s.rule, s.state
FROM trace_codeorder o
LEFT JOIN trace_lot l ON l.id = (
  SELECT CASE WHEN b.last >= %(index)s THEN b.lot_id END FROM trace_codefact b
  WHERE b.order_id = o.id AND b.kind = 'bind' AND b.first <= %(index)s
  ORDER BY b.first DESC LIMIT 1)
LEFT JOIN products_product p ON p.id = l.product_id
LEFT JOIN parties_organisation m ON m.id = l.producer_id
LEFT JOIN trace_lotcard c ON c.lot_id = l.id AND c.language = %(language)s
LEFT JOIN trace_lothold h ON h.lot_id = l.id AND h.released_at IS NULL
LEFT JOIN trace_recall r ON r.id = h.recall_id
LEFT JOIN trace_suspicion s ON s.order_id = o.id AND s."index" = %(index)s
WHERE o.number = %(number)s
ORDER BY h.placed_at
"""

# `until` shows an answer again as it was, without later look-ups
_HISTORY = """
SELECT s.at, s.city,
  (SELECT count(*) FROM (SELECT 1 FROM trace_scan n WHERE n.order_number = %(number)s
   AND n."index" = %(index)s AND n.at <= %(until)s LIMIT %(most)s) few),
  (SELECT u.first_at FROM trace_codeuse u
   WHERE u.order_number = %(number)s AND u."index" = %(index)s)
FROM trace_scan s
WHERE s.order_number = %(number)s AND s."index" = %(index)s AND s.at <= %(until)s
ORDER BY s.at DESC, s.id DESC LIMIT %(rows)s
"""


@dataclass(frozen=True, slots=True)
class RecallFacts:
    """What a buyer must know of a recall."""

    number: str
    recall_class: str
    reason: str
    advice: str
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True)
class LabelledLot:
    """The lot behind a code, with the little that a verdict needs."""

    pk: int
    code: str
    revision: int
    best_before: dt.date | None
    test_state: str
    product: str
    product_class: str
    gtin: str
    producer: str
    producer_name: str
    phone: str

    @property
    def is_food(self) -> bool:
        """False for cloth: it is not eaten, so a warning says "do not use"."""
        return pack().product_class(self.product_class).food


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A genuine code as the database knows it now. `card` is the lot's story, None when stale."""

    serial: str
    order_id: int
    number: int
    index: int
    is_void: bool
    is_active: bool
    lot: LabelledLot | None
    card: str | None
    causes: frozenset[str]
    held_at: dt.datetime | None
    recall: RecallFacts | None
    suspicions: dict[str, str]

    def standing(self, day: dt.date) -> CodeVerdict | None:
        """The verdict that does not depend on look-ups; None when only they decide."""
        if HoldCause.RECALL in self.causes:
            return CodeVerdict.RECALLED
        if self.causes or (self.lot and self.lot.test_state == TestState.FAILED):
            return CodeVerdict.HELD
        if self.is_void:
            return CodeVerdict.VOID
        if not self.is_active or self.lot is None:
            return CodeVerdict.NOT_ACTIVE
        if self.lot.best_before and day > self.lot.best_before:
            return CodeVerdict.EXPIRED
        return None

    @property
    def is_counted(self) -> bool:
        """Bound and activated: a look-up counts."""
        return self.is_active and self.lot is not None

    @property
    def open_rules(self) -> frozenset[str]:
        """The suspicions that are open or were confirmed."""
        found = self.suspicions.items()
        return frozenset(rule for rule, state in found if state != SuspicionState.CLEARED)


@dataclass(frozen=True, slots=True)
class Look:
    """One look-up: when, and the GB/T 2260 code of the city, empty when nobody told."""

    at: dt.datetime
    city: str


@dataclass(frozen=True, slots=True)
class History:
    """The look-ups of a code up to now, newest first; `num` counts at most 1,000."""

    num: int
    first_at: dt.datetime
    looks: tuple[Look, ...]


def read_code(serial: str, language: str) -> CodeReading | None:
    """What is known of a canonical serial in one query; None when the town did not make it.

    Raises MalformedSerial.
    """
    where = scheme().locate(serial)
    facts: dict[str, Any] = {"number": where.order, "index": where.index, "language": language}
    with connection.cursor() as cursor:
        cursor.execute(_READ, facts)
        rows = cursor.fetchall()
    if not rows or not _is_genuine(serial, where.index, rows[0]):
        return None
    return _reading(serial, where.index, rows)


def _is_genuine(serial: str, index: int, row: tuple[Any, ...]) -> bool:
    order_id, number, key, cipher, quantity, state = row[:6]
    order = CodeOrder(pk=order_id, number=number, key=key, cipher=cipher)
    try:
        genuine = scheme(cipher).is_genuine(serial, order_key(order))
    except MalformedSerial:
        return False
    return genuine and index < quantity and state == OrderState.READY


def _reading(serial: str, index: int, rows: list[tuple[Any, ...]]) -> CodeReading:
    row = rows[0]
    lot = _lot(row) if row[8] is not None else None
    recalls = [_recall(found) for found in rows if found[24] is not None]
    return CodeReading(
        serial=serial,
        order_id=row[0],
        number=row[1],
        index=index,
        is_void=bool(row[6]),
        is_active=row[7] is not None and row[7] >= index,
        lot=lot,
        card=row[21] if lot and row[20] == lot.revision else None,
        causes=frozenset(found[22] for found in rows if found[22]),
        held_at=_moment(row[23]),
        recall=recalls[0] if recalls else None,
        suspicions={found[29]: found[30] for found in rows if found[29]},
    )


def _lot(row: tuple[Any, ...]) -> LabelledLot:
    return LabelledLot(
        pk=row[8],
        code=row[9],
        revision=row[10],
        best_before=row[11],
        test_state=row[12],
        product=f"{row[13]} {row[14]}".strip(),
        product_class=row[15],
        gtin=row[16],
        producer=row[18] or row[17],
        producer_name=row[17],
        phone=row[19],
    )


def _recall(row: tuple[Any, ...]) -> RecallFacts:
    return RecallFacts(row[24], row[25], row[26], row[27], _moment(row[28]))


def _moment(value: Any) -> Any:
    """SQLite gives UTC without a zone, as text where an expression made it."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if value is None or value.tzinfo:
        return value
    return value.replace(tzinfo=dt.UTC)


def history_of(number: int, index: int, *, until: dt.datetime) -> History:
    """The newest look-ups of a code up to a moment; bounded however often it was looked up."""
    rules = pack().town.scan_rules
    facts = {
        "number": number,
        "index": index,
        "until": connection.ops.adapt_datetimefield_value(until),
        "most": COUNT_LIMIT,
        "rows": max(rules.many_scans, rules.scans_over_lifetime) + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, facts)
        rows = cursor.fetchall()
    looks = tuple(Look(_moment(at), city) for at, city, _num, _first in rows)
    if not rows:
        return History(0, until, ())
    return History(rows[0][2], _moment(rows[0][3]) or looks[-1].at, looks)


@dataclass(frozen=True, slots=True)
class LotAnswer:
    """What a label without item code can be told: the lot's standing, never the item's."""

    lot: LabelledLot
    standing: Standing
    held_at: dt.datetime | None
    recall: RecallFacts | None
    card: str | None
    at: dt.datetime


def lot_answer(lot: Lot, language: str) -> LotAnswer:
    """The answer for a lot (with its product and producer)."""
    at = timezone.now()
    holds = list(open_holds(lot))
    causes = frozenset(hold.cause for hold in holds)
    recall = next((hold.recall for hold in holds if hold.recall), None)
    card = lot.cards.filter(language=language, revision=lot.revision).first()
    return LotAnswer(
        lot=_labelled(lot),
        standing=lot.standing(causes, timezone.localdate(at)),
        held_at=holds[0].placed_at if holds else None,
        recall=_recall_facts(recall) if recall else None,
        card=card.html if card else None,
        at=at,
    )


def _recall_facts(recall: Any) -> RecallFacts:
    names = RecallFacts.__dataclass_fields__
    return RecallFacts(**{name: getattr(recall, name) for name in names})


def _labelled(lot: Lot) -> LabelledLot:
    return LabelledLot(
        pk=lot.pk,
        code=lot.code,
        revision=lot.revision,
        best_before=lot.best_before,
        test_state=lot.test_state,
        product=str(lot.product),
        product_class=lot.product.product_class,
        gtin=lot.product.gtin,
        producer=str(lot.producer),
        producer_name=lot.producer.name,
        phone=lot.producer.phone,
    )


def broken_rules(history: History, rules: ScanRules, *, at: dt.datetime) -> frozenset[str]:
    """Which rules of suspicion the look-ups break, the newest one included."""
    broken = set()
    day = dt.timedelta(hours=rules.many_within_hours)
    if sum(at - look.at <= day for look in history.looks) >= rules.many_scans:
        broken.add(SuspicionRule.MANY.value)
    if history.num > rules.scans_over_lifetime:
        broken.add(SuspicionRule.LIFETIME.value)
    if _are_apart(history.looks, rules):
        broken.add(SuspicionRule.APART.value)
    return frozenset(broken)


def _are_apart(looks: tuple[Look, ...], rules: ScanRules) -> bool:
    """Two look-ups, next to each other in time, that one pack cannot have travelled between."""
    hours = dt.timedelta(hours=rules.places_within_hours)
    placed = [(look, city) for look in looks if look.city and (city := pack().city(look.city))]
    return any(
        later.at - earlier.at <= hours and distance_km(here, there) >= rules.places_apart_km
        for (later, here), (earlier, there) in pairwise(placed)
    )


def distance_km(one: City, other: City) -> float:
    """Great-circle distance in kilometres (haversine formula, mean radius 6371 km)."""
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(one.longitude - other.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def city_of_request(headers: Mapping[str, str]) -> str:
    """Six digits of the city that the town's own proxy names in the header of the setting
    SCAN_PLACE_HEADER (an administrative code of a place in it); empty without either, or when
    the pack does not know the city."""
    code = headers.get(settings.SCAN_PLACE_HEADER, "") if settings.SCAN_PLACE_HEADER else ""
    city = pack().city(code) if CITY_CODE.fullmatch(code) else None
    return city.code if city else ""
