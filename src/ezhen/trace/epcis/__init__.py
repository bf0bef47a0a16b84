"""EPCIS 2.0 events as JSON-LD, from plain values. Pure: no Django model, no database."""

from ezhen.trace.epcis.events import (
    LotQuantity,
    Place,
    SensorReading,
    correction,
    document,
    lot_class,
    object_event,
    party_uri,
    place_uri,
    transformation_event,
)
from ezhen.trace.epcis.identity import event_hash, prehash, with_identity

__all__ = [
    "LotQuantity",
    "Place",
    "SensorReading",
    "correction",
    "document",
    "event_hash",
    "lot_class",
    "object_event",
    "party_uri",
    "place_uri",
    "prehash",
    "transformation_event",
    "with_identity",
]
