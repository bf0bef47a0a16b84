"""Tables of the ground floor: the append-only log, its sealed blocks, jobs, double submits."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ezhen.core.enums import JobState
from ezhen.core.ids import new_uuid


def known(table: str, field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """A CHECK that `field` holds one of its choices, whoever writes the row."""
    return models.CheckConstraint(
        name=f"{table}_{field}_known", condition=Q((f"{field}__in", choices.values))
    )


class AppendOnlyError(TypeError):
    """Evidence is never changed or erased; a correction is a new row."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses what would change evidence. Sealing goes through a door of its own."""

    def update(self, **_values: object) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def bulk_update(self, *_args: object, **_kwargs: object) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert many; a row that exists may be left as it is, never overwritten."""
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError(f"{self.model.__name__} is append-only")
        return super().bulk_create(objs, *args, **kwargs)

    def update_or_create(self, *_args: Any, **_kwargs: Any) -> Any:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def _raw_delete(self, _using: object) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AppendOnly(models.Model):
    """Base of evidence rows: they are inserted once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Insert; a second save is refused."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs | {"force_insert": True})  # type: ignore[arg-type]

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} is append-only")


class LogBlock(AppendOnly):
    """Entries sealed together: a Merkle root (RFC 6962 hashing) chained to the block before."""

    number = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    leaves = models.BinaryField()
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True)


class LogEntry(AppendOnly):
    """One domain action: who did what to which thing, with its facts as canonical JSON.

    No foreign keys to what it speaks of: the log must never block or lose a row.
    `block` and `position` are set once by the sealer.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    facts = models.TextField()
    digest = models.CharField(max_length=64)
    block = models.ForeignKey(
        LogBlock, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    position = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="log_subject"),
            models.Index(fields=["block", "position"], name="log_block_position"),
            models.Index(fields=["at", "id"], name="log_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="log_entry_block_and_position_together",
                condition=Q(block__isnull=True, position__isnull=True)
                | Q(block__isnull=False, position__isnull=False),
            ),
        ]


class Job(models.Model):
    """Work that outlives a request: it shows progress, survives a kill and can be left.

    `lease_until` says a worker is alive on it; when it has passed, another worker resumes from
    `state_data`, so every job must be able to go on from what it last stored.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    state_data = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it last got on
    lease_key = models.UUIDField(null=True, blank=True)  # new with each claim: who lost it is told
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="job_state")]
        constraints = [
            known("job", "state", JobState),
        ]

    @property
    def percent(self) -> int:
        """0 … 100, for the bar."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class Submission(models.Model):
    """A form that was sent once: the second click, or the resent page, finds the first answer.

    `digest` is of what was filled in: who goes back, changes something and sends again means it.
    """

    key = models.UUIDField()
    digest = models.CharField(max_length=64, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "digest"], name="submission_once"),
        ]
