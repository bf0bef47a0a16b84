"""The door of products."""

from ezhen.products.actions import (
    approve_product,
    change_product,
    create_product,
    return_product,
    submit_product,
)
from ezhen.products.queries import approved_products

__all__ = [
    "approve_product",
    "approved_products",
    "change_product",
    "create_product",
    "return_product",
    "submit_product",
]
