"""Item codes without a row each: a serial names its order and index, and proves itself.

payload  = order number (33 bits) | index in the order (27 bits)
sealed   = payload under a keyed permutation of 60 bits (balanced Feistel, 4 rounds of AES under a
           subkey of the TOWN key): neighbours look unrelated, so a serial shows no volume. Four
           rounds hide; they are not what keeps forgers out.
tag      = first 40 bits of one block under the ORDER key over town tag | sealed payload: a guess
           is right once in 2^40. The permutation is one to one, so this binds order and index.
serial   = sealed | tag, 20 characters (`serial.py`).

Losing the town key reveals volumes, losing an order key allows forging that order only.
"""

import hashlib
from collections.abc import Iterator
from hmac import compare_digest
from struct import Struct
from typing import NamedTuple

from ezhen.trace.codes import bulk
from ezhen.trace.codes.cipher import (
    HALF_BITS,
    HALF_MASK,
    PERMUTATION,
    check_cipher,
    check_key,
    encryptor,
    permutation_key,
    round_heads,
    town_tag,
)
from ezhen.trace.codes.errors import InvalidParameter, MalformedSerial
from ezhen.trace.codes.serial import TAG_BITS, decode, encode

INDEX_BITS = 27
MAX_QUANTITY = 100_000_000
MAX_ORDER = (1 << 33) - 1
_HEADS = round_heads()
_HEADS_BACK = tuple(reversed(_HEADS))
# Struct beats slices and int.from_bytes by a third here, and a scan page waits for this
_round_block = Struct(">12sI").pack
_first_word = Struct(">I12x").unpack
_tag_block = Struct(">8sQ").pack
_TAG_MASK = (1 << TAG_BITS) - 1
_TAG_BYTES = TAG_BITS // 8


class Location(NamedTuple):
    """Where a serial says it belongs: order number, index from 0. Proves nothing by itself."""

    order: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls


