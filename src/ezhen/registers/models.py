"""Records of all registers: one table, JSON checked against a definition, typed columns beside it.

`Record` is how a row stands now; `RecordRevision` is every way it ever stood, append-only, so that
"how did it stand on 30 June" is answered from what was written then.
"""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, AppendOnlyQuerySet, known
from ezhen.core.search import SearchField, matching
from ezhen.registers.enums import ImportState, RecordState, Verdict

SLOT_COLUMNS = (
    *(f"t{number}" for number in range(1, 9)),
    *(f"n{number}" for number in range(1, 7)),
    *(f"d{number}" for number in range(1, 4)),
)


def _text() -> models.CharField:
    return models.CharField(max_length=120, null=True, blank=True)


def _number() -> models.DecimalField:
    return models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)


def _day() -> models.DateField:
    return models.DateField(null=True, blank=True)


class RegisterVersion(AppendOnly):
    """A definition as it was when records were first written under it; `sha256` pins its body."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="register_version_once")
        ]


class Numbering(models.Model):
    """The last running number of a register in a year."""

    register = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year"], name="register_numbering_once")
        ]


class Indexed(models.Model):
    """Typed columns of a row: which register, which day, and the indexed fields by slot.

    What a slot means is said by the definition (`slots()`), and never changes.
    """

    register = models.CharField(max_length=40)
    date = models.DateField(null=True, blank=True)
    t1, t2, t3, t4, t5, t6, t7, t8 = (_text() for _ in range(8))
    n1, n2, n3, n4, n5, n6 = (_number() for _ in range(6))
    d1, d2, d3 = (_day() for _ in range(3))

    class Meta:
        abstract = True


class RecordQuerySet(models.QuerySet):
    """Lists of records."""

    def visible_to(self, user: Any) -> Self:
        """Offices see all rows; a business sees those of its own organisation."""
        if user.role in Role.OFFICE:
            return self
        if user.role in Role.BUSINESS:
            return self.filter(organisation__in=user.memberships.values("organisation"))
        return self.none()

    def standing(self) -> Self:
        """All that were not withdrawn."""
        return self.filter(state__in=RecordState.STANDS)

    def counting(self) -> Self:
        """Those that count as a proof: confirmed, or kept where nobody reviews."""
        return self.filter(state__in=RecordState.COUNTS)

    def found(self, text: str) -> Self:
        """Those in which every word of the text stands."""
        return self.filter(matching(text)) if text else self


class Record(Indexed):
    """A row of a register as it stands now."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.PositiveIntegerField()
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    search = SearchField()
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=RecordState)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    papers_missing = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    return_reason = models.CharField(max_length=300, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            # counts by day, sums of the first number and groups by the first text need no row
            models.Index(fields=["register", "date", "state", "n1", "t1"], name="record_day"),
            # the few that wait, of all registers or of one
            models.Index(fields=["state", "register", "changed_at"], name="record_state"),
            models.Index(fields=["register", "search"], name="record_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "serial"], name="record_number"),
            known("record", "state", RecordState),
            models.CheckConstraint(
                name="record_returned_with_reason",
                condition=~Q(state="returned") | ~Q(return_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("registers:record", args=[self.uuid])

    @property
    def number(self) -> str:
        """The number people file it under: 2026-0042."""
        return f"{self.year}-{self.serial:04}"

    @property
    def state_tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return RecordState(self.state).tone


class RevisionQuerySet(AppendOnlyQuerySet):
    """Lists of revisions."""

    def as_of(self, moment: dt.datetime) -> Self:
        """The newest revision of every record that was written by that moment."""
        later = type(self)(self.model).filter(
            record=OuterRef("record"), number__gt=OuterRef("number"), at__lte=moment
        )
        return self.filter(~Exists(later), at__lte=moment)


class RecordRevision(Indexed, AppendOnly):
    """One way a record stood, from `at` until the next revision. `digest` pins its content."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RecordState)
    organisation = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(
        "ImportBatch", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    digest = models.CharField(max_length=64)

    objects = RevisionQuerySet.as_manager()  # type: ignore[misc]  # its own, as evidence

    class Meta:
        indexes = [
            models.Index(fields=["register", "date", "state", "n1", "t1"], name="revision_day"),
            models.Index(fields=["register", "at"], name="revision_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="revision_once"),
            known("revision", "state", RecordState),
        ]


class RecordKey(models.Model):
    """What must be unique in a register, as a keyed hash: one row for each key of each record."""

    register = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    record = models.ForeignKey(Record, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "digest"], name="record_key_once")
        ]


class GapNote(AppendOnly):
    """Why a period has no record (停播说明). It explains a gap; it never fills it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    register = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    subject = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["register", "period"], name="gap_note_period")]
        constraints = [models.CheckConstraint(name="gap_note_said", condition=~Q(note=""))]


class ImportBatch(models.Model):
    """A file on its way into a register: read, checked by a person, entered, perhaps taken back."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    register = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    file = models.ForeignKey("archive.StoredFile", models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=60, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    refusal = models.CharField(max_length=300, blank=True)
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["register", "-created_at"], name="import_register")]
        constraints = [
            known("import", "state", ImportState),
        ]

    def get_absolute_url(self) -> str:
        return reverse("registers:import_batch", args=[self.uuid])

    @property
    def num_entered(self) -> int:
        """Rows that went in."""
        return self.counts.get("entered", 0)

    @property
    def num_skipped(self) -> int:
        """Rows that somebody else entered or changed between the preview and the commit."""
        return self.counts.get("skipped", 0)

    @property
    def num_left_out(self) -> int:
        """Rows of the file that did not go into the register."""
        return max(0, self.counts.get("rows", 0) - self.counts.get("entered", 0))

    @property
    def state_tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return ImportState(self.state).tone


class ImportChunk(models.Model):
    """Some hundred rows of an import that have the same verdict. `entered_at` is set in the
    transaction that enters them, so a killed import goes on with the next chunk."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="chunks", db_index=False)
    verdict = models.CharField(max_length=10, choices=Verdict)
    position = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    num_rows = models.PositiveIntegerField()
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "verdict", "position"], name="import_chunk_once"
            ),
            known("import_chunk", "verdict", Verdict),
        ]
