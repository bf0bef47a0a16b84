"""Processing: inputs become outputs, with the readings taken on the way."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.trace.enums import ProcessKind, ReadingSource


class Process(AppendOnly):
    """One run. Mass in and out in kg; the share lost stays within the class's tolerance."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="processes"
    )
    kind = models.CharField(_("process"), max_length=16, choices=ProcessKind)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(pgettext_lazy("process", "ended"))
    input_mass = QuantityField()
    output_mass = QuantityField()
    tolerance = models.DecimalField(max_digits=5, decimal_places=4)
    note = models.CharField(_("note"), max_length=300, blank=True)
    output = models.OneToOneField("trace.Lot", models.PROTECT, related_name="process")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            known("process", "kind", ProcessKind),
            models.CheckConstraint(
                name="process_ends_after_start", condition=Q(ended_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="process_output_not_heavier", condition=Q(output_mass__lte=F("input_mass"))
            ),
        ]

    @property
    def loss(self) -> Decimal:
        """The share of the input mass that was lost."""
        return (self.input_mass - self.output_mass) / self.input_mass


class ProcessReading(AppendOnly):
    """A value taken while processing: °C, % relative humidity, or a remark (kneading, resting)."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    activity = models.CharField(_("activity"), max_length=40)
    temperature = models.DecimalField(
        _("temperature °C"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    humidity = models.DecimalField(
        _("humidity %"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=120, blank=True)
    source = models.CharField(max_length=8, choices=ReadingSource, default=ReadingSource.HAND)

    class Meta:
        constraints = [
            known("reading", "source", ReadingSource),
            models.CheckConstraint(
                name="reading_humidity_percent",
                condition=Q(humidity__isnull=True) | Q(humidity__range=(0, 100)),
                violation_error_message=_("Humidity lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                name="reading_temperature_possible",
                condition=Q(temperature__isnull=True) | Q(temperature__range=(-60, 400)),
                violation_error_message=_("This temperature is not possible."),
            ),
        ]
