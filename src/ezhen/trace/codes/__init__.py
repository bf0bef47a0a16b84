"""Item codes: made, printed, read and verified without a row each. Pure: no Django, no database.

`Scheme` makes and verifies serials, `normalise` reads what people type, `parse_scan` whatever a
scanner or a keyboard gives.
"""

from ezhen.trace.codes.errors import CodeError, InvalidParameter, MalformedSerial, UnreadableCode
from ezhen.trace.codes.scheme import MAX_ORDER, MAX_QUANTITY, Location, Scheme, csv_size
from ezhen.trace.codes.serial import (
    ALPHABET,
    LENGTH,
    check_character,
    corrections,
    normalise,
    readable,
)
from ezhen.trace.codes.uri import (
    ScanTarget,
    digital_link,
    digital_link_prefix,
    parse_scan,
    short_link,
    short_link_prefix,
)

__all__ = [
    "ALPHABET",
    "LENGTH",
    "MAX_ORDER",
    "MAX_QUANTITY",
    "CodeError",
    "InvalidParameter",
    "Location",
    "MalformedSerial",
    "ScanTarget",
    "Scheme",
    "UnreadableCode",
    "check_character",
    "corrections",
    "csv_size",
    "digital_link",
    "digital_link_prefix",
    "normalise",
    "parse_scan",
    "readable",
    "short_link",
    "short_link_prefix",
]
