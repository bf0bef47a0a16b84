"""Files: stored once by content, never changed; documents: papers with versions."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.archive.enums import FileKind
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.core.search import SearchField

if TYPE_CHECKING:
    from ezhen.accounts.models import User


class StoredFile(AppendOnly):
    """The record of one upload; bytes with equal SHA-256 share one place on disk."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, choices=FileKind)
    name = models.CharField(max_length=200)
    is_public = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_not_empty", condition=Q(size__gt=0)),
            known("file", "media_type", FileKind),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """True for what a browser shows as a picture."""
        return self.media_type.startswith("image/")


class DocumentQuerySet(models.QuerySet):
    """Lists of documents."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees what its own people put in."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self
        mine = user.memberships.values("organisation")
        return self.filter(added_by__memberships__organisation__in=mine).distinct()

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Document(models.Model):
    """A paper of the programme: a type of the standard's list, what it belongs to, its versions.

    `subject` names the thing it belongs to: kind (task, record …), group (the register of a
    record) and id. `dated_on` is the paper's own date, `period` the key of the period it is for.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    type = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=120)
    subject_kind = models.CharField(max_length=20)
    subject_group = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64)
    period = models.CharField(max_length=10, blank=True)
    part = models.CharField(max_length=10, blank=True)  # before or after, of a pair of pictures
    dated_on = models.DateField(_("date of the paper"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_broken = models.BooleanField(default=False)
    search = SearchField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["type", "subject_kind", "subject_group", "subject_id"],
                name="document_of_subject",
            ),
            models.Index(fields=["added_at", "id"], name="document_added"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_withdrawn_at_by_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
            ),
            models.CheckConstraint(
                name="document_ends_after_its_date",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("dated_on")),
                violation_error_message=_("It would end before its date."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("archive:document", args=[self.uuid])

    def is_stale_on(self, day: dt.date) -> bool:
        """Its validity is over."""
        return self.valid_until is not None and day > self.valid_until


class DocumentVersion(AppendOnly):
    """One state of a document; earlier ones stay."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="document_versions")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="document_version_number_once"
            ),
        ]


class FixityCheck(AppendOnly):
    """One look at the bytes of a file: do they still give its hash?"""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    found = models.CharField(max_length=64, blank=True)  # empty: the bytes are gone
    is_intact = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["file", "at"], name="fixity_of_file")]
