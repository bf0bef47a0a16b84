"""The door of products."""

from ezhen.products.actions import (
    approve_product,
    change_product,
    create_product,
    return_product,
    submit_product,
)

__all__ = [
    "approve_product",
    "change_product",
    "create_product",
    "return_product",
    "submit_product",
]
