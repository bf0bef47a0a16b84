"""Writing an application: saved by itself, papers, check-your-answers, sending, taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.approvals.actions import case as actions
from ezhen.approvals.actions import paper as paper_actions
from ezhen.approvals.enums import CaseState
from ezhen.approvals.errors import CaseIncomplete
from ezhen.approvals.forms import CaseForm, PaperForm, PromiseForm, revision_seen, starting_values
from ezhen.approvals.models import Case
from ezhen.approvals.queries import case as queries
from ezhen.approvals.queries.case import KIND
from ezhen.approvals.queries.paper import facts_of, paper_rows
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.rules import READERS, is_applicant
from ezhen.approvals.validators import read_fields
from ezhen.archive.api import documents_for
from ezhen.core.errors import DomainError
from ezhen.core.forms import ActionForm, ReasonForm, press, submit


def visible_case(request: HttpRequest, uuid: str) -> Case:
    """The case, for whoever may see it; for all others there is none."""
    rows = Case.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("organisation", "procedure", "applicant"), uuid=uuid
    )


def is_writing(request: HttpRequest, case: Case) -> bool:
    """Does this person write the application now?"""
    return case.state in CaseState.EDITABLE and is_applicant(request.user, case)


def writing_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The task list beside the fields and the papers."""
    definition = definition_of(case)
    now, masked = starting_values(definition.fields, case.data)
    form = CaseForm(definition=definition, user=request.user, initial=now, masked=masked)
    context = tasks(case) | {
        "form": form,
        "line": queries.status_line(case),
        "returned": _returned(case),
        "withdraw_form": ReasonForm(auto_id="withdraw-%s"),
        "paper_form": ActionForm(),
    }
    return render(request, "approvals/apply.html", context)


def tasks(case: Case) -> dict[str, Any]:
    """What is done of an application and what is not."""
    definition = definition_of(case)
    papers = [] if case.offer else paper_rows(case, definition.papers)
    asked = [field for field in definition.fields if field.required]
    return {
        "case": case,
        "definition": definition,
        "facts": facts_of(case),
        "papers": papers,
        "num_fields": len(asked),
        "num_filled": sum(case.data.get(field.name) is not None for field in asked),
        "num_papers": sum(row.ask.required for row in papers),
        "num_there": sum(row.ask.required and bool(row.documents) for row in papers),
        "lacking": len(queries.problems_of(case)),
        "now": timezone.localtime(),
    }


def _returned(case: Case) -> Any:
    rows = case.steps.filter(decision__in=["returned", "voided"]).select_related("by")
    return rows.order_by("-pk").first() if case.state == CaseState.RETURNED else None


@allow(*READERS)
@require_POST
def save(request: HttpRequest, uuid: str) -> HttpResponse:
    """Keep what stands in the form. Asked by the page while somebody types, it answers with the
    task list; a form sent without script comes back to the page."""
    case = visible_case(request, uuid)
    definition = definition_of(case)
    _now, masked = starting_values(definition.fields, case.data)
    form = CaseForm(request.POST, definition=definition, user=request.user, masked=masked)
    raw, expects = form.raw(), revision_seen(request) or 0
    refusal = ""
    try:
        case = actions.save_case(case=case, values=raw, expects=expects, by=request.user)
    except DomainError as error:
        refusal = str(error)
    if not request.headers.get("HX-Request"):
        messages.error(request, refusal) if refusal else messages.success(request, _("Saved."))
        return redirect(case)
    _clean, problems = read_fields(definition.fields, raw)
    labels = {field.name: field.label for field in definition.fields}
    context = tasks(visible_case(request, uuid)) | {
        "refusal": refusal,
        "unread": [(labels[name], said) for name, said in problems if raw.get(name)],
        "is_swap": True,
    }
    return render(request, "approvals/saved.html", context)


@allow(*READERS)
@require_POST
def hand_in(request: HttpRequest, uuid: str) -> HttpResponse:
    """Put a paper to the case."""
    case = visible_case(request, uuid)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect(case)
    found = form.cleaned_data

    def do() -> None:
        paper_actions.hand_in_paper(
            case=case, document=found["document"], file=found["file"], by=request.user
        )

    return press(request, case, do, _("Filed."))


@allow(*READERS)
@require_POST
def take_out(request: HttpRequest, uuid: str, paper: str) -> HttpResponse:
    """Take a wrong paper out again."""
    case = visible_case(request, uuid)
    document = get_object_or_404(documents_for(KIND, str(uuid)), uuid=paper)
    return press(
        request,
        case,
        lambda: paper_actions.take_out_paper(case=case, document=document, by=request.user),
        _("Taken out."),
    )


@allow(*READERS)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, uuid: str) -> HttpResponse:
    """Check your answers, then send."""
    case = visible_case(request, uuid)
    if not is_writing(request, case):
        return redirect(case)
    form = PromiseForm(request.POST or None)
    expects = revision_seen(request) or 0

    def do() -> str:
        actions.send_case(case=case, expects=expects, by=request.user)
        messages.success(request, _("Sent in as %(number)s.") % {"number": case.number})
        return case.get_absolute_url()

    done = None
    if request.method == "POST":
        try:
            done = submit(request, form, do)
        except CaseIncomplete as error:  # a page that was open while something was taken out
            form.refuse(error)
    if done:
        return done
    problems = queries.problems_of(case)
    labels = {field.name: str(field.label) for field in definition_of(case).fields}
    context = tasks(case) | {
        "form": form,
        "rows": queries.shown_rows(case),
        "problems": [(labels.get(name, ""), said) for name, said in problems],
    }
    return render(request, "approvals/check.html", context, status=422 if form.errors else 200)


@allow(*READERS)
@require_POST
def take_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """Take a running application back to change it."""
    case = visible_case(request, uuid)
    reason = request.POST.get("reason", "")
    return press(
        request,
        case,
        lambda: actions.take_back_case(case=case, reason=reason, by=request.user),
        _("Taken back. Change it and send it in again."),
    )


@allow(*READERS)
@require_POST
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    """Give the application up."""
    case = visible_case(request, uuid)
    reason = request.POST.get("reason", "")
    return press(
        request,
        case,
        lambda: actions.withdraw_case(case=case, reason=reason, by=request.user),
        _("Withdrawn. Everything stays readable."),
    )
