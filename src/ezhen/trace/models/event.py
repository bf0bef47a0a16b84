"""The event log of traceability: one EPCIS 2.0 event for each step, and the line it leaves."""

from django.db import models

from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.trace.enums import Step


class TraceEvent(AppendOnly):
    """One EPCIS 2.0 event as JSON-LD with its CBV event hash. Immutable; nothing points at it."""

    uuid = models.UUIDField(default=new_uuid, editable=False)
    event_id = models.CharField(max_length=100, db_index=True)
    at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    step = models.CharField(max_length=12, choices=Step)
    body = models.JSONField()

    class Meta:
        constraints = [known("trace_event", "step", Step)]


class LotStep(AppendOnly):
    """A line of a lot's timeline: when, what, who, where, how much, with which papers."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    step = models.CharField(max_length=12, choices=Step)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, blank=True)
    quantity = QuantityField(null=True, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    is_public = models.BooleanField(default=True)
    event_id = models.CharField(max_length=100)
    file = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["lot", "at", "id"], name="lot_step_timeline")]
        constraints = [known("lot_step", "step", Step)]
