"""Print products of traceability: pure functions from plain values to PDF bytes.

Callers pass finished values; nothing here reads the database, checks a permission or the clock.
"""

from ezhen.trace.labels.certificate import CertificateData, NoBasisError, conformity_certificate
from ezhen.trace.labels.item import (
    CHUNK,
    ItemLabel,
    LabelSize,
    chunks,
    label_20x30,
    label_40x60,
    sheet_a4,
)
from ezhen.trace.labels.qr import UrlTooLongError
from ezhen.trace.labels.recall import (
    FINISH_WORKDAYS,
    START_HOURS,
    CodesAffected,
    RecallLine,
    RecallReportData,
    RecallStep,
    RecallTotal,
    ScanSince,
    UnbalancedError,
    recall_report,
)
from ezhen.trace.labels.report import (
    LabResult,
    QuantityEquation,
    RelatedLot,
    TraceReportData,
    TraceStep,
    trace_report,
)

__all__ = [
    "CHUNK",
    "FINISH_WORKDAYS",
    "START_HOURS",
    "CertificateData",
    "CodesAffected",
    "ItemLabel",
    "LabResult",
    "LabelSize",
    "NoBasisError",
    "QuantityEquation",
    "RecallLine",
    "RecallReportData",
    "RecallStep",
    "RecallTotal",
    "RelatedLot",
    "ScanSince",
    "TraceReportData",
    "TraceStep",
    "UnbalancedError",
    "UrlTooLongError",
    "chunks",
    "conformity_certificate",
    "label_20x30",
    "label_40x60",
    "recall_report",
    "sheet_a4",
    "trace_report",
]
