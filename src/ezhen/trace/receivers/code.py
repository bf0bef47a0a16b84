"""What item codes and labels add to navigation, home pages and search."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ezhen.accounts.enums import Role
from ezhen.core.shell import Home, NavItem, Tile, Todo, register_home, register_nav, register_search
from ezhen.trace.codes import CodeError, parse_scan, readable
from ezhen.trace.models import CodeOrder
from ezhen.trace.queries import code_page
from ezhen.trace.queries.scan import read_code
from ezhen.trace.rules import trading_organisation

LABELLING = gettext_lazy("Labelling")
SHOWN = 3


def register() -> None:
    """Called once when the app is ready."""
    every = frozenset(Role.values)
    register_nav(
        NavItem(
            LABELLING,
            gettext_lazy("Order item codes"),
            "trace:code_orders",
            every,
            "qr",
            20,
            tab=True,
        ),
        NavItem(
            LABELLING,
            gettext_lazy("Print labels"),
            "trace:print_labels",
            frozenset(Role.BUSINESS),
            "print",
            21,
        ),
    )
    register_home(fill_home)
    register_search(find)


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """An order by its number, product or lot; an item by its code."""
    yield from _item(user, text)
    rows = CodeOrder.objects.visible_to(user).matching(text).with_names().order_by("-pk")[:5]
    for order in rows:
        yield _("Code order"), f"{order} · {order.product or ''}", order.get_absolute_url()


def _item(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    try:
        serial = parse_scan(text).serial
    except CodeError:
        return
    reading = read_code(serial, "") if serial else None
    if reading is None:
        return
    order = CodeOrder.objects.visible_to(user).filter(pk=reading.order_id).first()
    if order is not None:
        lot = reading.lot.code if reading.lot else ""
        yield _("Item code"), f"{readable(serial)} {lot}".strip(), order.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """Labels to print, codes to activate, and how many codes are left."""
    mine = trading_organisation(user)
    if mine is None:
        return
    for row in code_page.to_activate(mine, most=SHOWN):
        home.todos.append(
            Todo(
                _("Activate the codes of lot %(lot)s") % {"lot": row.lot.code},
                ngettext(
                    "%(n)s code; until then a scan says it is not activated",
                    "%(n)s codes; until then a scan says they are not activated",
                    row.num,
                )
                % {"n": f"{row.num:,}"},
                f"{reverse('trace:activate_codes', args=[row.order.uuid])}?lot={row.lot.uuid}",
                _("Activate"),
            )
        )
    for order in code_page.fresh_orders(mine, most=SHOWN):
        home.todos.append(
            Todo(
                _("The codes of order %(order)s are ready") % {"order": order},
                _("%(n)s codes for %(product)s: print the labels or fetch the file")
                % {"n": f"{order.quantity:,}", "product": order.product or _("blank")},
                order.get_absolute_url(),
                _("See them"),
            )
        )
    if user.role == Role.PRODUCER:
        home.tiles.append(_tile(mine))


def _tile(mine: Any) -> Tile:
    left = code_page.num_free(mine)
    if left:
        text = _("%(n)s codes are not used yet") % {"n": f"{left:,}"}
        return Tile(_("Print labels"), text, reverse("trace:print_labels"), "print", 22)
    return Tile(
        _("Order item codes"), _("none are left"), reverse("trace:new_code_order"), "qr", 22
    )
