"""Inspections, complaints and recalls."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.accounts.enums import Role
from ezhen.core.fields import Personal, QuantityField, SealedTextField
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, AppendOnlyQuerySet, known
from ezhen.trace.enums import ComplaintKind, InspectionResult, RecallClass, RecallState

if TYPE_CHECKING:
    from ezhen.accounts.models import User

SEES_ALL = Role.OFFICE | Role.POWERS


class InspectionQuerySet(AppendOnlyQuerySet):
    """Lists of inspections."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees those of itself."""
        if user.role in SEES_ALL:
            return self
        return self.filter(organisation__in=user.memberships.values("organisation"))

    def with_names(self) -> Self:
        """With who, what and by whom, so a list needs no more queries."""
        return self.select_related("organisation", "lot__product", "inspector")

    def with_followed(self) -> Self:
        """Annotate `is_followed`: somebody looked again."""
        return self.annotate(is_followed=Exists(Inspection.objects.filter(rechecks=OuterRef("pk"))))

    def open(self) -> Self:
        """Something was wrong and nobody has looked again."""
        return (
            self.with_followed().exclude(result=InspectionResult.PASSED).filter(is_followed=False)
        )

    def overdue(self, today: dt.date) -> Self:
        """Open, and the day by which it must be corrected is past."""
        return self.open().filter(correct_by__lt=today)

    def matching(self, text: str) -> Self:
        """Producer, lot or findings contain the text."""
        return self.filter(
            Q(organisation__name__icontains=text)
            | Q(lot__code__icontains=text)
            | Q(findings__icontains=text)
        )


class Inspection(AppendOnly):
    """A regulator's visit to a producer or look at a lot; a deadline when something is wrong."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    lot = models.ForeignKey(
        "trace.Lot", models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    at = models.DateTimeField()
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=10, choices=InspectionResult)
    findings = models.CharField(_("findings"), max_length=500, blank=True)
    correct_by = models.DateField(_("to be corrected by"), null=True, blank=True)
    rechecks = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    photos = models.ManyToManyField("archive.StoredFile", related_name="+")

    objects = InspectionQuerySet.as_manager()  # type: ignore[misc]  # its own, as evidence

    class Meta:
        constraints = [
            known("inspection", "result", InspectionResult),
            models.CheckConstraint(
                name="inspection_correction_has_a_deadline",
                condition=~Q(result="correct") | Q(correct_by__isnull=False),
                violation_error_message=_("Say by when it must be corrected."),
            ),
            models.CheckConstraint(
                name="inspection_says_what_is_wrong",
                condition=Q(result="passed") | ~Q(findings=""),
                violation_error_message=_("Say what was found."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("trace:inspection", args=[self.uuid])

    @property
    def tone(self) -> str:
        """The tone of the UI kit that shows its result."""
        return InspectionResult(self.result).tone


class ComplaintQuerySet(models.QuerySet):
    """Lists of complaints."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees those about lots that it made or keeps."""
        if user.role in SEES_ALL:
            return self
        mine = user.memberships.values("organisation")
        return self.filter(Q(lot__producer__in=mine) | Q(lot__owner__in=mine))

    def open(self) -> Self:
        """Those without an answer."""
        return self.filter(answered_at=None)

    def with_names(self) -> Self:
        """With the lot, its product and producer, so a list needs no more queries."""
        return self.select_related("lot__product", "lot__producer", "answered_by")

    def open_first(self) -> Self:
        """Without an answer first, longest waiting on top; the answered newest first."""
        waits = Case(When(answered_at=None, then=0), default=1)
        waited = Case(When(answered_at=None, then=F("at")))
        return self.order_by(waits, waited.asc(nulls_last=True), "-answered_at", "pk")

    def matching(self, text: str) -> Self:
        """Number, what was written, lot or producer contains the text."""
        return self.filter(
            Q(number__icontains=text)
            | Q(text__icontains=text)
            | Q(lot__code__icontains=text)
            | Q(lot__producer__name__icontains=text)
        )


class Complaint(models.Model):
    """What a consumer wrote from a scan page. The phone is sealed and optional."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(_("about"), max_length=10, choices=ComplaintKind)
    lot = models.ForeignKey(
        "trace.Lot", models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    serial = models.CharField(max_length=20, blank=True)
    text = models.CharField(_("what happened"), max_length=500)
    phone = SealedTextField(_("phone"), personal=Personal.PHONE, blank=True)
    photo = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            known("complaint", "kind", ComplaintKind),
            models.CheckConstraint(
                name="complaint_answered_at_and_by",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("trace:complaint", args=[self.uuid])


class RecallQuerySet(models.QuerySet):
    """Lists of recalls."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees those it was told of."""
        if user.role in SEES_ALL:
            return self
        mine = user.memberships.values("organisation")
        return self.filter(
            Exists(RecallNotice.objects.filter(recall=OuterRef("pk"), holder__in=mine))
        )

    def running(self) -> Self:
        """Those that are not closed."""
        return self.filter(state=RecallState.ISSUED)

    def real(self) -> Self:
        """Without drills."""
        return self.filter(is_mock=False)

    def matching(self, text: str) -> Self:
        """Number, reason, or the lot, product or producer it began with contains the text."""
        return self.filter(
            Q(number__icontains=text)
            | Q(reason__icontains=text)
            | Q(source__code__icontains=text)
            | Q(source__product__name__icontains=text)
            | Q(source__producer__name__icontains=text)
        )


class Recall(models.Model):
    """A recall, or a mock recall that changes nothing and is kept as evidence.

    `started_at`: the risk was known, the legal clock starts. `scoped_at`: the lots in reach were
    found and shown. `issued_at`: decided, goods stopped and holders told.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    is_mock = models.BooleanField(default=False)
    source = models.ForeignKey("trace.Lot", models.PROTECT, related_name="recalls_begun")
    recall_class = models.CharField(
        pgettext_lazy("recall", "class"), max_length=1, choices=RecallClass
    )
    reason = models.CharField(_("reason"), max_length=300)
    advice = models.CharField(_("what buyers should do"), max_length=300)
    state = models.CharField(max_length=10, choices=RecallState, default=RecallState.ISSUED)
    started_at = models.DateTimeField()
    scoped_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    start_by = models.DateTimeField()
    finish_by = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            known("recall", "recall_class", RecallClass),
            known("recall", "state", RecallState),
            models.CheckConstraint(name="recall_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="recall_closed_at_and_by",
                condition=Q(
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                    state="issued",
                )
                | Q(closed_at__isnull=False, closed_by__isnull=False, state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("trace:recall", args=[self.uuid])


class RecallLot(AppendOnly):
    """A lot in the scope of a recall, with the quantities at the moment of issue."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="lots")
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="in_recalls")
    quantity = QuantityField()
    held = QuantityField()
    gone = QuantityField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "lot"], name="recall_lot_once")]


class RecallNotice(models.Model):
    """A holder who was told about one lot, and what they confirmed, in the lot's unit.

    The lot's keeper is told too when nothing is left there: they know where it went.
    """

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="notices")
    lot = models.ForeignKey("trace.Lot", models.PROTECT, related_name="recall_notices")
    holder = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="recall_notices"
    )
    quantity = QuantityField()
    notified_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned = QuantityField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "lot", "holder"], name="recall_notice_of_lot_once"
            ),
            models.CheckConstraint(
                name="recall_notice_confirmed_at_and_by",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]
