"""The CBV event hash: the same event has the same name wherever it is kept (CBV 2.0 §8.9).

A pre-hash text names the fields in a fixed order with times in UTC, numbers without trailing
zeros and vocabulary as web addresses; lists are sorted. The name is its SHA-256. It proves that
nothing was changed, not who wrote it. `recordTime`, `eventID` and `errorDeclaration` do not count.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ezhen.trace.epcis.keys import canonical_uri

CBV = "https://ref.gs1.org/cbv/"
GS1 = "https://gs1.org/voc/"
COMPACT = {"cbv": CBV, "gs1": GS1}
IGNORED = {"recordTime", "eventID", "errorDeclaration", "@context", "isA", "eventType"}
VOCABULARY = {
    "bizStep": "BizStep-",
    "disposition": "Disp-",
    "set": "Disp-",
    "unset": "Disp-",
    "bizTransactionType": "BTT-",
    "sourceDestinationType": "SDT-",
    "component": "Comp-",
}
_EPCS = [("epc", None)]
_QUANTITIES = [("quantityElement", ["epcClass", "quantity", "uom"])]
_METADATA = ["time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData"]
_METADATA += ["dataProcessingMethod", "bizRules"]
_REPORT = ["type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod"]
_REPORT += ["time", "microorganism", "chemicalSubstance", "value", "component", "stringValue"]
_REPORT += ["booleanValue", "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue"]
_REPORT += ["sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem"]
ORDER = [
    "eventTime",
    "eventTimeZoneOffset",
    "certificationInfo",
    "epcList",
    "parentID",
    "childEPCs",
    "quantityList",
    "childQuantityList",
    "inputEPCList",
    "inputQuantityList",
    "outputEPCList",
    "outputQuantityList",
    "action",
    "transformationID",
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "bizTransactionList",
    "destinationList",
    "sourceList",
    "sensorElementList",
    "ilmd",
]
TIMES = {"eventTime", "time", "startTime", "endTime", "declarationTime"}
NUMBERS = {"quantity", "value", "minValue", "maxValue", "meanValue", "sDev", "percRank"}
NUMBERS |= {"percValue"}
Event = dict[str, Any]


def with_identity(event: Event) -> Event:
    """A copy with `eventID`: `ni:///sha-256;…?ver=CBV2.0`."""
    return event | {"eventID": event_hash(event)}


def event_hash(event: Event, context: dict[str, str] | None = None) -> str:
    """The event's name. `context`: prefixes of extensions, as in the document's @context."""
    digest = hashlib.sha256(prehash(event, context).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash(event: Event, context: dict[str, str] | None = None) -> str:
    """The text whose SHA-256 is the name."""
    prefixes = context or {}
    text = f"eventType={event['type']}"
    text += "".join(_field(name, event[name], prefixes) for name in ORDER if name in event)
    known = {*ORDER, *IGNORED, "type"}
    extra = {name: value for name, value in event.items() if name not in known}
    return text + _extensions(extra, prefixes)


def _field(name: str, value: Any, prefixes: dict[str, str]) -> str:
    if name in {"epcList", "childEPCs", "inputEPCList", "outputEPCList"}:
        return name + "".join(sorted(f"epc={canonical_uri(epc)}" for epc in value)) if value else ""
    if name in STRUCTURES:
        return STRUCTURES[name](name, value, prefixes)
    return f"{name}={_value(name, value)}"


def _quantities(name: str, rows: Iterable[Event], prefixes: dict[str, str]) -> str:
    return name + "".join(
        sorted("quantityElement" + _flat(row, ("epcClass", "quantity", "uom")) for row in rows)
    )


def _identified(name: str, value: Event, prefixes: dict[str, str]) -> str:
    extra = {key: inner for key, inner in value.items() if key != "id"}
    return f"{name}id={canonical_uri(value['id'])}{_extensions(extra, prefixes)}"


def _typed(name: str, rows: Iterable[Event], prefixes: dict[str, str]) -> str:
    inner = name.removesuffix("List")
    kind = "bizTransactionType" if inner == "bizTransaction" else "sourceDestinationType"
    texts = []
    for row in rows:
        text = f"type={_value(kind, row['type'])}" if "type" in row else ""
        texts.append(f"{text}{inner}={canonical_uri(row[inner])}")
    return name + "".join(sorted(texts))


def _persistent(name: str, value: Event, prefixes: dict[str, str]) -> str:
    texts = [
        f"{key}={_value(key, word)}"
        for key in ("set", "unset")
        for word in sorted(value.get(key, []))
    ]
    return name + "".join(texts)


def _sensors(name: str, elements: Iterable[Event], prefixes: dict[str, str]) -> str:
    return name + "".join(sorted(_sensor(element, prefixes) for element in elements))


def _sensor(element: Event, prefixes: dict[str, str]) -> str:
    text = "sensorElement"
    if metadata := element.get("sensorMetadata"):
        text += "sensorMetadata" + _flat(metadata, _METADATA, prefixes)
    reports = element.get("sensorReport", [])
    text += "".join(sorted("sensorReport" + _flat(report, _REPORT, prefixes) for report in reports))
    extra = {k: v for k, v in element.items() if k not in {"sensorMetadata", "sensorReport"}}
    return text + _extensions(extra, prefixes)


def _instance(name: str, value: Event, prefixes: dict[str, str]) -> str:
    return name + _extensions(value, prefixes)


def _certified(name: str, value: Any, prefixes: dict[str, str]) -> str:
    values = value if isinstance(value, list) else [value]
    return "".join(sorted(f"{name}={canonical_uri(uri)}" for uri in values))


STRUCTURES: dict[str, Callable[[str, Any, dict[str, str]], str]] = {
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputQuantityList": _quantities,
    "readPoint": _identified,
    "bizLocation": _identified,
    "bizTransactionList": _typed,
    "sourceList": _typed,
    "destinationList": _typed,
    "persistentDisposition": _persistent,
    "sensorElementList": _sensors,
    "ilmd": _instance,
    "certificationInfo": _certified,
}


def _flat(row: Event, order: Iterable[str], prefixes: dict[str, str] | None = None) -> str:
    known = list(order)
    text = "".join(f"{name}={_value(name, row[name])}" for name in known if name in row)
    extra = {name: value for name, value in row.items() if name not in known}
    return text + _extensions(extra, prefixes or {})


def _value(name: str, value: Any) -> str:
    if name in TIMES:
        return _utc(str(value))
    if name in NUMBERS or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return _number(value)
    if isinstance(value, bool):
        return str(value).lower()
    if name in VOCABULARY and _is_word(value):
        return f"{CBV}{VOCABULARY[name]}{value}"
    if name in {"type", "exception"} and _is_word(value):
        return GS1 + value
    return _written_out(str(value))


def _written_out(text: str) -> str:
    """A compact name of the two vocabularies as a web address; a GS1 key in its one spelling."""
    prefix, colon, local = text.partition(":")
    if colon and prefix in COMPACT:
        return COMPACT[prefix] + local
    return canonical_uri(text)


def _is_word(value: str) -> bool:
    return ":" not in value and "/" not in value


def _utc(text: str) -> str:
    """Milliseconds, rounded half up on the fourth digit: datetime would cut at microseconds."""
    moment, fraction = text, Decimal(0)
    if "." in text:
        head, tail = text.split(".", 1)
        digits = "".join(character for character in tail[: _digits(tail)])
        fraction = Decimal(f"0.{digits}").quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
        moment = head + tail[_digits(tail) :]
    at = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
    at += dt.timedelta(milliseconds=int(fraction * 1000))
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _digits(text: str) -> int:
    return next((index for index, char in enumerate(text) if not char.isdigit()), len(text))


def _number(value: Any) -> str:
    text = f"{Decimal(str(value)).normalize():f}"
    return "0" if text == "-0" else text


def _extensions(fields: Event, prefixes: dict[str, str]) -> str:
    """`{namespace}name=value`, nested, each level sorted by the text it makes."""
    texts: list[str] = []
    for name, value in fields.items():
        full = _expanded(name, prefixes)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                texts.append(full + _extensions(one, prefixes))
            else:
                texts.append(f"{full}={_value('', one)}")
    return "".join(sorted(texts))


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return f"{{{prefixes[prefix]}}}{local}"
    return name