class Scheme:
    """The codes of one town. Safe to share between threads.

    Raises InvalidParameter (`key`, `cipher`; in the methods `order`, `index`, `range`, `quantity`,
    `prefix`).
    """

    __slots__ = ("_cipher", "_permutation_key", "_town_tag", "town")

    def __init__(self, town_key: bytes, town: str, cipher: str = "sm4") -> None:
        check_key(town_key)
        check_cipher(cipher)
        self.town = town
        self._cipher = cipher
        self._permutation_key = permutation_key(town_key)
        self._town_tag = town_tag(cipher, town_key, town)

    def __repr__(self) -> str:
        return f"Scheme({self.town!r}, {self._cipher!r})"  # never the key

    def serial(self, order_number: int, order_key: bytes, index: int) -> str:
        """The serial of one item; `index` counts from 0."""
        _check_order(order_number, order_key)
        if not 0 <= index < MAX_QUANTITY:
            raise InvalidParameter("index", f"index {index} is outside 0…{MAX_QUANTITY - 1}")
        sealed = self._seal(order_number << INDEX_BITS | index)
        return encode(sealed << TAG_BITS | int.from_bytes(self._tag(sealed, order_key)))

    def locate(self, serial: str) -> Location:
        """Order and index that a serial names, genuine or not.

        The caller looks up that order's key, asks `is_genuine`, and checks that the index is below
        the order's quantity. Raises MalformedSerial (`length`, `alphabet`).
        """
        payload = self._open(decode(serial) >> TAG_BITS)
        return Location(payload >> INDEX_BITS, payload & ((1 << INDEX_BITS) - 1))

    def is_genuine(self, serial: str, order_key: bytes) -> bool:
        """Whether the tag was made with this order's key; malformed text is not genuine."""
        try:
            value = decode(serial)
        except MalformedSerial:
            return False
        tag = (value & _TAG_MASK).to_bytes(_TAG_BYTES)
        return compare_digest(tag, self._tag(value >> TAG_BITS, order_key))

    def lines(
        self,
        order_number: int,
        order_key: bytes,
        first: int,
        last_exclusive: int,
        *,
        uri_prefix: str = "",
    ) -> Iterator[bytes]:
        """CSV lines `serial,uri` of an index range in large pieces of whole lines; no header.

        `uri` is the prefix followed by the serial; without a prefix a line is the serial alone.
        """
        _check_order(order_number, order_key)
        if not 0 <= first <= last_exclusive <= MAX_QUANTITY:
            raise InvalidParameter("range", f"{first}…{last_exclusive} is not a range of indexes")
        source = bulk.Source(
            self._cipher,
            self._permutation_key,
            order_key,
            self._town_tag,
            order_number << INDEX_BITS,
        )
        return source.lines(first, last_exclusive, bulk.checked_prefix(uri_prefix))

    def read_csv(  # noqa: PLR0917 - the order's facts in the order of every method here
        self,
        order_number: int,
        order_key: bytes,
        quantity: int,
        uri_prefix: str,
        start: int,
        stop: int,
    ) -> Iterator[bytes]:
        """Bytes `start` to `stop` (exclusive) of an order's CSV file, header included.

        For HTTP Range (RFC 9110 §14): the file is computed, so any offset costs the same.
        `csv_size` is its whole length.
        """
        size = csv_size(quantity, uri_prefix)
        if not 0 <= start <= stop <= size:
            raise InvalidParameter("range", f"{start}…{stop} is outside 0…{size}")
        header, width = bulk.header(uri_prefix), bulk.line_width(uri_prefix)
        first = max(0, start - len(header)) // width
        last = min(quantity, max(0, -(-(stop - len(header)) // width)))
        rows = self.lines(order_number, order_key, first, max(first, last), uri_prefix=uri_prefix)
        offset = len(header) + first * width if start >= len(header) else 0
        return bulk.cut(header if offset == 0 else b"", rows, start - offset, stop - start)

    def part_digest(
        self,
        order_number: int,
        order_key: bytes,
        first: int,
        last_exclusive: int,
        uri_prefix: str = "",
    ) -> str:
        """SHA-256 in hex of the lines of an index range: what a printer's file is checked by."""
        digest = hashlib.sha256()
        for piece in self.lines(
            order_number, order_key, first, last_exclusive, uri_prefix=uri_prefix
        ):
            digest.update(piece)
        return digest.hexdigest()

    def _seal(self, payload: int) -> int:
        encrypt = encryptor(PERMUTATION, self._permutation_key).update
        left, right = payload >> HALF_BITS, payload & HALF_MASK
        for head in _HEADS:
            (word,) = _first_word(encrypt(_round_block(head, right)))
            left, right = right, left ^ word >> 2
        return left << HALF_BITS | right

    def _open(self, sealed: int) -> int:
        encrypt = encryptor(PERMUTATION, self._permutation_key).update
        left, right = sealed >> HALF_BITS, sealed & HALF_MASK
        for head in _HEADS_BACK:
            (word,) = _first_word(encrypt(_round_block(head, left)))
            left, right = right ^ word >> 2, left
        return left << HALF_BITS | right

    def _tag(self, sealed: int, order_key: bytes) -> bytes:
        block = _tag_block(self._town_tag, sealed)
        return encryptor(self._cipher, order_key).update(block)[:_TAG_BYTES]


def csv_size(quantity: int, uri_prefix: str = "") -> int:
    """Bytes of an order's CSV file, header included."""
    if not 0 <= quantity <= MAX_QUANTITY:
        raise InvalidParameter("quantity", f"an order holds at most {MAX_QUANTITY} codes")
    return len(bulk.header(uri_prefix)) + quantity * bulk.line_width(uri_prefix)


def _check_order(order_number: int, order_key: bytes) -> None:
    if not 1 <= order_number <= MAX_ORDER:
        raise InvalidParameter("order", f"order number {order_number} is outside 1…{MAX_ORDER}")
    check_key(order_key)
