"""Tables of traceability, one aggregate a file."""

from ezhen.trace.models.code import CodeFact, CodeOrder, CodeUse, Scan, Suspicion
from ezhen.trace.models.event import LotStep, TraceEvent
from ezhen.trace.models.lot import Lot, LotBalance, LotCard, LotHold, LotLink, LotUse
from ezhen.trace.models.process import Process, ProcessReading
from ezhen.trace.models.quality import Certificate, QualityTest, TestItem
from ezhen.trace.models.shipment import Shipment, ShipmentLine
from ezhen.trace.models.supervision import Complaint, Inspection, Recall, RecallLot, RecallNotice

__all__ = [
    "Certificate",
    "CodeFact",
    "CodeOrder",
    "CodeUse",
    "Complaint",
    "Inspection",
    "Lot",
    "LotBalance",
    "LotCard",
    "LotHold",
    "LotLink",
    "LotStep",
    "LotUse",
    "Process",
    "ProcessReading",
    "QualityTest",
    "Recall",
    "RecallLot",
    "RecallNotice",
    "Scan",
    "Shipment",
    "ShipmentLine",
    "Suspicion",
    "TestItem",
    "TraceEvent",
]
