"""Addresses in codes, and what a consumer or a scanner hands over.

GS1 Digital Link: https://host/01/{gtin}/10/{lot}/21/{serial}; short form: https://host/c/{serial}.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from biip import ParseError
from biip.gs1_messages import GS1Message
from stdnum import ean

from ezhen.trace.codes.errors import MalformedSerial, UnreadableCode
from ezhen.trace.codes.serial import normalise

GTIN_LENGTHS = {8, 12, 13, 14}
LENGTH_OF_01 = 20  # shorter strings of digits are read as a serial
_SYMBOLOGY = re.compile(r"^\][A-Za-z]\d")
_AIS = {"01": "gtin", "10": "lot", "21": "serial"}


@dataclass(frozen=True)
class ScanTarget:
    """What a code names; empty text where it does not say. `gtin` has 14 digits."""

    serial: str = ""
    gtin: str = ""
    lot: str = ""


def digital_link(host: str, *, gtin: str, serial: str = "", lot: str = "") -> str:
    """The GS1 Digital Link of an item or lot; qualifiers in the fixed order 10, 21."""
    parts = [host.rstrip("/"), "01", gtin.zfill(14)]
    parts += ["10", quote(lot, safe="")] if lot else []
    parts += ["21", quote(serial, safe="")] if serial else []
    return "/".join(parts)


def short_link(host: str, serial: str = "") -> str:
    """The short address of a code."""
    return f"{host.rstrip('/')}/c/{serial}"


def parse_scan(text: str) -> ScanTarget:
    """Read an address, a serial, a GS1 element string, or a barcode number.

    Raises UnreadableCode with code `empty`, `address`, `barcode`, or that of MalformedSerial.
    """
    text = text.strip()
    if not text:
        raise UnreadableCode("empty")
    if re.match(r"^https?://", text, re.IGNORECASE):
        return _from_address(text)
    body = _SYMBOLOGY.sub("", text)
    if body.startswith("(") or "\x1d" in body or body != text:
        return _from_elements(body)
    digits = re.sub(r"[\s-]", "", body)
    if digits.isdigit() and len(digits) in GTIN_LENGTHS:
        return ScanTarget(gtin=_checked_gtin(digits))
    if digits.isdigit() and digits.startswith("01") and len(digits) > LENGTH_OF_01:
        return _from_elements(digits)
    try:
        return ScanTarget(serial=normalise(body))
    except MalformedSerial as error:
        raise UnreadableCode(error.code) from error


def _from_address(text: str) -> ScanTarget:
    segments = [unquote(part) for part in urlsplit(text).path.split("/") if part]
    pairs: dict[str, str] = {}
    for start in range(len(segments)):
        if segments[start] == "01":
            rest = segments[start:]
            pairs = dict(zip(rest[::2], rest[1::2], strict=False))
            break
        if segments[start] == "c" and start + 1 < len(segments):
            return _target({"21": segments[start + 1]})
    return _target({key: value for key, value in pairs.items() if key in _AIS})


def _from_elements(body: str) -> ScanTarget:
    try:
        if body.startswith("("):
            message = GS1Message.parse_hri(body)
        else:
            message = GS1Message.parse(body.lstrip("\x1d"))
    except ParseError as error:
        raise UnreadableCode("barcode") from error
    return _target({e.ai.ai: e.value for e in message.element_strings if e.ai.ai in _AIS})


def _target(values: dict[str, str]) -> ScanTarget:
    if not values:
        raise UnreadableCode("address")
    try:
        serial = normalise(values["21"]) if values.get("21") else ""
    except MalformedSerial as error:
        raise UnreadableCode(error.code) from error
    gtin = _checked_gtin(values["01"]) if values.get("01") else ""
    return ScanTarget(serial=serial, gtin=gtin, lot=values.get("10", ""))


def _checked_gtin(digits: str) -> str:
    if not ean.is_valid(digits):
        raise UnreadableCode("barcode")
    return digits.zfill(14)
