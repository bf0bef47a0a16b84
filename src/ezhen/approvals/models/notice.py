"""Public notices and objections.

`Notice.end_key` begins with the last day of the notice ("2026-12-01/…"), or with 9999-12-31 while
an objection is open or once the notice fell. A payment refers to this key, so the database itself
compares the days, and the end cannot move once somebody was paid.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ezhen.approvals.enums import ObjectionResult
from ezhen.core.fields import Personal, SealedTextField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known

END_LENGTH = 10


class Notice(models.Model):
    """What was put before the public, pinned by its hash."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    case = models.ForeignKey("approvals.Case", models.PROTECT, related_name="notices")
    title = models.CharField(max_length=120)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    begins_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10)
    pauses = models.BooleanField(default=True)
    end_key = models.CharField(max_length=50, unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fell_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(fell_at__isnull=True), name="notice_one_standing"
            ),
            models.CheckConstraint(
                name="notice_that_fell_never_ends",
                condition=Q(fell_at__isnull=True) | Q(end_key__startswith="9999-12-31/"),
            ),
        ]
        indexes = [models.Index(fields=["published_at", "id"], name="notice_published")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:notice", args=[self.uuid])

    @property
    def end_day(self) -> str:
        """The last day as text, 9999-12-31 while it has none."""
        return self.end_key[:END_LENGTH]


class NoticeMark(AppendOnly):
    """The notice went on line or off: from when to when the public could read it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="marks")
    is_online = models.BooleanField()
    at = models.DateTimeField()


class Objection(models.Model):
    """Somebody of the public objects. Followed up by number and the last digits of the phone."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    text = models.CharField(max_length=500)
    name = SealedTextField(personal=Personal.NAME, blank=True)
    phone = SealedTextField(personal=Personal.PHONE)
    phone_tail = models.CharField(max_length=32)
    at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=ObjectionResult, default=ObjectionResult.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            known("objection", "result", ObjectionResult),
            models.CheckConstraint(
                name="objection_answered_at_by_and_how",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, result="open")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(result="open")
                & ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number
