"""Red flags: what a check found, and what became of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import FlagState


class Flag(models.Model):
    """One finding of one check on one thing. It is never erased: when the fault is mended it is
    gone, and comes back open should the fault come back."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    check_code = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    contract = models.ForeignKey(
        "programme.Contract", models.PROTECT, null=True, related_name="flags"
    )
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=FlagState, default=FlagState.OPEN)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_code", "subject"], name="flag_once"),
            known("flag", "state", FlagState),
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme:flag", args=[self.uuid])


class FlagStep(AppendOnly):
    """One step in the life of a flag; by nobody: the check itself."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=FlagState)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [known("flag_step", "state", FlagState)]
