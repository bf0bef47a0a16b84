"""What a code is. Raw SQL on purpose: a label's page is the one page of the town that whole cities
may open at once, and one statement answers it on both databases.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ezhen.core.pack import pack
from ezhen.core.sql import prepared_cursor
from ezhen.trace.codes import corrections
from ezhen.trace.enums import (
    CodeVerdict,
    HoldCause,
    OrderState,
    Standing,
    SuspicionState,
    TestState,
)
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries.code import opened_key, scheme
from ezhen.trace.queries.looks import moment
from ezhen.trace.queries.lot_page import open_holds

# what a card shows besides its lot (a licence renewed, a product's photo) is at most this old
CARD_AGE = dt.timedelta(hours=1)

# Ranges of one kind never overlap, so the nearest beginning at or below an index is the only one
# that can hold it.
_READ = """
SELECT o.id, o.number, o.key, o.cipher, o.quantity, o.state,
  (SELECT f.last FROM trace_codefact f WHERE f.order_id = o.id AND f.kind = 'void'
   AND f.first <= %(index)s ORDER BY f.first DESC LIMIT 1),
  (SELECT f.last FROM trace_codefact f WHERE f.order_id = o.id AND f.kind = 'activate'
   AND f.first <= %(index)s ORDER BY f.first DESC LIMIT 1),
  EXISTS (SELECT 1 FROM trace_codeuse u WHERE u.order_number = o.number AND u."index" = %(index)s),
  s.rule, s.state, h.cause, h.placed_at,
  r.number, r.recall_class, r.reason, r.advice, r.issued_at, c.revision, c.drawn_at, c.html,
  l.id, l.code, l.revision, l.best_before, l.test_state,
  p.name, p.specification, p.product_class, p.gtin, m.short_name, m.name, m.phone
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
    """A genuine code as the database knows it now. `card` is the lot's story, None when it has to
    be drawn again; `is_used`: somebody looked the code up before."""

    serial: str
    order_id: int
    number: int
    index: int
    is_void: bool
    is_active: bool
    is_used: bool
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


def read_code(serial: str, language: str) -> CodeReading | None:
    """What is known of a canonical serial in one query; None when the town did not make it.

    Raises MalformedSerial.
    """
    where = scheme().locate(serial)
    facts = {"number": where.order, "index": where.index, "language": language}
    with prepared_cursor() as cursor:
        cursor.execute(_READ, facts)
        rows = cursor.fetchall()
    if not rows or not _is_genuine(serial, where.index, *rows[0][1:6]):
        return None
    return _reading(serial, where.index, rows)


def wrong_place(typed: str) -> int | None:
    """The place (0 … 20) of the one wrong character in a serial typed with its check character: the
    only one whose correction the town has made. None when more is wrong. One query."""
    tries = [(place, serial, scheme().locate(serial)) for place, serial in corrections(typed)]
    columns = ("number", "key", "cipher", "quantity", "state")
    orders = CodeOrder.objects.filter(number__in=[where.order for _, _, where in tries])
    facts = {row[0]: row for row in orders.values_list(*columns)}
    for place, serial, where in tries:
        if where.order in facts and _is_genuine(serial, where.index, *facts[where.order]):
            return place
    return None


def _is_genuine(  # noqa: PLR0917 the order's columns, in their order
    serial: str, index: int, number: int, key: bytes, cipher: str, quantity: int, state: str
) -> bool:
    if index >= quantity or state != OrderState.READY:
        return False
    return scheme(cipher).is_genuine(serial, opened_key(number, bytes(key)))


# the columns of _READ: the code's own, one stop with its recall, the card, the lot
_STOP, _RECALL, _CARD, _LOT = 11, slice(13, 18), slice(18, 21), slice(21, None)


def _reading(serial: str, index: int, rows: list[tuple[Any, ...]]) -> CodeReading:
    row = rows[0]
    lot = _lot(row[_LOT])
    recalls = [_recall(*found[_RECALL]) for found in rows if found[_RECALL][0] is not None]
    return CodeReading(
        serial=serial,
        order_id=row[0],
        number=row[1],
        index=index,
        is_void=row[6] is not None and row[6] >= index,
        is_active=row[7] is not None and row[7] >= index,
        is_used=bool(row[8]),
        lot=lot,
        card=_card(lot, *row[_CARD]),
        causes=frozenset(found[_STOP] for found in rows if found[_STOP]),
        held_at=moment(row[_STOP + 1]),
        recall=recalls[0] if recalls else None,
        suspicions={found[9]: found[10] for found in rows if found[9]},
    )


def _lot(row: tuple[Any, ...]) -> LabelledLot | None:
    if row[0] is None:
        return None
    pk, code, revision, best_before, test_state, name, specification, *rest = row
    product_class, gtin, short_name, full_name, phone = rest
    return LabelledLot(
        pk=pk,
        code=code,
        revision=revision,
        best_before=best_before,
        test_state=test_state,
        product=f"{name} {specification}".strip(),
        product_class=product_class,
        gtin=gtin,
        producer=short_name or full_name,
        producer_name=full_name,
        phone=phone,
    )


def _recall(number: str, of_class: str, reason: str, advice: str, issued_at: Any) -> RecallFacts:
    return RecallFacts(number, of_class, reason, advice, moment(issued_at))


def _card(lot: LabelledLot | None, revision: int | None, drawn_at: Any, html: str) -> str | None:
    if lot is None or revision != lot.revision:
        return None
    return html if timezone.now() - moment(drawn_at) < CARD_AGE else None


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
    card = lot.cards.filter(
        language=language, revision=lot.revision, drawn_at__gt=at - CARD_AGE
    ).first()
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
