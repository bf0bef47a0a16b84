"""The product library."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.accounts.enums import Role
from ezhen.core.fields import QuantityField
from ezhen.core.ids import new_uuid
from ezhen.core.models import known
from ezhen.core.pack import ProductClass, pack
from ezhen.products.enums import ProductState, Unit
from ezhen.products.validators import known_class, valid_gtin

if TYPE_CHECKING:
    from ezhen.accounts.models import User

SEES_ALL = Role.OFFICE | Role.POWERS


class ProductQuerySet(models.QuerySet):
    """Lists of products."""

    def visible_to(self, user: "User") -> Self:
        """Offices see all; a business sees its own and whatever is approved."""
        if user.role in SEES_ALL:
            return self
        own = Q(organisation__in=user.memberships.values("organisation"))
        return self.filter(own | Q(state=ProductState.APPROVED))

    def approved(self) -> Self:
        """Those that may be made and sold."""
        return self.filter(state=ProductState.APPROVED)

    def chosen(self, *, q: str = "", state: str = "") -> Self:
        """Those that match the filter of the list; empty values choose all."""
        rows = self.filter(state=state) if state else self
        return rows.matching(q) if q else rows

    def waiting_first(self) -> Self:
        """Waiting ones first, then newest first."""
        is_waiting = Case(When(state=ProductState.SUBMITTED, then=0), default=1)
        return self.order_by(is_waiting, "-pk")

    def matching(self, text: str) -> Self:
        """Name, code or barcode contains the text; two Chinese characters are enough."""
        return self.filter(
            Q(name__icontains=text) | Q(code__icontains=text) | Q(gtin__icontains=text)
        )


class Product(models.Model):
    """A product with its class, size and numbers; reviewed before lots can be made of it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("product code"), max_length=20, unique=True)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="products", verbose_name=_("producer")
    )
    name = models.CharField(_("name"), max_length=80)
    specification = models.CharField(_("specification"), max_length=80, blank=True)
    product_class = models.CharField(_("class"), max_length=20, validators=[known_class])
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    unit_mass = QuantityField(_("kg in one unit"), null=True, blank=True)
    gtin = models.CharField(_("barcode number"), max_length=14, blank=True, validators=[valid_gtin])
    shelf_life_days = models.PositiveIntegerField(_("shelf life in days"), null=True, blank=True)
    ingredients = models.CharField(_("ingredients"), max_length=200, blank=True)
    storage = models.CharField(_("storage"), max_length=120, blank=True)
    photo = models.ForeignKey(
        "archive.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=ProductState, default=ProductState.DRAFT)
    return_reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gtin"],
                condition=~Q(gtin=""),
                name="product_gtin_once",
                violation_error_message=_("Another product has this barcode number."),
            ),
            known("product", "state", ProductState),
            known("product", "unit", Unit),
            models.CheckConstraint(
                name="product_unit_mass_positive",
                condition=Q(unit_mass__isnull=True) | Q(unit_mass__gt=0),
                violation_error_message=_("The mass of one unit must be more than 0."),
            ),
            models.CheckConstraint(
                name="product_decided_at_and_by",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.specification}".strip()

    def get_absolute_url(self) -> str:
        return reverse("products:product", args=[self.uuid])

    @property
    def rules(self) -> ProductClass:
        """What follows from its class."""
        return pack().product_class(self.product_class)

    @property
    def state_tone(self) -> str:
        """The tone of the UI kit that shows its state."""
        return ProductState(self.state).tone

    @property
    def is_editable(self) -> bool:
        """True while its producer may change it."""
        return self.state in ProductState.EDITABLE

    def mass(self, quantity: Decimal) -> Decimal | None:
        """Kilograms of an amount in this product's unit; None when no mass is known."""
        factor = Unit.MASS.get(self.unit, self.unit_mass)
        return quantity * factor if factor is not None else None
