"""Reads about products."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from ezhen.core.definitions import Field
from ezhen.core.ids import uuids_among
from ezhen.figures.api import Span, Value
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


def num_in_library(_span: Span) -> Value:
    """Products of the library that were approved."""
    return _counted(Product.objects.approved())


def num_standardised(_span: Span) -> Value:
    """Approved products for online sale with size, class and either shelf life or storage said:
    what a buyer who never saw them must know."""
    said = Q(shelf_life_days__isnull=False) | ~Q(storage="")
    return _counted(Product.objects.approved().exclude(specification="").filter(said))


def num_developed(span: Span) -> Value:
    """Products approved within the span."""
    rows = Product.objects.approved().filter(decided_at__date__lte=span.last)
    return _counted(rows.filter(decided_at__date__gte=span.first) if span.first else rows)


def _counted(rows: QuerySet[Product]) -> Value:
    return Value(Decimal(rows.count()), url=reverse("products:products"))


class ProductReference:
    """Products as the value of a field: written as code, barcode, name, or uuid."""

    def find(self, texts: Collection[str], field: Field) -> dict[str, list[str]]:
        """Only approved ones; a name that two producers use finds both."""
        known = Q(code__in=texts) | Q(gtin__in=texts) | Q(name__in=texts)
        known |= Q(uuid__in=uuids_among(texts))
        found: dict[str, list[str]] = {}
        for product in approved_products().filter(known):
            ways = {str(product.uuid), product.code, product.gtin, product.name} - {""}
            for text in ways & set(texts):
                found.setdefault(text, []).append(str(product.uuid))
        return found

    def labels(self, keys: Collection[str], field: Field) -> dict[str, str]:
        """Name and size."""
        rows = Product.objects.filter(uuid__in=uuids_among(keys))
        return {str(found.uuid): str(found) for found in rows}

    def options(self, user: Any, field: Field) -> list[tuple[str, str]]:
        """Approved products."""
        return [(str(found.uuid), str(found)) for found in approved_products()]

    def url(self, key: str) -> str:
        """Its page."""
        return reverse("products:product", args=[key])
