"""Applications: where each stands, who acted, and every version of what was applied for."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ezhen.accounts.enums import Role
from ezhen.approvals.enums import CaseState, Decision, Power
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.core.search import SearchField

if TYPE_CHECKING:
    from ezhen.accounts.models import User


class ProcedureVersion(AppendOnly):
    """A definition as it was when a case first came in under it: a case goes on under its own."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="procedure_version_once"),
        ]


class CaseQuerySet(models.QuerySet):
    """Lists of applications."""

    def visible_to(self, user: "User") -> Self:
        """Offices see what was sent in; a business its own; drafts only their writers."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self.exclude(~Q(applicant=user), state=CaseState.DRAFT)
        mine = user.memberships.values("organisation")
        return self.filter(Q(organisation__in=mine) | Q(applicant=user))

    def open(self) -> Self:
        """Those that somebody still has to act on."""
        return self.filter(state__in=CaseState.OPEN)


class Case(models.Model):
    """One application under one version of a procedure.

    `data` holds canonical values, personal ones sealed. `revision` grows with every change of the
    application; `approved_revision` is the one that was approved: a later change makes it fall.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="cases")
    code = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.DRAFT)
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    stage_since = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # of what the data granted (免申即享): procedure, offer, organisation, year; taken up once
    offer = models.CharField(max_length=140, null=True, blank=True, unique=True)
    search = SearchField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            known("case", "state", CaseState),
            models.CheckConstraint(
                name="case_granted_within_amount",
                condition=Q(granted__isnull=True)
                | Q(amount__isnull=True)
                | Q(granted__lte=models.F("amount"), granted__gte=0),
            ),
            models.CheckConstraint(
                name="case_closed_when_it_ended",
                condition=Q(state__in=["draft", "running", "returned"], closed_at__isnull=True)
                | Q(state__in=["granted", "refused", "withdrawn"], closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["code", "state", "stage"], name="case_queue"),
            models.Index(fields=["sent_at", "id"], name="case_sent"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("approvals:case", args=[self.uuid])

    @property
    def tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return CaseState(self.state).tone


class CaseRevision(AppendOnly):
    """Every version of what was applied for."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_revision_once"),
        ]


class CaseStep(AppendOnly):
    """Something was done with a case. The internal comment never leaves the offices."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=40)
    decision = models.CharField(max_length=10, choices=Decision)
    revision = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    comment = models.CharField(max_length=500, blank=True)
    internal = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [known("case_step", "decision", Decision)]
        indexes = [models.Index(fields=["case", "id"], name="case_step_of_case")]


class CaseActor(AppendOnly):
    """Who held which power in a case: the key refuses one person a second power, by any door."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="actors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    power = models.CharField(max_length=10, choices=Power)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="case_one_power_a_person"),
            known("case_actor", "power", Power),
        ]
