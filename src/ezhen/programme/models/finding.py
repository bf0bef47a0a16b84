"""Findings of an inspection and their rectification: problem, answer, measure, proof, look-back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import FindingState


class Finding(models.Model):
    """Something an inspector found wrong: in a row that a sample drew, or anywhere else."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sample = models.ForeignKey(
        "programme.Sample", models.PROTECT, null=True, blank=True, related_name="findings"
    )
    row = models.CharField(max_length=36, blank=True)
    task = models.CharField(_("task"), max_length=5, blank=True)
    problem = models.CharField(_("problem"), max_length=500)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    measure = models.CharField(_("measure"), max_length=500, blank=True)
    owner = models.CharField(_("responsible"), max_length=60, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("finding", "state", FindingState),
            models.CheckConstraint(
                name="finding_mended_by_measure_owner_and_day",
                condition=~Q(state__in=("planned", "proved", "closed", "held"))
                | ~Q(measure="") & ~Q(owner="") & Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_row_of_a_sample", condition=Q(row="") | Q(sample__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_state")]

    def __str__(self) -> str:
        return self.problem

    def get_absolute_url(self) -> str:
        return reverse("programme:finding", args=[self.uuid])


class FindingStep(AppendOnly):
    """What was said or done about a finding, with the paper that proves it."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=FindingState)
    text = models.CharField(max_length=500)
    file = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [known("finding_step", "state", FindingState)]
