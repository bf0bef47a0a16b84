"""What shipments add to navigation, home pages and search."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.enums import Role
from ezhen.core.shell import Home, NavItem, Tile, Todo, register_home, register_nav, register_search
from ezhen.trace.enums import ShipmentState
from ezhen.trace.models import Shipment
from ezhen.trace.rules import my_organisation, trading_organisation

SHIPPING = gettext_lazy("Shipping")
CONFIRM_WITHIN = dt.timedelta(days=1)


def to_receive(user: Any) -> Any:
    """Deliveries that wait for this person's business to confirm them, oldest first."""
    mine = my_organisation(user)
    rows = Shipment.objects.filter(receiver=mine, state=ShipmentState.SENT)
    return rows.select_related("sender").order_by("sent_at", "pk")


def num_to_receive(user: Any) -> int:
    """How many, for the navigation."""
    return to_receive(user).count() if user.role in Role.BUSINESS else 0


def register() -> None:
    """Called once when the app is ready."""
    every = frozenset(Role.values)
    register_nav(
        NavItem(
            SHIPPING,
            gettext_lazy("Shipments"),
            "trace:shipments",
            every,
            "ship",
            30,
            tab=True,
            count=num_to_receive,
        )
    )
    register_home(fill_home)
    register_search(find)


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Shipments for the search box."""
    rows = Shipment.objects.visible_to(user).matching(text).select_related("sender", "receiver")
    for shipment in rows.order_by("-pk")[:5]:
        title = f"{shipment.code} · {shipment.sender} → {shipment.receiver}"
        yield _("Shipment"), title, shipment.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """Deliveries to confirm; the way to ship."""
    if trading_organisation(user) is None:
        return
    for shipment in to_receive(user)[:5]:
        home.todos.append(
            Todo(
                _("Confirm the delivery from %(sender)s") % {"sender": shipment.sender},
                _("Shipment %(code)s, sent %(time)s")
                % {
                    "code": shipment.code,
                    "time": f"{timezone.localtime(shipment.sent_at):%m-%d %H:%M}",
                },
                shipment.get_absolute_url(),
                _("Confirm receipt"),
                timezone.localdate(shipment.sent_at) + CONFIRM_WITHIN,
            )
        )
    home.tiles.append(Tile(_("Ship"), "", reverse("trace:new_shipment"), "ship", 25))
