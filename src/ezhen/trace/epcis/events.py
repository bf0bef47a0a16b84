"""Building events: EPCIS 2.0 (GS1, 2022) §7.4, CBV 2.0 vocabulary as bare words."""

import datetime as dt
import uuid as uuids
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
LOCAL = ZoneInfo("Asia/Shanghai")
# UN/CEFACT Recommendation 20; counted units have no uom in EPCIS
UNIT_CODES = {"kg": "KGM", "g": "GRM", "metre": "MTR"}
SENSOR_TYPES = {"temperature": ("Temperature", "CEL"), "humidity": ("RelativeHumidity", "A93")}
GTIN_LENGTH = 14
Event = dict[str, Any]


@dataclass(frozen=True)
class LotQuantity:
    """So much of a lot: its class URI, the amount, and a unit of `products.enums.Unit`."""

    epc_class: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class Place:
    """Where it was read, and where the goods are afterwards; URIs."""

    read_point: str
    biz_location: str


@dataclass(frozen=True)
class SensorReading:
    """One value: °C for `temperature`, % relative for `humidity`."""

    at: dt.datetime
    kind: str
    value: Decimal


def lot_class(*, gtin: str, lot: str, host: str, uuid: str) -> str:
    """Class-level identifier of a lot: GS1 Digital Link with a GTIN, else a URI of the town's."""
    if not gtin:
        return f"{host}/lot/{uuid}"
    return f"{host}/01/{gtin.zfill(GTIN_LENGTH)}/10/{quote(lot, safe='')}"


def party_uri(host: str, uuid: str) -> str:
    """An organisation."""
    return f"{host}/party/{uuid}"


def place_uri(host: str, uuid: str) -> str:
    """A site, or an organisation's seat."""
    return f"{host}/place/{uuid}"


def object_event(
    *,
    step: str,
    disposition: str,
    action: str,
    at: dt.datetime,
    lots: Sequence[LotQuantity],
    place: Place,
    transactions: Sequence[tuple[str, str]] = (),
    source: str = "",
    destination: str = "",
    ilmd: dict[str, Any] | None = None,
    sensors: Sequence[SensorReading] = (),
    persistent: Sequence[str] = (),
) -> Event:
    """What happened to lots: EPCIS §7.4.2. `step`, `disposition`, `persistent`: CBV words."""
    event = _begin("ObjectEvent", at)
    event["action"] = action
    event["quantityList"] = [_quantity(lot) for lot in lots]
    _add_context(event, step=step, disposition=disposition, place=place)
    if persistent:
        event["persistentDisposition"] = {"set": list(persistent)}
    if transactions:
        event["bizTransactionList"] = [
            {"type": kind, "bizTransaction": uri} for kind, uri in transactions
        ]
    if source:
        event["sourceList"] = [{"type": "owning_party", "source": source}]
    if destination:
        event["destinationList"] = [{"type": "owning_party", "destination": destination}]
    _add_observations(event, ilmd, sensors)
    return event


def transformation_event(
    *,
    at: dt.datetime,
    inputs: Sequence[LotQuantity],
    outputs: Sequence[LotQuantity],
    place: Place,
    transformation_id: str,
    step: str,
    ilmd: dict[str, Any] | None = None,
    sensors: Sequence[SensorReading] = (),
) -> Event:
    """Inputs became outputs: EPCIS §7.4.6."""
    event = _begin("TransformationEvent", at)
    event["inputQuantityList"] = [_quantity(lot) for lot in inputs]
    event["outputQuantityList"] = [_quantity(lot) for lot in outputs]
    event["transformationID"] = transformation_id
    _add_context(event, step=step, disposition="active", place=place)
    _add_observations(event, ilmd, sensors)
    return event


def correction(
    event: Event, *, reason: str, corrective_ids: Sequence[str], at: dt.datetime
) -> Event:
    """The same event declared to be in error (EPCIS §7.4.1.2): nothing is ever taken away."""
    declaration: dict[str, Any] = {"declarationTime": _time(at), "reason": reason}
    if corrective_ids:
        declaration["correctiveEventIDs"] = list(corrective_ids)
    return event | {"errorDeclaration": declaration}


def document(events: Sequence[Event], *, created_at: dt.datetime) -> dict[str, Any]:
    """An EPCISDocument of events."""
    return {
        "@context": [CONTEXT],
        "id": f"urn:uuid:{uuids.uuid4()}",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _time(created_at),
        "epcisBody": {"eventList": list(events)},
    }


def _begin(kind: str, at: dt.datetime) -> Event:
    offset = at.astimezone(LOCAL).strftime("%z")
    return {
        "type": kind,
        "eventTime": _time(at),
        "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:]}",
    }


def _time(at: dt.datetime) -> str:
    return at.astimezone(LOCAL).isoformat(timespec="milliseconds")


def _quantity(lot: LotQuantity) -> dict[str, Any]:
    amount = lot.quantity.normalize()
    number = int(amount) if amount == amount.to_integral_value() else float(amount)
    row: dict[str, Any] = {"epcClass": lot.epc_class, "quantity": number}
    if code := UNIT_CODES.get(lot.unit):
        row["uom"] = code
    return row


def _add_context(event: Event, *, step: str, disposition: str, place: Place) -> None:
    event["bizStep"] = step
    if disposition:
        event["disposition"] = disposition
    event["readPoint"] = {"id": place.read_point}
    event["bizLocation"] = {"id": place.biz_location}


def _add_observations(
    event: Event, ilmd: dict[str, Any] | None, sensors: Sequence[SensorReading]
) -> None:
    if sensors:
        event["sensorElementList"] = [_sensor(reading) for reading in sensors]
    if ilmd:
        event["ilmd"] = dict(ilmd)


def _sensor(reading: SensorReading) -> dict[str, Any]:
    kind, unit = SENSOR_TYPES[reading.kind]
    return {
        "sensorMetadata": {"time": _time(reading.at)},
        "sensorReport": [{"type": kind, "value": float(reading.value), "uom": unit}],
    }
