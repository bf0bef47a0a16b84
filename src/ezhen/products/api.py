"""The door of products."""

from ezhen.products.actions import (
    approve_product,
    change_product,
    create_product,
    enter_ingredient,
    return_product,
    submit_product,
)
from ezhen.products.queries import approved_products, bought_products, product_of_code

__all__ = [
    "approve_product",
    "approved_products",
    "bought_products",
    "change_product",
    "create_product",
    "enter_ingredient",
    "product_of_code",
    "return_product",
    "submit_product",
]
