"""What the product library adds to navigation, home pages and search."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.api import Role
from ezhen.core.definitions import FieldType, Words
from ezhen.core.references import register_reference
from ezhen.core.shell import (
    Home,
    NavItem,
    Tile,
    Todo,
    register_home,
    register_nav,
    register_search,
    register_words,
)
from ezhen.figures.api import FigureSpec, register_figure
from ezhen.parties.api import organisation_of
from ezhen.products import queries
from ezhen.products.enums import LOGGED, ProductState
from ezhen.products.models import Product
from ezhen.products.queries import ProductReference

SHOWN = 5
KINDS = Words(zh="款", en="products")
FIGURES = tuple(
    FigureSpec(f"products.{code}", Words(zh=zh, en=en), KINDS, "product", provider)
    for code, zh, en, provider in (
        ("library", "产品库产品", "Products in the library", queries.num_in_library),
        ("standardised", "标准化网货", "Standardised products", queries.num_standardised),
        ("developed", "开发网货", "Products developed", queries.num_developed),
    )
)


def waiting() -> Any:
    """Products that wait for the bureau, oldest first."""
    rows = Product.objects.filter(state=ProductState.SUBMITTED).select_related("organisation")
    return rows.order_by("created_at", "pk")


def register() -> None:
    """Called once when the app is ready."""
    register_reference(FieldType.PRODUCT, ProductReference())
    offices = frozenset(Role.values) - Role.BUSINESS
    register_nav(
        NavItem(
            gettext_lazy("My business"),
            gettext_lazy("Products"),
            "products:products",
            frozenset(Role.BUSINESS),
            "box",
            71,
        ),
        NavItem(
            gettext_lazy("Registration"),
            gettext_lazy("Products"),
            "products:products",
            frozenset(offices),
            "box",
            62,
            count=lambda user: waiting().count() if user.role == Role.BUREAU else 0,
        ),
    )
    register_home(fill_home)
    register_words(LOGGED)
    register_search(find)
    register_figure(*FIGURES)


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Products for the search box."""
    rows = Product.objects.visible_to(user).matching(text).select_related("organisation")
    for row in rows.order_by("name", "pk")[:5]:
        yield _("Product"), f"{row} · {row.organisation}", row.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """The bureau: products to review; a producer: products that came back."""
    if user.role == Role.BUREAU:
        url = reverse("products:products")
        home.tiles.append(Tile(_("Products"), _("review and library"), url, "box", 20))
        for row in waiting()[:SHOWN]:
            home.todos.append(
                Todo(
                    _("Review the product %(name)s") % {"name": row},
                    str(row.organisation),
                    row.get_absolute_url(),
                    _("Review"),
                    timezone.localdate(row.created_at),
                )
            )
    elif user.role == Role.PRODUCER:
        mine = organisation_of(user)
        rows = Product.objects.filter(organisation=mine, state=ProductState.RETURNED)
        for row in rows.order_by("pk")[:SHOWN]:
            home.todos.append(
                Todo(
                    _("Mend the product %(name)s") % {"name": row},
                    row.return_reason,
                    reverse("products:change", args=[row.uuid]),
                    _("Mend"),
                )
            )
