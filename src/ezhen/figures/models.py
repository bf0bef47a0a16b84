"""Returns that enterprises file each period, and the seals that outside bodies put on them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ezhen.accounts.enums import Role
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.figures.enums import FilingState

if TYPE_CHECKING:
    from ezhen.accounts.models import User


class FilingQuerySet(models.QuerySet):
    """Lists of returns."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business its own."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self
        return self.filter(organisation__in=user.memberships.values("organisation"))

    def counted(self) -> Self:
        """Those whose numbers count: filed, or verified."""
        return self.filter(state__in=FilingState.COUNTED)


class Filing(models.Model):
    """One return: a data set, a period, and who files (nobody: the office for the town).

    `data` is the newest version in canonical values, `explained` answers to what looked odd, by
    the key of the question.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    dataset = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="filings"
    )
    period = models.CharField(max_length=10)
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=FilingState, default=FilingState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    data = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_why = models.CharField(max_length=300, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "organisation", "period"], name="filing_once"
            ),
            models.UniqueConstraint(
                fields=["dataset", "period"],
                condition=Q(organisation__isnull=True),
                name="filing_of_the_town_once",
            ),
            known("filing", "state", FilingState),
            models.CheckConstraint(
                name="filing_decided_at_and_by",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="filing_returned_says_why", condition=~Q(state="returned", returned_why="")
            ),
        ]
        indexes = [models.Index(fields=["dataset", "ends_on", "state"], name="filing_period")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("figures:filing", args=[self.uuid])


class FilingRevision(AppendOnly):
    """Every version of a return, with who and when: "how did it stand then" reads these."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FilingState)
    data = models.JSONField()
    explained = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="filing_revision_once"),
            known("filing_revision", "state", FilingState),
        ]
        indexes = [models.Index(fields=["filing", "at"], name="filing_revision_at")]


class Seal(AppendOnly):
    """An outside body put its stamp on the numbers of a period: the snapshot it saw, by hash, and
    the scanned paper. A later change of any return breaks the seal in sight of everybody."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    dataset = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    body = models.CharField(max_length=40)
    totals = models.JSONField()
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)
    document = models.ForeignKey("archive.Document", models.PROTECT, related_name="seals")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "period", "digest"], name="seal_once"),
        ]
