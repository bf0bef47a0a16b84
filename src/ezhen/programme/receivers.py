"""What the programme adds to navigation, home pages and search, and which registers it keeps."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ezhen.approvals.api import case_of, register_settled
from ezhen.approvals.enums import CaseState
from ezhen.approvals.signals import cases_changed
from ezhen.archive.api import register_viewer
from ezhen.core import jobs
from ezhen.core.packfile import register_pack_check
from ezhen.core.search import matching
from ezhen.core.shell import (
    Home,
    NavItem,
    Todo,
    register_home,
    register_nav,
    register_search,
    register_words,
)
from ezhen.programme.actions.asset import LOANS
from ezhen.programme.actions.booking import USES
from ezhen.programme.actions.check import check_each_day
from ezhen.programme.actions.ledger import CONTRACTS, PAYMENTS
from ezhen.programme.actions.licence import LICENCE, count_each_day, put_licence
from ezhen.programme.actions.tenant import EXIT, TENANCY, end_tenancy, put_tenancy
from ezhen.programme.definitions import read_funds, read_plan
from ezhen.programme.enums import LOGGED, AcceptanceState
from ezhen.programme.models import (
    AcceptanceStep,
    AssetLoan,
    Booking,
    Contract,
    FindingStep,
    GrowthStep,
    Milestone,
    Payment,
    PlanStep,
)
from ezhen.programme.queries.acceptance import settled_values, waiting_for
from ezhen.programme.queries.acceptance_dossier import acceptance_part
from ezhen.programme.queries.booking import coming, to_end
from ezhen.programme.queries.daylog import day_logs
from ezhen.programme.queries.dossier import funds_part
from ezhen.programme.queries.finding import findings, num_open
from ezhen.programme.queries.flag import num_waiting
from ezhen.programme.queries.licence import REGISTER as LICENCES
from ezhen.programme.queries.licence import waiting
from ezhen.programme.queries.tenant import REGISTER as TENANCIES
from ezhen.programme.queries.tenant import is_unread, overdue, tenant_rows, visible
from ezhen.programme.rules import BOOKS, DECIDES, KEEPS, SEES, VISITS
from ezhen.registers.api import Server, serve_register
from ezhen.standards.api import Part, register_part, register_task_link

MONEY, INSPECTION = gettext_lazy("Money and assets"), gettext_lazy("Inspection and rectification")
PLACES = gettext_lazy("Rooms and tenants")
PROGRESS = gettext_lazy("Plan and reports")
NAV = (
    NavItem(PROGRESS, gettext_lazy("Plan"), "programme:plan", SEES, "calendar", 50),
    NavItem(MONEY, gettext_lazy("Budget"), "programme:budget", SEES, "chart", 55),
    NavItem(MONEY, gettext_lazy("Contracts"), "programme:contracts", SEES, "doc", 56),
    NavItem(
        MONEY,
        gettext_lazy("Red flags"),
        "programme:flags",
        SEES,
        "alert",
        57,
        count=lambda _user: num_waiting(),
    ),
    NavItem(MONEY, gettext_lazy("Assets"), "programme:assets", SEES, "box", 57),
    NavItem(INSPECTION, gettext_lazy("Samples"), "programme:samples", SEES, "check", 58),
    NavItem(
        INSPECTION,
        gettext_lazy("Findings"),
        "programme:findings",
        SEES,
        "eye",
        59,
        count=lambda _user: num_open(),
    ),
    NavItem(PLACES, gettext_lazy("Rooms"), "programme:areas", VISITS, "calendar", 61),
    NavItem(PLACES, gettext_lazy("Tenants"), "programme:tenants", VISITS, "factory", 63),
    NavItem(PLACES, gettext_lazy("Brand licences"), "programme:licences", VISITS, "shield", 64),
    NavItem(
        PLACES,
        gettext_lazy("Bookings"),
        "programme:bookings",
        VISITS,
        "check",
        62,
        count=lambda user: to_end().count() if user.role in KEEPS else 0,
    ),
    NavItem(INSPECTION, gettext_lazy("Acceptance"), "programme:acceptances", SEES, "shield", 60),
)
SHOWN = 4
COMING = 7  # days of bookings on the home page
SOON = dt.timedelta(days=30)


def register() -> None:
    """Called once when the app is ready."""
    register_words(LOGGED)
    register_nav(*NAV)
    register_home(fill_home)
    register_search(find)
    serve_register(CONTRACTS, Server("programme", _new_contract, _contract_of))
    serve_register(PAYMENTS, Server("programme", _contracts, _payment_of))
    serve_register(TENANCIES, Server("programme", _tenants, _tenant_of, is_shared=True))
    serve_register(LICENCES, Server("programme", _licences, _licence_of, is_shared=True))
    cases_changed.connect(follow_case, dispatch_uid="programme")
    jobs.beat(count_each_day)
    serve_register(LOANS, Server("programme", _assets, _loan_of, is_shared=True))
    serve_register(USES, Server("programme", _areas, _booking_of, is_shared=True))
    register_viewer(_may_open)
    register_task_link(_plan_of)
    register_pack_check(read_funds)
    register_pack_check(read_plan)
    jobs.beat(check_each_day)
    register_settled(settled_values)
    register_part(Part("acceptance", "验收评分与结论", acceptance_part, order=24))
    register_part(Part("funds", "资金", funds_part, order=25))


def _may_open(user: Any, file: Any) -> bool:
    """The proof of a rectification, a score or a step opens for whoever sees what it proves,
    that of a step of a tenant's plan for whoever sees the tenant."""
    plans = GrowthStep.objects.filter(file=file).values_list("tenant", flat=True)
    if visible(user).filter(uuid__in=list(plans)).exists():
        return True
    if user.role not in SEES:
        return False
    steps = AcceptanceStep.objects.filter(files=file)
    if user.role in KEEPS:
        steps = steps.exclude(acceptance__state=AcceptanceState.SCORING)
    return (
        any(rows.filter(file=file).exists() for rows in (FindingStep.objects, PlanStep.objects))
        or steps.exists()
    )


