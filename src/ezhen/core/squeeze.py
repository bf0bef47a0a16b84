"""A compressed page out of parts that were compressed before.

A deflate block that ends in a full flush refers to nothing outside of it (RFC 1951 §3.2, zlib's
Z_FULL_FLUSH), so blocks may stand in any order in one gzip member (RFC 1952). Compressing a whole
page costs several times what everything else about a look-up does.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_LAST_BLOCK = b"\x03\0"
# a window of 4 kB and little memory: setting up zlib's own 32 kB takes longer than a short text
_WINDOW, _MEMORY = -12, 5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page: as it is, and as a deflate block that may stand between others."""

    plain: bytes
    block: bytes


def short_part(text: str) -> Part:
    """A piece that is used once: compressed quickly."""
    return _part(text.encode(), zlib.compressobj(6, zlib.DEFLATED, _WINDOW, _MEMORY))


def kept_part(text: str) -> Part:
    """A piece that is used often: compressed well."""
    return _part(text.encode(), zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS))


def gzip_of(parts: Iterable[Part]) -> bytes:
    """One gzip member of all parts, in order."""
    check = size = 0
    out = [_HEAD]
    for part in parts:
        check = zlib.crc32(part.plain, check)
        size += len(part.plain)
        out.append(part.block)
    return b"".join([*out, _LAST_BLOCK, struct.pack("<LL", check, size & 0xFFFFFFFF)])


def _part(plain: bytes, deflate: "zlib._Compress") -> Part:
    return Part(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))
