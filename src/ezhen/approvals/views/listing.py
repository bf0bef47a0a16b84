"""The list of applications with what waits for me, and what can be applied for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ezhen.accounts.api import Role, allow
from ezhen.approvals.actions.case import accept_offer, start_case
from ezhen.approvals.enums import CaseState
from ezhen.approvals.forms import ListForm
from ezhen.approvals.models import Case
from ezhen.approvals.queries import listing
from ezhen.approvals.queries.offer import offers_for
from ezhen.approvals.queries.procedure import procedures
from ezhen.approvals.rules import READERS
from ezhen.core.excel import excel_response
from ezhen.core.forms import ActionForm, submit
from ezhen.parties.api import organisation_of

PAGE = 50
APPLICANTS = (*sorted(Role.BUSINESS), Role.OPERATOR)
PARTS = {
    "mine": gettext_lazy("Waiting for me"),
    "running": gettext_lazy("Under way"),
    "returned": gettext_lazy("Being written or mended"),
    "granted": gettext_lazy("Granted"),
    "ended": gettext_lazy("Refused or withdrawn"),
    "": gettext_lazy("All"),
}


@allow(*READERS)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Applications: for offices the queue first, for a business all of its own."""
    form = ListForm(request.GET, [(one.code, str(one)) for one in procedures().values()])
    form.full_clean()
    counts = listing.counts(request.user)
    part = request.GET.get("part", "mine" if counts["mine"] else "")
    part = part if part in PARTS else ""  # "all" too
    rows = listing.chosen(
        request.user,
        part=part,
        code=form.cleaned_data.get("procedure", ""),
        text=form.cleaned_data.get("q", ""),
    )
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "part": part,
        "parts": [(code, label, counts[code]) for code, label in PARTS.items()],
        "counts": counts,
        "page_obj": page,
        "lines": listing.lines_of(page.object_list),
        "objections": list(listing.objections_to_answer(request.user)[:PAGE]),
        "may_start": request.user.role in APPLICANTS,
        "narrows": bool(form.cleaned_data.get("q") or form.cleaned_data.get("procedure")),
    }
    return render(request, "approvals/cases.html", context)


def _excel(rows: Any) -> HttpResponse:
    names = [_("Number"), _("Procedure"), _("Applicant"), _("Asked, yuan"), _("Granted, yuan")]
    names += [_("Step"), _("State"), _("Sent in"), _("Due")]
    table = [
        [
            line.case.number,
            str(line.definition.title),
            str(line.case.organisation or line.case.applicant),
            line.case.amount,
            line.case.granted,
            str(line.stage.title),
            CaseState(line.case.state).label,
            line.case.sent_at,
            line.due,
        ]
        for line in listing.lines_of(rows)
    ]
    return excel_response(_("Applications"), names, table)


@allow(*APPLICANTS)
@require_GET
def open_procedures(request: HttpRequest) -> HttpResponse:
    """What this person can apply for, and what is granted without applying."""
    organisation = organisation_of(request.user)
    found = listing.may_start(request.user, organisation)
    drafts = Case.objects.visible_to(request.user).filter(state=CaseState.DRAFT)
    begun: dict[str, Case] = {}
    for case in drafts.order_by("pk"):
        begun[case.code] = case
    context = {
        "rows": [(one, begun.get(one.code), days_of(one)) for one in found],
        "offers": offers_for(organisation) if organisation else [],
        "organisation": organisation,
        "form": ActionForm(),
    }
    return render(request, "approvals/open.html", context)


def days_of(definition: Any) -> int:
    """Working days from sending to the end when each step takes all of its time."""
    notices = sum(stage.notice.days for stage in definition.stages if stage.notice)
    return notices + sum(stage.workdays or 0 for stage in definition.stages)


@allow(*APPLICANTS)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application; the same click twice begins one."""
    definition = get_definition(code)
    form = ActionForm(request.POST)
    organisation = organisation_of(request.user)

    def do() -> str:
        made = start_case(definition=definition, by=request.user, organisation=organisation)
        return made.get_absolute_url()

    return submit(request, form, do) or _told(request, form)


@allow(*sorted(Role.BUSINESS))
@require_POST
def accept(request: HttpRequest, code: str, offer: str) -> HttpResponse:
    """Take up what the data grant."""
    form = ActionForm(request.POST)
    organisation = organisation_of(request.user)

    def do() -> str:
        made = accept_offer(organisation=organisation, procedure=code, code=offer, by=request.user)
        return made.get_absolute_url()

    if organisation is None:
        return redirect("approvals:open")
    return submit(request, form, do) or _told(request, form)


def _told(request: HttpRequest, form: ActionForm) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("approvals:open")


def get_definition(code: str) -> Any:
    """The procedure of a code; none gives 404."""
    found = procedures().get(code)
    if found is None:
        raise Http404
    return found
