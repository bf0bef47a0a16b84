"""What figures add to navigation and home pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.api import Role
from ezhen.archive.api import register_subject
from ezhen.core.shell import Home, NavItem, Todo, register_home, register_nav
from ezhen.figures.enums import FilingState
from ezhen.figures.models import Filing
from ezhen.figures.queries.dataset import datasets
from ezhen.figures.queries.filing import waiting_for
from ezhen.figures.queries.paper import KIND, subject
from ezhen.figures.rules import may_file, may_verify
from ezhen.parties.api import organisation_of


def owed_by(user: Any) -> list[Any]:
    """The returns this person's house still owes."""
    mine = organisation_of(user) if user.role in Role.BUSINESS else None
    sets = [one for one in datasets().values() if may_file(user, one, mine)]
    return waiting_for(mine, sets) if sets else []


def num_waiting(user: Any) -> int:
    """For the navigation: returns to file, or to check."""
    return len(owed_by(user)) + to_check(user).count()


def to_check(user: Any) -> Any:
    """Returns that wait for this person's role."""
    mine = [one.code for one in datasets().values() if may_verify(user, one)]
    return Filing.objects.filter(dataset__in=mine, state=FilingState.FILED)


def register() -> None:
    """Called once when the app is ready."""
    everybody = frozenset({*Role.BUSINESS, *Role.OFFICE})
    offices = frozenset(Role.OFFICE)
    register_nav(
        NavItem(
            gettext_lazy("Figures"),
            gettext_lazy("Returns"),
            "figures:returns",
            everybody,
            "list",
            66,
            count=num_waiting,
        ),
        NavItem(
            gettext_lazy("Figures"),
            gettext_lazy("Named figures"),
            "figures:named",
            offices,
            "list",
            67,
        ),
    )
    register_home(fill_home)
    register_subject(KIND, subject)


def fill_home(user: Any, home: Home) -> None:
    """Returns that are due; for the checker, how many wait."""
    for row in owed_by(user)[:4]:
        home.todos.append(
            Todo(
                _("File %(title)s, %(period)s")
                % {"title": row.definition.title, "period": row.period},
                row.filing.returned_why if row.is_returned else str(row.definition.what),
                reverse("figures:file", args=[row.definition.code, row.period.key]),
                _("Mend") if row.is_returned else _("File the return"),
                row.due,
            )
        )
    waiting = to_check(user)
    number = waiting.count()
    if number:
        first = waiting.order_by("changed_at", "pk").first()
        home.todos.append(
            Todo(
                _("Check %(number)d returns") % {"number": number},
                str(datasets()[first.dataset].title),
                first.get_absolute_url(),
                _("Check it"),
            )
        )
