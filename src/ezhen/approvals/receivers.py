"""What approvals add to navigation, home pages, search and the archive."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts.enums import Role
from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.enums import LOGGED
from ezhen.approvals.models import Case
from ezhen.approvals.queries.case import KIND, queue_for, to_mend, waiting_for
from ezhen.approvals.queries.listing import Line, lines_of, objections_to_answer, publishes
from ezhen.approvals.queries.offer import Offer, offers_for
from ezhen.approvals.queries.paper import AGREEMENT
from ezhen.approvals.queries.procedure import definition_of, register_known
from ezhen.approvals.rules import READERS
from ezhen.archive import api as archive
from ezhen.core.definitions import FieldType
from ezhen.core.search import matching
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
from ezhen.core.workdays import add_workdays
from ezhen.parties.api import organisation_of

SHOWN = 6
MEND_WORKDAYS = 5
NAMES = {AGREEMENT: gettext_lazy("Agreement for signature")}


def register() -> None:
    """Called once when the app is ready."""
    group, label = gettext_lazy("Programme"), gettext_lazy("Applications")
    register_nav(
        NavItem(group, label, "approvals:cases", READERS, "doc", 60, tab=True, count=num_waiting)
    )
    register_home(fill_home)
    register_search(find)
    register_words(LOGGED)
    register_known(of_party)
    archive.register_types(NAMES.get, lambda: NAMES)
    archive.register_subject(KIND, subject)
    archive.register_viewer(may_open)


def num_waiting(user: Any) -> int:
    """What waits for this person: steps, applications to mend, objections."""
    number = Case.objects.filter(waiting_for(user) | to_mend(user)).count()
    return number + (objections_to_answer(user).count() if publishes(user) else 0)


def fill_home(user: Any, home: Home) -> None:
    """Steps to do with their day, applications that came back, objections, what is offered."""
    if user.role not in READERS:
        return
    rows = queue_for(user)[:SHOWN]
    home.todos.extend(_todo(line) for line in lines_of(rows))
    home.todos.extend(
        _mend(case)
        for case in Case.objects.filter(to_mend(user)).select_related("procedure")[:SHOWN]
    )
    if publishes(user):
        home.todos.extend(_objections(user))
    if user.role in Role.BUSINESS:
        home.tiles.append(
            Tile(
                _("Apply"),
                _("subsidies, licences, places, stations"),
                reverse("approvals:open"),
                "doc",
                30,
            )
        )
        home.todos.extend(_offered(user))


def _todo(line: Line) -> Todo:
    case = line.case
    who = str(case.organisation or line.definition.title)
    return Todo(
        f"{line.stage.title}：{who}",
        f"{line.definition.title} {case.number}",
        case.get_absolute_url(),
        _("Open"),
        line.due,
    )


def _mend(case: Case) -> Todo:
    step = case.steps.filter(decision="returned").order_by("-pk").first()
    since = case.stage_since.date()
    return Todo(
        _("Mend: %(title)s %(number)s") % {"title": definition_of(case), "number": case.number},
        step.comment if step else _("Taken back to be changed"),
        case.get_absolute_url(),
        _("Mend"),
        add_workdays(since, MEND_WORKDAYS),
    )


def _objections(user: Any) -> Iterator[Todo]:
    for objection in objections_to_answer(user)[:SHOWN]:
        yield Todo(
            _("Objection to %(title)s") % {"title": objection.notice.title},
            objection.text[:40],
            objection.notice.case.get_absolute_url(),
            _("Answer"),
        )


def _offered(user: Any) -> Iterator[Todo]:
    organisation = organisation_of(user)
    for offer in offers_for(organisation) if organisation else ():
        yield Todo(_offer_title(offer), offer.why, reverse("approvals:open"), _("Take it up"))


def _offer_title(offer: Offer) -> str:
    title = str(offer.rule.title)
    if not offer.amount:
        return _("Granted without applying: %(title)s") % {"title": title}
    return _("Granted without applying: %(title)s, %(amount)s yuan") % {
        "title": title,
        "amount": offer.amount,
    }


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Applications for the search box."""
    rows = Case.objects.filter(matching(text)) | Case.objects.filter(number__iexact=text)
    rows = rows.select_related("procedure", "organisation")
    for case in Case.objects.visible_to(user).filter(pk__in=rows.values("pk")).order_by("-pk")[:5]:
        about = definition_of(case)
        yield str(about.title), f"{case.organisation or ''} {case.number}", case.get_absolute_url()


def of_party(organisation: Any, definition: ProcedureDefinition) -> dict[str, Any]:
    """What the registration of a business says already."""
    site = organisation.sites.order_by("pk").first()
    values: dict[str, Any] = {"phone": organisation.phone} if organisation.phone else {}
    if site is None:
        return values
    values |= {"address": site.address} if site.address else {}
    places = [field.name for field in definition.fields if field.type == FieldType.PLACE]
    return values | dict.fromkeys(places, site.place_code)


def subject(_group: str, key: str) -> tuple[str, str]:
    """What a paper of a case belongs to, for the archive."""
    case = Case.objects.filter(uuid=key).select_related("procedure").first()
    if case is None:
        return key, ""
    return f"{definition_of(case)} {case.number}", case.get_absolute_url()


def may_open(user: Any, file: Any) -> bool:
    """The paper of a case opens for whoever sees the case."""
    uuids = archive.subjects_of(KIND, file)
    return bool(uuids) and Case.objects.filter(uuid__in=uuids).visible_to(user).exists()
