"""Looking a code up: what it is, who was first, and whether to ask the regulator."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from ezhen.core.actions import action, statement
from ezhen.core.log import record
from ezhen.core.pack import pack
from ezhen.core.readonly import declared_write
from ezhen.core.sql import prepared_cursor, unsynced
from ezhen.trace.enums import CodeVerdict
from ezhen.trace.models import CodeOrder, LotCard, Suspicion
from ezhen.trace.queries.looks import History, broken_rules, history_of
from ezhen.trace.queries.scan import CodeReading, LabelledLot, read_code

# The unique key decides who is first; both databases count 1 for the row that went in.
_FIRST = """
INSERT INTO trace_codeuse (order_number, "index", first_at, city) VALUES (%s, %s, %s, %s)
ON CONFLICT (order_number, "index") DO NOTHING
"""
_LATER = 'INSERT INTO trace_scan (order_number, "index", at, city) VALUES (%s, %s, %s, %s)'


@dataclass(frozen=True, slots=True)
class Answer:
    """What the town says about a serial at a moment. `reading` is None for a code that it did not
    make, `history` where no look-up is counted; `rules` are the open questions about the code."""

    serial: str
    verdict: CodeVerdict
    at: dt.datetime
    city: str = ""
    reading: CodeReading | None = None
    history: History | None = None
    rules: frozenset[str] = frozenset()

    @property
    def lot(self) -> LabelledLot | None:
        """The lot on whose packs the code stands; None for an unknown or unbound one."""
        return self.reading.lot if self.reading else None


def look_up_code(
    *, serial: str, language: str, city: str = "", at: dt.datetime | None = None
) -> Answer:
    """Answer for a canonical serial and count the look-up.

    Unknown codes and codes not yet in use leave no row: checking labels in the store must not take
    the first look-up away from the buyer. Raises MalformedSerial.
    """
    at = at or timezone.now()
    reading = read_code(serial, language)
    if reading is None:
        return Answer(serial, CodeVerdict.UNKNOWN, at, city)
    if not reading.is_counted:
        standing = reading.standing(timezone.localdate()) or CodeVerdict.NOT_ACTIVE
        return Answer(serial, standing, at, city, reading)
    if not reading.is_used and take_first(reading=reading, at=at, city=city):
        return _answer(reading, None, at, city)
    record_scan(reading=reading, at=at, city=city)
    history = history_of(reading.number, reading.index, until=at)
    new = broken_rules(history, pack().town.scan_rules, at=at) - reading.suspicions.keys()
    if new:
        raise_suspicions(reading=reading, rules=new, num_scans=history.num, at=at)
    return _answer(reading, history, at, city, new)


def show_again(*, serial: str, language: str, at: dt.datetime) -> Answer:
    """The answer that was given at a moment, without counting: for the page in large type or in
    the other language. Stops and recalls count as of now. Raises MalformedSerial."""
    reading = read_code(serial, language)
    if reading is None:
        return Answer(serial, CodeVerdict.UNKNOWN, at)
    if not reading.is_counted:
        standing = reading.standing(timezone.localdate()) or CodeVerdict.NOT_ACTIVE
        return Answer(serial, standing, at, reading=reading)
    history = history_of(reading.number, reading.index, until=at)
    city = history.looks[0].city if history.looks else ""
    return _answer(reading, history if history.num > 1 else None, at, city)


def _answer(
    reading: CodeReading,
    history: History | None,
    at: dt.datetime,
    city: str,
    new: frozenset[str] = frozenset(),
) -> Answer:
    rules = reading.open_rules | new
    verdict = reading.standing(timezone.localdate())
    if verdict is None:
        verdict = CodeVerdict.SUSPECT if rules else CodeVerdict.AGAIN
        if not rules and history is None:
            verdict = CodeVerdict.FIRST
    return Answer(reading.serial, verdict, at, city, reading, history, rules)


@declared_write
@statement
def take_first(*, reading: CodeReading, at: dt.datetime, city: str) -> bool:
    """Be the first to look the code up: True once for ever, however many ask at once.

    The row is written before the answer goes out, so an answer that was given is never lost. No
    entry in the log: these rows are evidence themselves and cannot be changed.
    """
    return _insert(_FIRST, reading, at, city) == 1


@declared_write
@statement
def record_scan(*, reading: CodeReading, at: dt.datetime, city: str) -> None:
    """Store a look-up after the first."""
    _insert(_LATER, reading, at, city)


def _insert(sql: str, reading: CodeReading, at: dt.datetime, city: str) -> int:
    moment = connection.ops.adapt_datetimefield_value(at)
    with unsynced(), prepared_cursor() as cursor:
        cursor.execute(sql, [reading.number, reading.index, moment, city])
        return cursor.rowcount


@declared_write
@action
def raise_suspicions(
    *, reading: CodeReading, rules: frozenset[str], num_scans: int, at: dt.datetime
) -> None:
    """Ask the regulator about a code, once for each rule; what was asked before stays as it is."""
    order = CodeOrder.objects.only("uuid").get(pk=reading.order_id)
    facts = {
        "lot_id": reading.lot.pk if reading.lot else None,
        "num_scans": num_scans,
        "raised_at": at,
    }
    new = [rule for rule in sorted(rules) if _ask(order, reading.index, rule, facts)]
    if new:
        record(
            action="trace.raise_suspicions",
            subject=order,
            by=None,
            at=at,
            index=reading.index,
            rules=new,
            num_scans=num_scans,
        )


def _ask(order: CodeOrder, index: int, rule: str, facts: dict[str, Any]) -> bool:
    code = {"order": order, "index": index, "rule": rule}
    _suspicion, is_new = Suspicion.objects.get_or_create(**code, defaults=facts)
    return is_new


@declared_write
@action
def keep_card(*, lot_id: int, language: str, revision: int, draw: Callable[[], str]) -> str:
    """Draw a lot's story and keep it for the next look-up; returns it.

    `revision` is the one seen before drawing: a change meanwhile makes the card stale at once.
    """
    html = draw()
    LotCard.objects.update_or_create(
        lot_id=lot_id,
        language=language,
        defaults={"revision": revision, "drawn_at": timezone.now(), "html": html},
    )
    return html