def _plan_of(task: str, user: Any) -> tuple[Any, str, str] | None:
    if user.role not in SEES:
        return None
    return _("Plan"), reverse("programme:plan_task", args=[task]), "calendar"


def _new_contract() -> str:
    return reverse("programme:new_contract")


def _contracts() -> str:
    return reverse("programme:contracts")


def _contract_of(row: Any) -> str:
    found = Contract.objects.filter(uuid=row.uuid).first()
    return found.get_absolute_url() if found else ""


def follow_case(procedure: str, case: str, **_facts: Any) -> None:
    """What was granted becomes a row: in the transaction of the grant."""
    follow = FOLLOWED.get(procedure)
    found = case_of(case) if follow else None
    if follow and found and found.state == CaseState.GRANTED:
        last = found.steps.order_by("-pk").select_related("by").first()
        if last and last.by:
            follow(case=found, by=last.by, at=last.at)


FOLLOWED = {TENANCY: put_tenancy, EXIT: end_tenancy, LICENCE: put_licence}


def _tenants() -> str:
    return reverse("programme:tenants")


def _tenant_of(row: Any) -> str:
    return reverse("programme:tenant", args=[row.uuid])


def _licences() -> str:
    return reverse("programme:licences")


def _licence_of(row: Any) -> str:
    return reverse("programme:licence", args=[row.uuid])


def _assets() -> str:
    return reverse("programme:assets")


def _loan_of(row: Any) -> str:
    found = AssetLoan.objects.filter(uuid=row.uuid).first()
    return reverse("programme:asset", args=[found.asset]) if found else ""


def _areas() -> str:
    return reverse("programme:areas")


def _booking_of(row: Any) -> str:
    found = Booking.objects.filter(uuid=row.uuid).first()
    return found.get_absolute_url() if found else ""


def _payment_of(row: Any) -> str:
    found = Payment.objects.filter(uuid=row.uuid).select_related("contract").first()
    return found.contract.get_absolute_url() if found else ""


def fill_home(user: Any, home: Home) -> None:
    """Work that waits for the client's acceptance; flags that wait for an explanation."""
    if user.role in SEES:
        home.todos += _mendings(user)
        home.todos += [Todo(*one) for one in waiting_for(user)]
    if user.role in DECIDES:
        home.todos += _acceptances()
    if user.role in KEEPS:
        home.todos += _uses()
        home.todos += _plans()
        home.todos += _brand(user)
    elif user.role in BOOKS:
        home.todos += _booked(user)
        home.todos += _unread(user)
    if user.role in KEEPS and (n := num_waiting()):
        text = ngettext("%(n)d red flag waits", "%(n)d red flags wait", n) % {"n": n}
        home.todos.append(
            Todo(
                text, _("Explain each, or mend it."), reverse("programme:flags"), _("Look at them")
            )
        )


