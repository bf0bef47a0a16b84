"""Registration of market entities: signing up, completing, reviewing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import BACKEND, Role, allow, everyone, public
from ezhen.core.excel import excel_response
from ezhen.core.fields import mask
from ezhen.core.forms import ActionForm, press, submit
from ezhen.core.uploads import keep_upload
from ezhen.parties import actions, forms
from ezhen.parties.models import Organisation, Person
from ezhen.parties.queries import licences_expiring, map_of, organisation_of
from ezhen.parties.rules import may_see_papers, works_for

PAGE = 50


@public
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Anybody with a business in the county begins here."""
    form = forms.RegisterForm(request.POST or None)

    def do() -> str:
        made = actions.register_business(account=form.account(), organisation=form.organisation())
        login(request, made.memberships.get().user, backend=BACKEND)
        return made.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "parties/register.html", {"form": form})


@allow(Role.PRODUCER, Role.MERCHANT)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own registration."""
    found = organisation_of(request.user)
    return redirect(found) if found else redirect("home")


@allow(*Role.OFFICE, *Role.POWERS)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """All market entities, those that wait for review first."""
    chosen = forms.OrganisationFilter(request.GET)
    rows = Organisation.objects.visible_to(request.user).waiting_first()
    waiting = rows.waiting().count()
    if chosen.is_valid():
        rows = rows.chosen(**chosen.cleaned_data)
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "form": chosen, "num_waiting": waiting}
    return render(request, "parties/organisations.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = [_("Name"), _("Unified social credit code"), _("Kind"), _("Public phone"), _("State")]
    headers += [_("Submitted"), _("Decided")]
    table = (
        [
            row.name,
            row.credit_code,
            row.get_kind_display(),
            row.phone,
            row.get_state_display(),
            row.submitted_at,
            row.decided_at,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Market entities"), headers, table)


@everyone
@require_GET
def organisation(request: HttpRequest, uuid: str) -> HttpResponse:
    """A registration with its papers, sites and people; strangers see the public facts only."""
    found = _visible(request, uuid)
    inside = may_see_papers(request.user, found)
    people = list(found.people.order_by("pk")) if inside else []
    context = {
        "organisation": found,
        "inside": inside,
        "own": works_for(request.user, found),
        "licences": list(found.licences.select_related("file").order_by("valid_until", "pk"))
        if inside
        else [],
        "sites": list(found.sites.order_by("pk")),
        "map": map_of(found),
        "people": [
            (person, mask("phone", person.phone), mask("identity", person.identity_number))
            for person in people
        ],
        "may_review": request.user.role == Role.BUREAU and found.state == "submitted",
        "may_reveal": request.user.role in {Role.BUREAU, Role.REGULATOR},
        "return_form": forms.ReturnForm(),
        "today": timezone.localdate(),
    }
    return render(request, "parties/organisation.html", context)


def _visible(request: HttpRequest, uuid: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), uuid=uuid)


def _own(request: HttpRequest, uuid: str) -> Organisation:
    return get_object_or_404(Organisation.objects.of(request.user), uuid=uuid)


def _add(
    request: HttpRequest, organisation: Organisation, form: ActionForm, do: Callable[[], Any]
) -> HttpResponse:
    """The page of a form that adds something to one's registration."""

    def once() -> str:
        do()
        return organisation.get_absolute_url()

    done = submit(request, form, once) if request.method == "POST" else None
    context = {"form": form, "organisation": organisation, "kind": type(form).__name__}
    return done or render(request, "parties/form.html", context)


def _facts(form: ActionForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "submission"}


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    """Correct the facts while the registration is one's own."""
    found = _own(request, uuid)
    names = ("name", "short_name", "credit_code", "kind", "lot_prefix", "phone")
    now = {name: getattr(found, name) for name in names}
    form = forms.OrganisationForm(request.POST or None, initial=now)
    return _add(
        request,
        found,
        form,
        lambda: actions.change_organisation(organisation=found, by=request.user, **_facts(form)),
    )


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_licence(request: HttpRequest, uuid: str) -> HttpResponse:
    """Add or renew a paper."""
    found = _own(request, uuid)
    form = forms.LicenceForm(request.POST or None, request.FILES or None)

    def do() -> None:
        facts = _facts(form)
        facts["file"] = keep_upload(facts["file"], by=request.user)
        actions.add_licence(organisation=found, by=request.user, **facts)

    return _add(request, found, form, do)


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_site(request: HttpRequest, uuid: str) -> HttpResponse:
    """Add a place of work."""
    found = _own(request, uuid)
    form = forms.SiteForm(request.POST or None)
    return _add(
        request,
        found,
        form,
        lambda: actions.add_site(organisation=found, by=request.user, **_facts(form)),
    )


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest, uuid: str) -> HttpResponse:
    """Add somebody who works there."""
    found = _own(request, uuid)
    form = forms.PersonForm(request.POST or None)
    return _add(
        request,
        found,
        form,
        lambda: actions.add_person(organisation=found, by=request.user, **_facts(form)),
    )


@allow(Role.PRODUCER, Role.MERCHANT)
@require_POST
def send_in(request: HttpRequest, uuid: str) -> HttpResponse:
    """Hand the registration to the reviewer."""
    found = _own(request, uuid)
    return press(
        request,
        found,
        lambda: actions.submit_registration(organisation=found, by=request.user),
        _("Handed in. The bureau reviews it; the answer will stand here."),
    )


@allow(Role.BUREAU)
@require_POST
def approve(request: HttpRequest, uuid: str) -> HttpResponse:
    """Accept a registration."""
    found = _visible(request, uuid)
    return press(
        request,
        found,
        lambda: actions.approve_registration(organisation=found, by=request.user),
        _("Approved. The business may trade from now on."),
    )


@allow(Role.BUREAU)
@require_POST
def send_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """Return a registration with a reason."""
    found = _visible(request, uuid)
    reason = request.POST.get("reason", "")
    return press(
        request,
        found,
        lambda: actions.return_registration(organisation=found, reason=reason, by=request.user),
        _("Returned with your reason."),
    )


@allow(Role.BUREAU, Role.REGULATOR)
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, uuid: str) -> HttpResponse:
    """Read a person's masked numbers: with a reason, and an entry in the log."""
    person = get_object_or_404(Person.objects.select_related("organisation"), uuid=uuid)
    form = forms.RevealForm(request.POST or None)
    shown = False
    if request.method == "POST" and form.is_valid():
        actions.reveal_person(person=person, reason=form.cleaned_data["reason"], by=request.user)
        shown = True
    context = {"person": person, "form": form, "shown": shown}
    return render(request, "parties/reveal.html", context)


@allow(Role.BUREAU, Role.REGULATOR, Role.OPERATOR, Role.AUDITOR)
@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """Papers that end within 30 days or have ended."""
    today = timezone.localdate()
    rows = licences_expiring(on=today)
    ended = rows.filter(valid_until__lt=today).count()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "num_ended": ended, "today": today}
    return render(request, "parties/licences.html", context)
