"""Units and states of products."""

from decimal import Decimal
from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ezhen.core.enums import TonedChoices


class Unit(TextChoices):
    """What an amount is counted in; `MASS` says how many kilograms the mass units are."""

    KG = "kg", _("kg")
    G = "g", _("g")
    BAG = "bag", _("bags")
    BOX = "box", _("boxes")
    PIECE = "piece", _("pieces")
    METRE = "m", _("m")

    MASS = nonmember({"kg": Decimal(1), "g": Decimal("0.001")})


class ProductState(TonedChoices):
    """Where a product's registration stands."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("waiting for review")
    RETURNED = "returned", _("returned for completion")
    APPROVED = "approved", _("approved")
    OUTSIDE = "outside", _("from outside the town")

    TONES = nonmember(
        {
            "draft": "stale",
            "submitted": "work",
            "returned": "short",
            "approved": "ok",
            "outside": "note",
        }
    )
    EDITABLE = nonmember(frozenset({"draft", "returned"}))


# what the log calls each action
LOGGED = {
    "products.create_product": pgettext_lazy("log", "Product entered"),
    "products.change_product": pgettext_lazy("log", "Product corrected"),
    "products.enter_ingredient": pgettext_lazy("log", "Ingredient entered"),
    "products.submit_product": pgettext_lazy("log", "Product handed in"),
    "products.approved_product": pgettext_lazy("log", "Product approved"),
    "products.returned_product": pgettext_lazy("log", "Product returned"),
}
