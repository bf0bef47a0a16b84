"""What registration adds to navigation, home pages, search, and the name beside a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ezhen.accounts.api import Role
from ezhen.core.definitions import FieldType
from ezhen.core.references import register_reference
from ezhen.core.shell import (
    Figure,
    Home,
    NavItem,
    Tile,
    Todo,
    register_home,
    register_identity,
    register_nav,
    register_search,
    register_words,
)
from ezhen.parties.enums import LOGGED, RegistrationState
from ezhen.parties.models import Organisation
from ezhen.parties.queries import (
    PartyReference,
    approved_by_month,
    licences_expiring,
    organisation_of,
)

REGISTRATION = gettext_lazy("Registration")
SHOWN = 5
MONTHS = 12


def num_waiting(user: Any) -> int:
    """Registrations that wait for the bureau."""
    return Organisation.objects.waiting().count() if user.role == Role.BUREAU else 0


def register() -> None:
    """Called once when the app is ready."""
    register_reference(FieldType.PARTY, PartyReference())
    offices = frozenset(Role.OFFICE | Role.POWERS)
    register_nav(
        NavItem(
            REGISTRATION,
            gettext_lazy("Market entities"),
            "parties:organisations",
            offices,
            "factory",
            60,
            tab=True,
            count=num_waiting,
        ),
        NavItem(
            REGISTRATION,
            gettext_lazy("Papers that end"),
            "parties:licences",
            frozenset(Role.OFFICE),
            "calendar",
            61,
        ),
        NavItem(
            gettext_lazy("My business"),
            gettext_lazy("Registration and papers"),
            "parties:mine",
            frozenset(Role.BUSINESS),
            "factory",
            70,
        ),
    )
    register_home(fill_home)
    register_words(LOGGED)
    register_search(find)
    register_identity(identity)


def identity(user: Any) -> tuple[str, str]:
    """Organisation and role, as shown beside the name."""
    organisation = organisation_of(user) if user.role in Role.BUSINESS else None
    return str(organisation or ""), str(Role(user.role).label)


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Market entities for the search box."""
    rows = Organisation.objects.visible_to(user).chosen(q=text).order_by("name", "pk")[:5]
    for row in rows:
        yield _("Market entity"), row.name, row.get_absolute_url()


def fill_home(user: Any, home: Home) -> None:
    """The bureau: what to review; a business: what its registration still needs."""
    if user.role in {Role.BUREAU, Role.OPERATOR, Role.AUDITOR}:
        url = reverse("parties:organisations")
        home.tiles.append(
            Tile(_("Market entities"), _("registrations and papers"), url, "factory", 10)
        )
    if user.role == Role.OPERATOR:
        _add_ending_papers(home)
    if user.role == Role.BUREAU:
        _fill_bureau(home)
    elif user.role in Role.BUSINESS and (mine := organisation_of(user)):
        _fill_business(mine, home)


def _add_ending_papers(home: Home) -> None:
    """The operator reminds businesses before their papers end."""
    rows = licences_expiring(on=timezone.localdate())
    number = rows.count()
    first = rows.first()
    if first is None:
        return
    said = ngettext("%(n)d paper ends soon", "%(n)d papers end soon", number) % {"n": number}
    about = f"{first.organisation} {first.get_kind_display()}"
    url = reverse("parties:licences")
    home.todos.append(Todo(said, about, url, _("Remind"), first.valid_until))


def _fill_bureau(home: Home) -> None:
    for row in Organisation.objects.waiting().order_by("submitted_at", "pk")[:SHOWN]:
        submitted = timezone.localdate(row.submitted_at)
        home.todos.append(
            Todo(
                _("Review the registration of %(name)s") % {"name": row.name},
                _("handed in on %(date)s") % {"date": f"{submitted:%Y-%m-%d}"},
                row.get_absolute_url(),
                _("Review"),
                submitted,
            )
        )
    today = timezone.localdate()
    home.figure = Figure(
        _("Market entities approved"),
        f"{Organisation.objects.approved().count():,}",
        "",
        _("as of %(date)s") % {"date": f"{today:%Y-%m-%d}"},
        reverse("parties:organisations") + "?state=approved",
        trend=approved_by_month(months=MONTHS, until=today),
        note=_("Bars: approved by the end of each month."),
    )


def _fill_business(mine: Organisation, home: Home) -> None:
    if mine.state == RegistrationState.RETURNED:
        home.todos.append(
            Todo(
                _("Mend your registration"),
                mine.return_reason,
                mine.get_absolute_url(),
                _("Mend"),
                timezone.localdate(mine.decided_at),
            )
        )
    elif mine.state == RegistrationState.DRAFT:
        home.todos.append(
            Todo(
                _("Complete your registration"),
                _("Papers and a site are needed before the bureau can review it."),
                mine.get_absolute_url(),
                _("Complete"),
            )
        )
    if mine.state != RegistrationState.APPROVED:
        home.sections.append(("parties/home_registration.html", {"organisation": mine}))
        url = mine.get_absolute_url()
        home.tiles.append(Tile(_("My registration"), _("papers, sites, people"), url, "factory", 5))
    ending = licences_expiring(on=timezone.localdate()).filter(organisation=mine)
    for paper in ending[:SHOWN]:
        home.todos.append(
            Todo(
                _("%(paper)s ends") % {"paper": paper.get_kind_display()},
                _("No. %(number)s; renew it and upload the new one") % {"number": paper.number},
                reverse("parties:new_licence", args=[mine.uuid]),
                _("Upload"),
                paper.valid_until,
            )
        )
