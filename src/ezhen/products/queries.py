"""Reads about products."""

from django.db.models import QuerySet

from ezhen.products.enums import ProductState
from ezhen.products.models import Product


def approved_products() -> QuerySet[Product]:
    """Those of which lots can be made, by name."""
    return Product.objects.approved().select_related("organisation").order_by("name", "pk")


def bought_products() -> QuerySet[Product]:
    """Those that can come in: approved ones, and ingredients from outside the town."""
    states = [ProductState.APPROVED, ProductState.OUTSIDE]
    rows = Product.objects.filter(state__in=states).select_related("organisation")
    return rows.order_by("organisation__name", "name", "pk")


def product_of_code(code: str) -> Product | None:
    """The product with this code, with its producer."""
    return Product.objects.select_related("organisation").filter(code=code).first()
