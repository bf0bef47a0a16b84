"""What goes with a tenancy (a row of the register of tenancies, 51): the one-to-one plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import GrowthState


class GrowthStep(models.Model):
    """A step of a tenant's plan: goal, how it is measured, by when, with whom; done with a proof,
    or dropped with a reason. `tenant` is the uuid of the row."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    tenant = models.UUIDField()
    goal = models.CharField(_("goal"), max_length=200)
    measure = models.CharField(_("how it is measured"), max_length=200)
    due_on = models.DateField(_("deadline"))
    mentor = models.CharField(_("mentor"), max_length=60)
    state = models.CharField(max_length=10, choices=GrowthState, default=GrowthState.PLANNED)
    ended_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("growth_step", "state", GrowthState),
            models.CheckConstraint(
                name="growth_step_ended_with_day_and_result",
                condition=Q(state="planned", ended_on__isnull=True, result="")
                | ~Q(state="planned") & Q(ended_on__isnull=False) & ~Q(result=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "due_on"], name="growth_step_of_tenant"),
            models.Index(fields=["state", "due_on"], name="growth_step_due"),
        ]

    def __str__(self) -> str:
        return self.goal

    @property
    def standing(self) -> GrowthState:
        """Its state, with tone and words."""
        return GrowthState(self.state)


class GrowthAck(AppendOnly):
    """The tenant has read its plan as it stood: all steps up to `last`."""

    tenant = models.UUIDField()
    last = models.ForeignKey(GrowthStep, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "last"], name="growth_ack_once"),
        ]
