"""The lot on its way: labels, a delivery, a certificate, and what the regulator does about it."""

from decimal import Decimal

from tests.factories import (
    make_complaint,
    make_inspection,
    make_mushrooms,
    make_order,
    make_recall,
    make_suspicion,
    serial_of,
)

from ezhen.trace.actions.certificate import issue_certificate
from ezhen.trace.actions.shipment import Load, ship_lots


def add(scene):
    """Ten packs are on their way to the shop; the recall is a drill, so the lot stays on sale."""
    order = make_order(lot=scene.lot)
    return labels(scene, order) | papers(scene) | supervision(scene, order)


def labels(scene, order):
    """The code on a pack, by each way a phone may come."""
    serial = serial_of(order)
    link = {"gtin": "06901234567892", "lot": scene.lot.code, "serial": serial}
    return {
        "c/<": {"serial": serial},
        "C/<": {"serial": serial},
        "01/<str:gtin>/10/<path:lot>/21/": link,
        "01/<str:gtin>/21/": link,
        "01/<str:gtin>/10/": link,
        "01/<": link,
        "api/scan/": {"serial": serial},
        "api/<": {"path": "nothing"},
        "trace/codes/": {"uuid": order.uuid},
    }


def papers(scene):
    """The lot, a delivery of it, and greens, which get a certificate."""
    by = scene.users["producer"]
    shipment = ship_lots(
        sender=scene.organisation, receiver=scene.shop, loads=[Load(scene.lot, Decimal(10))], by=by
    )
    greens = make_mushrooms(organisation=scene.organisation)
    certificate = issue_certificate(lot=greens, quantity=Decimal(5), basis_control=True, by=by)
    return {
        "trace/lots/": {"uuid": scene.lot.uuid},
        "trace/lots/<uuid:uuid>/certificate/": {"uuid": greens.uuid},
        "trace/certificates/": {"uuid": certificate.uuid},
        "trace/shipments/": {"uuid": shipment.uuid},
    }


def supervision(scene, order):
    """One of each thing a regulator keeps."""
    by = scene.users["regulator"]
    complaint = make_complaint(scene.lot)
    return {
        "complaint/": {"uuid": complaint.uuid},
        "trace/complaints/": {"uuid": complaint.uuid},
        "trace/inspections/": {"uuid": make_inspection(scene.organisation, by=by).uuid},
        "trace/suspicions/": {"uuid": make_suspicion(order, lot=scene.lot).uuid},
        "trace/recalls/": {"uuid": make_recall(scene.lot, is_mock=True, by=by).uuid},
    }
