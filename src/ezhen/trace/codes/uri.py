"""Addresses of an item, and reading whatever a consumer types or a scanner gives.

GS1 Digital Link URI Syntax 1.x (uncompressed), GS1 General Specifications §7.8 (element strings,
symbology identifiers `]C1` GS1-128, `]d2` GS1 DataMatrix, `]Q3` GS1 QR, `]e0` DataBar).
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, unquote, urlsplit

from biip import ParseError
from biip.gs1_messages import GS1Message
from stdnum import ean
from stdnum.exceptions import ValidationError

from ezhen.trace.codes.errors import InvalidParameter, MalformedSerial, UnreadableCode
from ezhen.trace.codes.serial import compact, decode, normalise

MAX_TEXT = 2_000
GTIN_LENGTH = 14
# GS1 character set 82, as AI (10) allows it, up to 20 characters
_LOT = re.compile(r"[!-\"%-?A-Z_a-z]{1,20}")
_HOST = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
_GROUP_SEPARATOR = "\x1d"
_SYMBOLOGY = re.compile(r"\][A-Za-z]\d")
_GS1_SYMBOLOGIES = {"]C1", "]d2", "]Q3", "]e0"}
_RAW_ELEMENTS = re.compile(r"01\d{14}(\d\d|$)", re.ASCII)
_URL = re.compile(r"https?://", re.IGNORECASE)
_HOST_AND_PATH = re.compile(r"([\w-]+(\.[\w-]+)+(:\d+)?|localhost(:\d+)?)?/", re.IGNORECASE)
# what may stand behind a GTIN in the path: variant, lot, serial; or a serial of a third party
_QUALIFIERS = ("01", "22", "10", "21", "235")
_GTIN = re.compile(r"\d{8}|\d{12,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScanTarget:
    """What a scan names; empty where it does not say. Proves nothing by itself.

    `serial` is canonical (20 characters), `gtin` has 14 digits with a right check digit.
    """

    serial: str = ""
    gtin: str = ""
    lot: str = ""


def digital_link(host_url: str, gtin: str, serial: str, lot: str = "") -> str:
    """`https://host/01/{gtin14}/10/{lot}/21/{serial}`; without a lot no `/10/` part.

    Without the serial at its end it is the `uri_prefix` of a whole order. Raises InvalidParameter
    (`host`, `gtin`, `lot`) and MalformedSerial.
    """
    decode(serial)
    return digital_link_prefix(host_url, gtin, lot) + serial


def digital_link_prefix(host_url: str, gtin: str, lot: str = "") -> str:
    """The part of a Digital Link that the items of an order share; the serial follows."""
    try:
        gtin14 = _checked_gtin(gtin)
    except UnreadableCode:
        raise InvalidParameter("gtin", f"{gtin!r} is not a GTIN") from None
    # "." and ".." would be taken for path steps by browsers, percent-encoded or not
    if lot and (not _LOT.fullmatch(lot) or lot in {".", ".."}):
        raise InvalidParameter("lot", f"{lot!r} does not fit GS1 AI (10)")
    batch = f"/10/{quote(lot, safe='')}" if lot else ""
    return f"{_checked_host(host_url)}/01/{gtin14}{batch}/21/"


def short_link(host_url: str, serial: str) -> str:
    """`https://host/c/{serial}`, for small labels. Raises InvalidParameter, MalformedSerial."""
    decode(serial)
    return short_link_prefix(host_url) + serial


def short_link_prefix(host_url: str) -> str:
    """The part of a short link that all items share; the serial follows."""
    return f"{_checked_host(host_url)}/c/"


def parse_scan(text: str) -> ScanTarget:
    """The item, lot or product that a typed or scanned text names.

    Reads a Digital Link or short link of any host, a GS1 element string (with brackets or raw,
    with or without symbology identifier), a GTIN, or a bare serial in any spacing. Full-width
    characters of Chinese keyboards are understood. Raises UnreadableCode, nothing else.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT]).strip()
    if not text:
        raise UnreadableCode("empty")
    try:
        target = _read(text)
    except MalformedSerial as error:
        raise UnreadableCode(error.code, error.detail) from error
    return target


def _read(text: str) -> ScanTarget:
    symbology = _SYMBOLOGY.match(text)
    body = text[symbology.end() :].lstrip() if symbology else text
    if _URL.match(body):
        return _read_url(body)
    if _is_elements(body) or (symbology and symbology.group() in _GS1_SYMBOLOGIES):
        return _read_elements(body)
    if _HOST_AND_PATH.match(body):
        return _read_url("https://" + body)
    if _GTIN.fullmatch(compact(body)):
        return ScanTarget(gtin=_checked_gtin(compact(body)))
    return ScanTarget(serial=normalise(body))


def _is_elements(body: str) -> bool:
    # all of 01 + 14 digits by chance: once in 10^10 serials, and the check digit on top
    return (
        body.startswith("(")
        or _GROUP_SEPARATOR in body
        or bool(_RAW_ELEMENTS.match(body) and ean.is_valid(body[2:16]))
    )


def _read_elements(body: str) -> ScanTarget:
    parse = GS1Message.parse_hri if body.startswith("(") else GS1Message.parse
    try:
        message = parse(body)
    except ParseError:
        raise UnreadableCode("element") from None
    return _target({item.ai.ai: item.value for item in message.element_strings}, "element")


def _read_url(url: str) -> ScanTarget:
    try:
        path = urlsplit(url).path
    except ValueError:
        raise UnreadableCode("url") from None
    parts = [unquote(part) for part in path.split("/") if part]
    # whoever serves the link may put it under a folder
    for start, (key, value) in enumerate(pairwise(parts)):
        if key == "01" and _GTIN.fullmatch(value):
            return _target(_qualified(parts[start:]), "url")
        # an address in capitals makes a smaller QR code
        if key in {"c", "C"} and start == len(parts) - 2:
            return ScanTarget(serial=normalise(value))
    raise UnreadableCode("url")


def _qualified(parts: list[str]) -> dict[str, str]:
    """Values by identifier: 01 and its qualifiers in GS1's order, each with a value."""
    order = iter(_QUALIFIERS)
    if len(parts) % 2 or not all(key in order for key in parts[::2]):
        raise UnreadableCode("url")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _target(values: dict[str, str], refusal: str) -> ScanTarget:
    """From values by application identifier: 01 GTIN, 10 lot, 21 serial."""
    gtin, lot, serial = (values.get(key, "") for key in ("01", "10", "21"))
    if not (gtin or serial) or (lot and not _LOT.fullmatch(lot)):
        raise UnreadableCode(refusal)
    return ScanTarget(
        serial=normalise(serial) if serial else "",
        gtin=_checked_gtin(gtin) if gtin else "",
        lot=lot,
    )


def _checked_gtin(gtin: str) -> str:
    try:
        return ean.validate(gtin).zfill(GTIN_LENGTH)
    except ValidationError:
        raise UnreadableCode("gtin") from None


def _checked_host(host_url: str) -> str:
    if not _HOST.fullmatch(host_url):
        raise InvalidParameter("host", f"{host_url!r} is not the address of a site")
    return host_url.rstrip("/")