def _mendings(user: Any) -> Iterator[Todo]:
    """What the operator has to answer or mend, or the inspector to judge."""
    states = ("open", "planned") if user.role in KEEPS else ("disputed", "proved")
    for row in findings().filter(state__in=states)[:SHOWN]:
        yield Todo(
            row.problem,
            row.get_state_display(),
            row.get_absolute_url(),
            _("Rectify") if user.role in KEEPS else _("Judge the finding"),
            row.due_on,
        )


def _uses() -> Iterator[Todo]:
    """Rooms that were booked, and nobody said whether they were used; today's log."""
    for day in day_logs(timezone.localdate()):
        if day.lines and day.log is None:
            yield Todo(
                _("Write today's log: %(facility)s") % {"facility": day.name},
                day.lines[0],
                reverse("programme:write_log") + f"?facility={day.code}",
                _("Write the log"),
                timezone.localdate(),
            )
    if n := to_end().count():
        text = ngettext("%(n)d use of a room to confirm", "%(n)d uses of rooms to confirm", n)
        yield Todo(
            text % {"n": n},
            _("Say who came; the register of venue use writes itself."),
            reverse("programme:bookings") + "?state=booked",
            _("Confirm them"),
        )


def _plans() -> Iterator[Todo]:
    """Steps of tenants' plans that should be done by now."""
    for row in overdue()[:SHOWN]:
        url = reverse("programme:end_growth", args=[row.uuid])
        yield Todo(
            row.goal,
            _("Plan of a tenant, with %(who)s") % {"who": row.mentor},
            url,
            _("Say what came of it"),
            row.due_on,
        )


def _brand(user: Any) -> Iterator[Todo]:
    """Licences about to end, and licensed firms that report no sales."""
    ends, quiet = waiting(user, timezone.localdate())
    for one in ends[:SHOWN]:
        url = reverse("programme:licence", args=[one.row.uuid])
        yield Todo(
            _("Brand licence ends: %(firm)s") % {"firm": one.firm},
            one.certificate,
            url,
            _("Look at the licence"),
            one.until,
        )
    for one in quiet[:SHOWN]:
        url = reverse("programme:licence", args=[one.row.uuid])
        yield Todo(
            _("No sales under the brand for three months: %(firm)s") % {"firm": one.firm},
            one.certificate,
            url,
            _("Look at the licence"),
        )


def _unread(user: Any) -> Iterator[Todo]:
    """A tenant whose plan has something new."""
    for row in tenant_rows(user)[:SHOWN]:
        if is_unread(row.uuid):
            url = reverse("programme:tenant", args=[row.uuid])
            yield Todo(_("Your one-to-one plan has something new"), "", url, _("Read the plan"))


def _booked(user: Any) -> Iterator[Todo]:
    """The rooms that a business has for the next days."""
    for row in coming(user, days=COMING)[:SHOWN]:
        starts = timezone.localtime(row.starts)
        yield Todo(
            str(row),
            f"{starts:%H:%M}–{timezone.localtime(row.ends):%H:%M}",
            row.get_absolute_url(),
            _("See the booking"),
            starts.date(),
        )


def _acceptances() -> Iterator[Todo]:
    soon = timezone.localdate() + SOON
    rows = Milestone.objects.filter(acceptance=None, is_advance=False, due_on__lte=soon)
    for row in rows.select_related("contract__party").order_by("due_on", "pk")[:SHOWN]:
        yield Todo(
            _("Accept the work: %(milestone)s") % {"milestone": row.title},
            f"{row.contract.party} · {row.contract.number}",
            reverse("programme:accept", args=[row.uuid]),
            _("Go and accept"),
            row.due_on,
        )


def find(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Contracts for the search box."""
    if user.role not in SEES:
        return
    rows = Contract.objects.filter(matching(text)).select_related("party")
    for row in rows.order_by("-signed_on", "-pk")[:5]:
        yield _("Contract"), f"{row.number} {row.party}", row.get_absolute_url()
