"""Files: stored once by content, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ezhen.archive.enums import FileKind
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known


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
