"""Item codes of an order: their keys, and what was done to which of them."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ezhen.core import crypto
from ezhen.core.pack import pack
from ezhen.trace.codes import Scheme
from ezhen.trace.enums import CodeFactKind, CodeState
from ezhen.trace.errors import RangeRefused
from ezhen.trace.models import CodeFact, CodeOrder

ORDER_KEY = "code order"
_NUMBER = re.compile(r"(?:MD\d\d-?)?(\d{1,10})", re.IGNORECASE | re.ASCII)


@functools.cache
def scheme(cipher: str = "") -> Scheme:
    """The codes of this town: its key comes from the master key.

    An order keeps the cipher it was made with, so printed codes outlive a change of the setting.
    """
    return Scheme(crypto.derive("town codes"), pack().town.code, cipher or settings.CODE_CIPHER)


def order_key(order: CodeOrder) -> bytes:
    """An order's own key, opened. Raises crypto.Tampered."""
    return opened_key(order.number, bytes(order.key))


@functools.lru_cache(maxsize=1024)
def opened_key(number: int, sealed: bytes) -> bytes:
    """The key of order `number`, opened once and remembered. Raises crypto.Tampered."""
    return crypto.open_sealed(ORDER_KEY, sealed, context=str(number))


def parsed_number(text: str) -> int | None:
    """The number in what people call an order: MD26-48392018, or the digits alone."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def serial_of(order: CodeOrder, index: int) -> str:
    """The canonical serial of one code of an order, counted from 0."""
    return scheme(order.cipher).serial(order.number, order_key(order), index)


@dataclass(frozen=True, slots=True)
class Segment:
    """Codes next to each other in the same state, first … last inclusive, counted from 0.

    `lot_id` is None while they are bound to no lot.
    """

    first: int
    last: int
    lot_id: int | None = None
    is_active: bool = False
    is_void: bool = False

    @property
    def num(self) -> int:
        """How many codes."""
        return self.last - self.first + 1

    @property
    def state(self) -> CodeState:
        """What they can be used for."""
        if self.is_void:
            return CodeState.VOID
        if self.is_active:
            return CodeState.ACTIVE
        return CodeState.FREE if self.lot_id is None else CodeState.BOUND


def must_have(order: CodeOrder, first: int, last: int) -> None:
    """Raises RangeRefused unless the order has codes first … last (from 0)."""
    if not 0 <= first <= last < order.quantity:
        raise RangeRefused(
            _("This order has codes 1 to %(last)s; give a first and a last one among them.")
            % {"last": f"{order.quantity:,}"},
            field="last" if 0 <= first < order.quantity else "first",
        )


def segments_of(order: CodeOrder, first: int = 0, last: int | None = None) -> list[Segment]:
    """The codes of a range (by default the whole order), cut where their state changes."""
    last = order.quantity - 1 if last is None else last
    facts = order.facts.filter(first__lte=last, last__gte=first)
    return list(cut(facts, first, last))


def cut(facts: Iterable[CodeFact], first: int, last: int) -> Iterator[Segment]:
    """Cut a range at the edges of the facts; ranges of one kind never overlap each other."""
    edges: list[tuple[int, bool, CodeFact]] = []
    for fact in facts:
        edges += [(max(fact.first, first), True, fact), (fact.last + 1, False, fact)]
    state: dict[str, Any] = {}
    begin = first
    for position, starts, fact in sorted(edges, key=lambda edge: edge[:2]):
        if position > last:
            break
        if position > begin:
            yield _segment(begin, position - 1, state)
            begin = position
        if starts:
            state[fact.kind] = fact
        else:
            del state[fact.kind]
    if begin <= last:
        yield _segment(begin, last, state)


def _segment(first: int, last: int, state: dict[str, CodeFact]) -> Segment:
    bound = state.get(CodeFactKind.BIND)
    return Segment(
        first,
        last,
        bound.lot_id if bound else None,
        CodeFactKind.ACTIVATE in state,
        CodeFactKind.VOID in state,
    )
