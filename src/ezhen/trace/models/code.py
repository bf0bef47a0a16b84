"""Item codes: an order is one row, a code has none until somebody scans it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnly, known
from ezhen.trace.codes import MAX_ORDER, MAX_QUANTITY
from ezhen.trace.enums import CodeFactKind, OrderState, SuspicionRule, SuspicionState

if TYPE_CHECKING:
    from ezhen.accounts.models import User


class CodeOrderQuerySet(models.QuerySet):
    """Lists of code orders."""

    def visible_to(self, user: "User") -> Self:
        """The organisation that ordered, and the offices."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self
        return self.filter(organisation__in=user.memberships.values("organisation"))

    def with_names(self) -> Self:
        """With product and organisation, so a list needs no more queries."""
        return self.select_related("product", "organisation")

    def matching(self, text: str) -> Self:
        """Product, organisation or a bound lot contains the text, or it is the order's number."""
        lots = CodeFact.objects.filter(order=OuterRef("pk"), lot__code__icontains=text)
        found = Q(product__name__icontains=text) | Q(organisation__name__icontains=text)
        digits = text.strip().upper().rpartition("-")[2]
        if digits.isascii() and digits.isdecimal() and int(digits) <= MAX_ORDER:
            found |= Q(number=int(digits))
        return self.filter(found | Exists(lots))


class CodeOrder(models.Model):
    """An order of `quantity` codes. `key` is the order's own key, sealed; it never leaves core.

    `number` is drawn at random, so it tells nobody how many orders there are. `uri_prefix` stands
    before the serial on every label: fixed when ordered, so the file of an order never changes.
    `manifest` holds first, last and SHA-256 of each part of its lines once they were made.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "products.Product", models.PROTECT, null=True, blank=True, related_name="code_orders"
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    uri_prefix = models.CharField(max_length=200, blank=True)
    key = models.BinaryField()
    cipher = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.PREPARING)
    manifest = models.JSONField(default=list)
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CodeOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            known("code_order", "state", OrderState),
            models.CheckConstraint(
                name="code_order_quantity_in_range", condition=Q(quantity__range=(1, MAX_QUANTITY))
            ),
            models.CheckConstraint(
                name="code_order_number_in_range", condition=Q(number__range=(1, MAX_ORDER))
            ),
        ]

    def __str__(self) -> str:
        return f"MD{self.ordered_at:%y}-{self.number:04d}"

    def get_absolute_url(self) -> str:
        return reverse("trace:code_order", args=[self.uuid])


class CodeFact(AppendOnly):
    """What was done to a range of an order's codes, first … last inclusive, counted from 0."""

    order = models.ForeignKey(CodeOrder, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=10, choices=CodeFactKind)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    lot = models.ForeignKey(
        "trace.Lot", models.PROTECT, null=True, blank=True, related_name="code_facts"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            known("code_fact", "kind", CodeFactKind),
            models.CheckConstraint(name="code_fact_range", condition=Q(last__gte=F("first"))),
            # ranges of one kind never overlap; and a scan finds its range along this index
            models.UniqueConstraint(
                fields=["order", "kind", "first"], name="code_fact_starts_once"
            ),
            models.CheckConstraint(
                name="code_fact_binds_a_lot",
                condition=Q(kind="bind", lot__isnull=False) | ~Q(kind="bind"),
            ),
        ]


class CodeUse(AppendOnly):
    """The first look-up of a genuine code: when, and from which city. No name, address or phone.

    The unique key lets one phone, and one only, be first; look-ups after it are rows of `Scan`.
    """

    order_number = models.PositiveBigIntegerField()
    index = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    city = models.CharField(max_length=6, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_number", "index"], name="code_use_first_once")
        ]


class Scan(AppendOnly):
    """A look-up of a genuine code after the first (`CodeUse`): when, and from which city."""

    order_number = models.PositiveBigIntegerField()
    index = models.PositiveIntegerField()
    at = models.DateTimeField()
    city = models.CharField(max_length=6, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order_number", "index", "at"], name="scan_of_code")]


class SuspicionQuerySet(models.QuerySet):
    """Lists of suspected codes."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees those of its orders and of lots it made or keeps."""
        if user.role in Role.OFFICE | Role.POWERS:
            return self
        mine = user.memberships.values("organisation")
        return self.filter(
            Q(order__organisation__in=mine) | Q(lot__producer__in=mine) | Q(lot__owner__in=mine)
        )

    def open(self) -> Self:
        """Those that wait for the regulator."""
        return self.filter(state=SuspicionState.OPEN)

    def with_names(self) -> Self:
        """With order, lot, product and producer, so a list needs no more queries."""
        return self.select_related("order__organisation", "lot__product", "lot__producer")

    def open_first(self) -> Self:
        """Open ones first, longest waiting on top; the decided newest first."""
        waits = Case(When(decided_at=None, then=0), default=1)
        waited = Case(When(decided_at=None, then=F("raised_at")))
        return self.order_by(waits, waited.asc(nulls_last=True), "-decided_at", "pk")

    def matching(self, text: str) -> Self:
        """Lot, product or producer contains the text."""
        return self.filter(
            Q(lot__code__icontains=text)
            | Q(lot__product__name__icontains=text)
            | Q(lot__producer__name__icontains=text)
            | Q(order__organisation__name__icontains=text)
        )


class Suspicion(models.Model):
    """A question about a code for the regulator: "suspect", never "fake"."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    order = models.ForeignKey(CodeOrder, models.PROTECT, related_name="suspicions")
    index = models.PositiveIntegerField()
    lot = models.ForeignKey(
        "trace.Lot", models.PROTECT, null=True, blank=True, related_name="suspicions"
    )
    rule = models.CharField(max_length=10, choices=SuspicionRule)
    num_scans = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SuspicionState, default=SuspicionState.OPEN)
    answer = models.CharField(_("what was found"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "index", "rule"], name="suspicion_once"),
            known("suspicion", "rule", SuspicionRule),
            known("suspicion", "state", SuspicionState),
            models.CheckConstraint(
                name="suspicion_decided_at_and_by",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("trace:suspicion", args=[self.uuid])

    @property
    def tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return SuspicionState(self.state).tone
