"""The plan of each task of the standard: its steps, and every change of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.programme.enums import PlanMove


class PlanStep(models.Model):
    """A step of a task's plan. `first_…` are the days of the first plan and never change; the
    others are those of the newest one. What is done has its proof: a file, the work of a contract's
    milestone, or a row of a register (its uuid)."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    task = models.CharField(_("task"), max_length=5, db_index=True)
    title = models.CharField(_("step"), max_length=120)
    owner = models.CharField(_("responsible"), max_length=60)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    first_begins_on = models.DateField()
    first_ends_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    file = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.ForeignKey(
        "programme.Milestone", models.PROTECT, null=True, blank=True, related_name="+"
    )
    row = models.CharField(max_length=36, blank=True)
    is_dropped = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "title"],
                condition=Q(is_dropped=False),
                name="plan_step_once_in_a_task",
            ),
            models.CheckConstraint(
                name="plan_step_ends_after_it_begins",
                condition=Q(ends_on__gte=F("begins_on"))
                & Q(first_ends_on__gte=F("first_begins_on")),
            ),
            models.CheckConstraint(
                name="plan_step_weight", condition=Q(weight__gte=1, weight__lte=100)
            ),
            models.CheckConstraint(
                name="plan_step_done_is_proved",
                condition=Q(done_on__isnull=True)
                | Q(file__isnull=False)
                | Q(milestone__isnull=False)
                | ~Q(row=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:plan_step", args=[self.uuid])


class PlanChange(AppendOnly):
    """A step was planned, planned anew, done, found not done, or left out; `ends_on` and the others
    are its days after the change."""

    step = models.ForeignKey(PlanStep, models.PROTECT, related_name="changes")
    move = models.CharField(max_length=10, choices=PlanMove)
    begins_on = models.DateField()
    ends_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            known("plan_change", "move", PlanMove),
            models.CheckConstraint(
                name="plan_change_has_its_reason",
                condition=Q(move__in=("planned", "done")) | ~Q(text=""),
            ),
        ]
        indexes = [models.Index(fields=["step", "at"], name="plan_change_of_step")]
