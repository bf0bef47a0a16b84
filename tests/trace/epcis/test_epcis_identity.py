"""The event hash agrees with the vectors of the reference implementation."""

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from ezhen.trace import epcis

pytestmark = pytest.mark.pure
DATA = Path(os.environ.get("EZHEN_CONFORMANCE_DATA", "absent")) / "epcis" / "event-hash"
VECTORS = sorted(DATA.glob("*.jsonld"))
AT = dt.datetime(2026, 11, 5, 9, 30, tzinfo=dt.UTC)


def _context(document):
    prefixes = {}
    for part in document.get("@context", []):
        if isinstance(part, dict):
            prefixes |= part
    return prefixes


@pytest.mark.conformance
@pytest.mark.skipif(not VECTORS, reason="EZHEN_CONFORMANCE_DATA has no epcis/event-hash")
def test_event_hash_matches_every_vector():
    found = 0
    for path in VECTORS:
        document = json.loads(path.read_text())
        events = document["epcisBody"].get("eventList") or [document["epcisBody"]["event"]]
        hashes = path.with_suffix(".hashes").read_text().split()
        context = _context(document)
        assert [epcis.event_hash(event, context) for event in events] == hashes, path.name
        found += len(hashes)
    assert found == 22


def _event(quantity="1240"):
    return epcis.object_event(
        step="receiving",
        disposition="in_progress",
        action="OBSERVE",
        at=AT,
        lots=[epcis.LotQuantity("https://town.example/lot/1", Decimal(quantity), "kg")],
        place=epcis.Place("https://town.example/place/1", "https://town.example/place/1"),
        transactions=[("desadv", "https://town.example/shipment/1")],
        source="https://town.example/party/1",
        destination="https://town.example/party/2",
        sensors=[epcis.SensorReading(AT, "temperature", Decimal("21.5"))],
    )


def test_event_keeps_its_name_whatever_the_order_of_keys():
    event = _event()
    shuffled = dict(sorted(event.items(), reverse=True))
    assert epcis.event_hash(event) == epcis.event_hash(shuffled)


def test_event_name_changes_with_any_amount():
    assert epcis.event_hash(_event("1240")) != epcis.event_hash(_event("1240.001"))


def test_event_name_ignores_a_declared_error():
    event = _event()
    wrong = epcis.correction(event, reason="incorrect_data", corrective_ids=["ni:///x"], at=AT)
    assert wrong["errorDeclaration"]["correctiveEventIDs"] == ["ni:///x"]
    assert epcis.event_hash(wrong) == epcis.event_hash(event)


def test_with_identity_leaves_the_event_as_it_was():
    event = _event()
    named = epcis.with_identity(event)
    assert "eventID" not in event
    assert named["eventID"].startswith("ni:///sha-256;")
    assert named["eventID"].endswith("?ver=CBV2.0")


def test_lot_class_is_a_digital_link_with_a_gtin_of_14_digits():
    link = epcis.lot_class(gtin="6901234567892", lot="ZY26/1", host="https://t.example", uuid="u")
    assert link == "https://t.example/01/06901234567892/10/ZY26%2F1"


def test_lot_class_without_gtin_is_the_towns_own():
    assert epcis.lot_class(gtin="", lot="A", host="https://t.example", uuid="u").endswith("/lot/u")


def test_event_times_are_local_with_their_offset():
    event = _event()
    assert event["eventTime"] == "2026-11-05T17:30:00.000+08:00"
    assert event["eventTimeZoneOffset"] == "+08:00"


def test_transformation_keeps_inputs_and_outputs():
    event = epcis.transformation_event(
        at=AT,
        inputs=[epcis.LotQuantity("https://t.example/lot/1", Decimal(1262), "kg")],
        outputs=[epcis.LotQuantity("https://t.example/lot/2", Decimal(2400), "bag")],
        place=epcis.Place("https://t.example/place/1", "https://t.example/place/1"),
        transformation_id="https://t.example/process/1",
        step="commissioning",
    )
    assert event["inputQuantityList"] == [
        {"epcClass": "https://t.example/lot/1", "quantity": 1262, "uom": "KGM"}
    ]
    assert event["outputQuantityList"] == [
        {"epcClass": "https://t.example/lot/2", "quantity": 2400}
    ]
    assert "sensorElementList" not in event


def test_document_carries_its_events():
    document = epcis.document([_event()], created_at=AT)
    assert document["type"] == "EPCISDocument"
    assert len(document["epcisBody"]["eventList"]) == 1
