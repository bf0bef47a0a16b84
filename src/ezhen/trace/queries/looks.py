"""How often a code was looked up, from where, and whether that is odd."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db import connection
from django.db.models import Q

from ezhen.core.pack import City, ScanRules, pack
from ezhen.core.sql import prepared_cursor
from ezhen.trace.enums import SuspicionRule
from ezhen.trace.models import CodeUse, Scan

EARTH_RADIUS_KM = 6371.0
COUNT_LIMIT = 1000

# `until` shows an answer again as it was, without later look-ups
_HISTORY = """
SELECT u.first_at, u.city, s.at, s.city,
  (SELECT count(*) FROM (SELECT 1 FROM trace_scan n WHERE n.order_number = %(number)s
   AND n."index" = %(index)s AND n.at <= %(until)s LIMIT %(most)s) few)
FROM trace_codeuse u
LEFT JOIN (SELECT at, city FROM trace_scan WHERE order_number = %(number)s AND "index" = %(index)s
           AND at <= %(until)s ORDER BY at DESC LIMIT %(rows)s) s ON 1 = 1
WHERE u.order_number = %(number)s AND u."index" = %(index)s
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One look-up: when, and the GB/T 2260 code of the city, empty when nobody told."""

    at: dt.datetime
    city: str


@dataclass(frozen=True, slots=True)
class History:
    """The look-ups of a code up to a moment, newest first; `num` counts at most 1,000. Between the
    first and the newest ones, `looks` may leave some out."""

    num: int
    first_at: dt.datetime
    looks: tuple[Look, ...]


def history_of(number: int, index: int, *, until: dt.datetime) -> History:
    """The look-ups of a code up to a moment; bounded however often it was looked up."""
    rules = pack().town.scan_rules
    facts = {
        "number": number,
        "index": index,
        "until": connection.ops.adapt_datetimefield_value(until),
        "most": COUNT_LIMIT - 1,
        "rows": max(rules.many_scans, rules.scans_over_lifetime) + 1,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_HISTORY, facts)
        rows = cursor.fetchall()
    if not rows:
        return History(0, until, ())
    first = Look(moment(rows[0][0]), rows[0][1])
    later = [Look(moment(at), city) for _first, _from, at, city, _num in rows if at]
    later.sort(key=lambda look: look.at, reverse=True)
    return History(rows[0][4] + 1, first.at, (*later, first))


@dataclass(frozen=True, slots=True)
class CodeLook:
    """One look-up of some code of an order."""

    order_number: int
    index: int
    at: dt.datetime
    city: str


def looks_within(ranges: Q, *, most: int, since: dt.datetime | None = None) -> list[CodeLook]:
    """The newest look-ups of the codes that `ranges` (of order_number and index) takes in."""
    code = ("order_number", "index")
    first = CodeUse.objects.filter(ranges).order_by("-first_at", "-pk")
    later = Scan.objects.filter(ranges).order_by("-at", "-pk")
    if since is not None:
        first, later = first.filter(first_at__gte=since), later.filter(at__gte=since)
    rows = [
        *first.values_list(*code, "first_at", "city")[:most],
        *later.values_list(*code, "at", "city")[:most],
    ]
    return [CodeLook(*row) for row in sorted(rows, key=lambda row: row[2], reverse=True)[:most]]


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


def moment(value: Any) -> Any:
    """A time that raw SQL gave: SQLite says UTC without a zone, as text out of an expression."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if value is None or value.tzinfo:
        return value
    return value.replace(tzinfo=dt.UTC)
