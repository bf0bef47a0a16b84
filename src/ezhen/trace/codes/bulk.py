"""Serials by the hundred thousand: the scheme's arithmetic on whole columns with numpy.

Each Feistel round and the tag are one pass of the cipher over a buffer of blocks. `scheme.py`
computes the same one by one; a test keeps the two equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ezhen.trace.codes.cipher import (
    BLOCK_SIZE,
    HALF_BITS,
    HALF_MASK,
    PERMUTATION,
    encryptor,
    round_heads,
)
from ezhen.trace.codes.errors import InvalidParameter
from ezhen.trace.codes.serial import ALPHABET, LENGTH, TAG_BITS

# the blocks of a piece (256 kB) stay in the processor's second-level cache
CHUNK = 16_384
WORDS = BLOCK_SIZE // 4
END = b"\r\n"
# characters two at a time: ten bits pick a pair, held in memory order
_PAIRS = np.frombuffer(
    "".join(high + low for high in ALPHABET for low in ALPHABET).encode(), dtype=np.uint16
)
_ROUND_WORDS = tuple(np.frombuffer(head, dtype=">u4") for head in round_heads())


def header(uri_prefix: str) -> bytes:
    """The first line of an order's CSV file."""
    return b"serial,uri\r\n" if uri_prefix else b"serial\r\n"


def line_width(uri_prefix: str) -> int:
    """Bytes of each line, its end included."""
    uri = 1 + len(checked_prefix(uri_prefix)) + LENGTH if uri_prefix else 0
    return LENGTH + uri + len(END)


def checked_prefix(uri_prefix: str) -> bytes:
    """The prefix as bytes. Raises InvalidParameter (`prefix`) where CSV would need quoting."""
    if not uri_prefix.isascii() or not uri_prefix.isprintable() or set(uri_prefix) & set(' ",'):
        raise InvalidParameter("prefix", 'a URI prefix is printable ASCII without space , or "')
    return uri_prefix.encode()


def cut(head: bytes, pieces: Iterator[bytes], skip: int, length: int) -> Iterator[bytes]:
    """`length` bytes of head + pieces, after the first `skip`."""
    for piece in _chain(head, pieces):
        if length <= 0:
            return
        wanted = piece[skip : skip + length]
        skip = max(0, skip - len(piece))
        length -= len(wanted)
        if wanted:
            yield wanted


def _chain(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


@dataclass(frozen=True, slots=True)
class Source:
    """One order's codes. `base` is the payload of index 0."""

    cipher: str
    permutation_key: bytes = field(repr=False)
    order_key: bytes = field(repr=False)
    town_tag: bytes
    base: int

    def lines(self, first: int, last_exclusive: int, prefix: bytes) -> Iterator[bytes]:
        """CSV lines in pieces of at most CHUNK."""
        page = self._blank_page(min(CHUNK, last_exclusive - first), prefix)
        for start in range(first, last_exclusive, CHUNK):
            rows = page[: min(CHUNK, last_exclusive - start)]
            serials = self.serials(start, start + len(rows))
            rows[:, :LENGTH] = serials
            if prefix:
                rows[:, -LENGTH - len(END) : -len(END)] = serials
            yield rows.tobytes()

    def serials(self, first: int, last_exclusive: int) -> NDArray[np.uint8]:
        """Characters of the serials, shape (n, 20)."""
        sealed = self.sealed(first, last_exclusive)
        tags = self._tags(sealed)
        pairs = np.empty((len(sealed), LENGTH // 2), dtype=np.uint16)
        for column, shift in enumerate(range(HALF_BITS * 2 - 10, -1, -10)):
            pairs[:, column] = _pick(sealed, shift)
        for column, shift in enumerate(range(TAG_BITS - 10, -1, -10), HALF_BITS * 2 // 10):
            pairs[:, column] = _pick(tags, shift)
        return pairs.view(np.uint8)

    def sealed(self, first: int, last_exclusive: int) -> NDArray[np.uint64]:
        """Permuted payloads, 60 bits each, shape (n,)."""
        payload = np.arange(self.base + first, self.base + last_exclusive, dtype=np.uint64)
        left = (payload >> np.uint64(HALF_BITS)).astype(np.uint32)
        right = (payload & np.uint64(HALF_MASK)).astype(np.uint32)
        blocks, output = _buffers(len(payload))
        encrypt = encryptor(PERMUTATION, self.permutation_key).update_into
        for words in _ROUND_WORDS:
            blocks[:, : len(words)] = words
            blocks[:, len(words)] = right
            encrypt(blocks.view(np.uint8), output)  # type: ignore[arg-type]  # arrays are buffers
            left, right = right, left ^ (_column(output, 0) >> np.uint32(2))
        return left.astype(np.uint64) << np.uint64(HALF_BITS) | right

    def _tags(self, sealed: NDArray[np.uint64]) -> NDArray[np.uint64]:
        blocks, output = _buffers(len(sealed))
        blocks[:, :2] = np.frombuffer(self.town_tag, dtype=">u4")
        blocks.view(">u8")[:, 1] = sealed
        encrypt = encryptor(self.cipher, self.order_key).update_into
        encrypt(blocks.view(np.uint8), output)  # type: ignore[arg-type]  # arrays are buffers
        first = _column(output, 0).astype(np.uint64)
        second = _column(output, 1) >> np.uint32(64 - TAG_BITS)
        return first << np.uint64(TAG_BITS - 32) | second

    def _blank_page(self, rows: int, prefix: bytes) -> NDArray[np.uint8]:
        blank = bytes(LENGTH)
        line = blank + b"," + prefix + blank + END if prefix else blank + END
        return np.tile(np.frombuffer(line, dtype=np.uint8), (rows, 1))


def _buffers(rows: int) -> tuple[NDArray[np.uint32], bytearray]:
    """Blocks to fill, and room for the result (the cipher asks for one block less a byte more)."""
    return np.empty((rows, WORDS), dtype=">u4"), bytearray((rows + 1) * BLOCK_SIZE - 1)


def _column(output: bytearray, word: int) -> NDArray[np.uint32]:
    """One 32-bit word of each result block, as native integers."""
    rows = len(output) // BLOCK_SIZE
    table = np.frombuffer(output, dtype=">u4", count=rows * WORDS).reshape(rows, WORDS)
    return table[:, word].astype(np.uint32)


def _pick(values: NDArray[np.uint64], shift: int) -> NDArray[np.uint16]:
    return _PAIRS[(values >> np.uint64(shift) & np.uint64(0x3FF)).astype(np.intp)]
