"""Identifiers: `id` inside, `uuid` outside, a business code for people."""

import secrets
import time
import uuid
from collections.abc import Iterable


def new_uuid() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): time-ordered, so indexes stay compact; made by the app."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (secrets.randbits(12) << 64)
    value |= (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=value)


def uuids_among(texts: Iterable[str]) -> list[str]:
    """Those of some texts that are UUIDs: a database refuses to compare others with one."""
    return [text for text in texts if _is_uuid(text)]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
