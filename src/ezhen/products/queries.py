"""Reads about products."""

from django.db.models import QuerySet

from ezhen.products.models import Product


def approved_products() -> QuerySet[Product]:
    """Those of which lots can be made, by name."""
    return Product.objects.approved().select_related("organisation").order_by("name", "pk")
