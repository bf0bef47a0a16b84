"""What lots, tests and processing add to navigation, home pages and search."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.enums import Role
from ezhen.archive.api import register_viewer
from ezhen.core.shell import (
    Figure,
    Home,
    NavItem,
    Tile,
    Todo,
    register_home,
    register_nav,
    register_search,
)
from ezhen.trace.enums import Standing, Step, TestState
from ezhen.trace.models import Lot
from ezhen.trace.queries import lot_page
from ezhen.trace.queries.figures import (
    Trend,
    output_between,
    output_by_week,
    sales_between,
    sales_by_week,
)
from ezhen.trace.rules import my_organisation, trading_organisation

MAKING = gettext_lazy("Making")
CHECKING = gettext_lazy("Checking goods")
TEST_WITHIN = dt.timedelta(days=5)
SHOWN = 6
WEEKS = 12


def waiting_for_test(user: Any) -> Any:
    """A business's own lots that wait for their test, oldest first."""
    mine = my_organisation(user)
    rows = Lot.objects.filter(owner=mine, test_state=TestState.WAITING)
    return rows.with_names().order_by("created_at", "pk")


def register() -> None:
    """Called once when the app is ready."""
    lots, businesses = gettext_lazy("Lots"), frozenset(Role.BUSINESS)
    others = frozenset(Role.values) - businesses
    register_nav(
        NavItem(MAKING, lots, "trace:lots", businesses, "make", 10, tab=True),
        NavItem(CHECKING, lots, "trace:lots", others, "make", 10, tab=True),
        NavItem(
            MAKING,
            gettext_lazy("Register a process"),
            "trace:new_process",
            frozenset({Role.PRODUCER}),
            "step",
            11,
        ),
    )
    register_home(fill_home)
    register_search(find)
    register_viewer(may_open_original)


def may_open_original(user: Any, file: Any) -> bool:
    """The paper or sensor file of a step, the report of a test: whoever sees that lot."""
    lots = Lot.objects.visible_to(user)
    return lots.filter(Q(steps__file=file) | Q(tests__report=file)).exists()


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Lots for the search box."""
    rows = Lot.objects.visible_to(user).matching(text).with_names().order_by("-pk")[:10]
    for lot in rows:
        yield _("Lot"), f"{lot.code} · {lot.product}", lot.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """A business: tests to record, its lots in hand, what it made or sold; offices: the latest lots
    and what the town sold."""
    if user.role in Role.BUSINESS:
        _fill_business(user, home)
    elif user.role in Role.OFFICE:
        home.tiles.append(
            Tile(_("Lots"), _("every lot with its story"), reverse("trace:lots"), "make", 30)
        )
        if user.role == Role.OPERATOR:
            home.figure = _sales_figure(None)
        rows = Lot.objects.visible_to(user)
        home.sections.append(("trace/home_lots.html", _latest(rows, None)))


def _fill_business(user: Any, home: Home) -> None:
    mine = trading_organisation(user)
    if mine is None:
        return
    for lot in waiting_for_test(user)[:SHOWN]:
        due = timezone.localdate(lot.created_at) + TEST_WITHIN
        home.todos.append(
            Todo(
                _("Record the test: lot %(lot)s") % {"lot": lot.code},
                _("%(product)s; it cannot be sold before") % {"product": lot.product},
                reverse("trace:new_test", args=[lot.uuid]),
                _("Record"),
                due,
            )
        )
    if user.role == Role.PRODUCER:
        home.tiles.append(
            Tile(
                _("Register a process"),
                _("filled in as last time"),
                reverse("trace:new_process"),
                "step",
                10,
            )
        )
        home.figure = _output_figure(mine)
    else:
        home.figure = _sales_figure(mine)
    home.tiles.append(
        Tile(_("Enter what came in"), "", reverse("trace:new_bought_lot"), "plus", 20)
    )
    rows = Lot.objects.visible_to(user)
    home.sections.append(("trace/home_lots.html", _latest(rows, mine)))


def _latest(rows: Any, mine: Any) -> dict[str, Any]:
    total = rows.count()
    rows = lot_page.with_standing(lot_page.with_last_step(lot_page.with_held(rows, mine)))
    lots = list(rows.with_names().order_by("-created_at", "-pk")[:SHOWN])
    for lot in lots:
        lot.state = Standing(lot.standing_now)
        lot.step = Step(lot.last_step).label if lot.last_step else ""
    return {"lots": lots, "total": total, "mine": mine}


def _output_figure(organisation: Any) -> Figure:
    """What a workshop made this month."""
    today = timezone.localdate()
    return _month_figure(
        _("Made in month %(month)d") % {"month": today.month},
        lambda first, last: output_between(organisation, first, last),
        output_by_week(organisation, weeks=WEEKS, until=today),
        _("Computed from the production records; bars: kg a week."),
    )


def _sales_figure(organisation: Any) -> Figure:
    """What a shop, or without one the town, sold this month."""
    today = timezone.localdate()
    return _month_figure(
        _("Sold in month %(month)d") % {"month": today.month},
        lambda first, last: sales_between(organisation, first, last),
        sales_by_week(organisation, weeks=WEEKS, until=today),
        _("Computed from the sales recorded; bars: kg a week."),
    )


def _month_figure(
    label: str, between: Callable[[dt.date, dt.date], float], trend: Trend, note: str
) -> Figure:
    """Kilograms of this month, against last month to the same day, with 12 weeks."""
    today = timezone.localdate()
    first = today.replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    now = between(first, today)
    then = between(before, min(before + (today - first), first - dt.timedelta(days=1)))
    change = ""
    if then:
        change = _("%(change)s against the same days of last month") % {
            "change": f"{(now - then) / then:+.1%}"
        }
    days = f"{first:%m-%d} – {today:%m-%d}"
    return Figure(label, f"{now:,.0f}", "kg", days, reverse("trace:lots"), change, trend, note)
