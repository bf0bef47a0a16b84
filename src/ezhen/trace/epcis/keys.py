"""GS1 keys in one spelling: canonical Digital Link on id.gs1.org (EPC TDS 2.0 §7, §8).

The hash of an event must not depend on whether a partner writes a lot as an EPC URN or as a web
address of its own resolver.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from stdnum import ean

CANONICAL = "https://id.gs1.org"
_URN = re.compile(r"urn:epc:(?:id|class|idpat):(?P<scheme>\w+):(?P<body>.+)")
_LINK = re.compile(
    r"/(?P<path>(?:01|8006)/\d{8,18}.*|(?:00|414|417|253|255|401|402|8003|8004|8010|8017|8018)/.+)$"
)
GTIN_LENGTH = 14


def canonical_uri(text: str) -> str:
    """The one spelling of a GS1 key; anything else as it is."""
    if found := _URN.fullmatch(text):
        return _from_urn(found["scheme"], found["body"]) or text
    if text.startswith(("http://", "https://")) and not text.startswith("https://ref.gs1.org"):
        return _from_link(text)
    return text


def _from_urn(scheme: str, body: str) -> str:
    parts = body.removesuffix(".*").split(".")
    maker = _MAKERS.get(scheme)
    try:
        return f"{CANONICAL}{maker(*parts)}" if maker else ""
    except TypeError:  # too few or too many parts: not a key of this scheme
        return ""


def _checked(digits: str) -> str:
    return digits + str(ean.calc_check_digit(digits))


def _gtin(company: str, item: str) -> str:
    return _checked(item[0] + company + item[1:])


def _sgtin(company: str, item: str, serial: str = "") -> str:
    return f"/01/{_gtin(company, item)}" + (f"/21/{serial}" if serial else "")


def _lgtin(company: str, item: str, lot: str = "") -> str:
    return f"/01/{_gtin(company, item)}/10/{lot}"


def _sscc(company: str, serial: str) -> str:
    return f"/00/{_checked(serial[0] + company + serial[1:])}"


def _sgln(company: str, location: str, extension: str = "0") -> str:
    path = f"/414/{_checked(company + location)}"
    return path if extension == "0" else f"{path}/254/{extension}"


def _pgln(company: str, party: str) -> str:
    return f"/417/{_checked(company + party)}"


def _gdti(company: str, kind: str, serial: str = "") -> str:
    return f"/253/{_checked(company + kind)}{serial}"


def _grai(company: str, kind: str, serial: str = "") -> str:
    return f"/8003/0{_checked(company + kind)}{serial}"


def _giai(company: str, *serial: str) -> str:
    return f"/8004/{company}{'.'.join(serial)}"


def _cpi(company: str, part: str, serial: str = "") -> str:
    return f"/8010/{company}{part}" + (f"/8011/{serial}" if serial else "")


def _itip(company: str, item: str, piece: str, total: str, serial: str = "") -> str:
    path = f"/8006/{_gtin(company, item)}{piece}{total}"
    return path + (f"/21/{serial}" if serial else "")


_MAKERS: dict[str, Callable[..., str]] = {
    "sgtin": _sgtin,
    "lgtin": _lgtin,
    "sscc": _sscc,
    "sgln": _sgln,
    "pgln": _pgln,
    "gdti": _gdti,
    "grai": _grai,
    "giai": _giai,
    "gsrn": lambda company, ref: f"/8018/{_checked(company + ref)}",
    "gsrnp": lambda company, ref: f"/8017/{_checked(company + ref)}",
    "cpi": _cpi,
    "itip": _itip,
    "upui": lambda company, item, tpx: f"/01/{_gtin(company, item)}/235/{tpx}",
    "sgcn": lambda company, coupon, serial="": f"/255/{_checked(company + coupon)}{serial}",
    "ginc": lambda company, ref: f"/401/{company}{ref}",
    "gsin": lambda company, ref: f"/402/{_checked(company + ref)}",
}


def _from_link(text: str) -> str:
    parts = urlsplit(text)
    found = _LINK.search(parts.path)
    if not found:
        return text
    segments = found["path"].split("/")
    if segments[0] == "01":
        segments[1] = segments[1].zfill(GTIN_LENGTH)
    return f"{CANONICAL}/{'/'.join(segments)}"
