"""Findings of inspections and their rectification."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.core.forms import submit
from ezhen.programme.actions import finding as actions
from ezhen.programme.enums import FindingState
from ezhen.programme.forms import ExplainForm, FindingForm, MendingForm, ProofForm
from ezhen.programme.models import Finding, Sample
from ezhen.programme.queries.finding import findings as findings_in
from ezhen.programme.queries.finding import num_open
from ezhen.programme.rules import KEEPS, SEES, SETTLES
from ezhen.programme.views.step import step

PAGE = 50


@allow(*SEES)
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """What inspections found, what is not mended first."""
    state = request.GET.get("state", "")
    state = state if state in FindingState.values else ""
    page = Paginator(findings_in(state), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.standing = FindingState(one.state)
    context = {
        "page_obj": page,
        "num_open": num_open(),
        "states": FindingState,
        "state": state,
        "today": timezone.localdate(),
        "may_raise": request.user.role in SETTLES,
    }
    return render(request, "programme/findings.html", context)


@allow(*SETTLES)
@require_http_methods(["GET", "POST"])
def new_finding(request: HttpRequest) -> HttpResponse:
    """The inspector writes down a problem; `?sample=` ties it to a row that was drawn."""
    key = request.GET.get("sample", "")
    sample = get_object_or_404(Sample, uuid=key) if key else None
    form = FindingForm(request.POST or None, rows=sample.rows if sample else ())

    def do() -> str:
        found = actions.raise_finding(sample=sample, by=request.user, **form.facts())
        return found.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("What was found?"),
        answer=_("The operator answers it, or mends it by a day; then you judge."),
        button=_("Raise the finding"),
        back=(_("Findings"), reverse("programme:findings")),
    )


@allow(*SEES)
@require_GET
def finding(request: HttpRequest, uuid: str) -> HttpResponse:
    """One finding with everything said and done about it."""
    return _page(request, get_object_or_404(Finding, uuid=uuid))


def _page(request: HttpRequest, found: Finding, **forms: Any) -> HttpResponse:
    steps = [
        {
            "date": one.at,
            "title": one.get_state_display(),
            "who": one.by,
            "text": one.text,
            "url": reverse("archive:download", args=[one.file.uuid]) if one.file else "",
        }
        for one in found.steps.select_related("by", "file").order_by("pk")
    ]
    state, keeps = FindingState(found.state), request.user.role in KEEPS
    context = {
        "finding": found,
        "standing": state,
        "steps": steps,
        "today": timezone.localdate(),
        "mending": forms.get("plan") or MendingForm(auto_id="plan-%s"),
        "dispute": forms.get("dispute") or ExplainForm(auto_id="dispute-%s"),
        "proof": forms.get("prove") or ProofForm(auto_id="proof-%s"),
        "judge": forms.get("judge") or ExplainForm(auto_id="judge-%s"),
        "may_answer": keeps and state == FindingState.OPEN,
        "may_prove": keeps and state == FindingState.PLANNED,
        "may_judge": request.user.role in SETTLES and state in actions.JUDGED,
    }
    return render(request, "programme/finding.html", context, status=422 if forms else 200)


ANSWERS = {
    "dispute": (ExplainForm, actions.dispute_finding),
    "plan": (MendingForm, actions.plan_mending),
    "prove": (ProofForm, actions.prove_mending),
}


@allow(*KEEPS)
@require_POST
def answer(request: HttpRequest, uuid: str, what: str) -> HttpResponse:
    """The contractor disputes, plans, or proves."""
    found = get_object_or_404(Finding, uuid=uuid)
    if what not in ANSWERS:
        raise PermissionDenied
    form_class, do_it = ANSWERS[what]
    form = form_class(request.POST, request.FILES)

    def do() -> str:
        do_it(finding=found, by=request.user, **form.facts())
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, **{what: form})


@allow(*SETTLES)
@require_POST
def judge(request: HttpRequest, uuid: str) -> HttpResponse:
    """The inspector decides."""
    found = get_object_or_404(Finding, uuid=uuid)
    form = ExplainForm(request.POST)
    is_good = "bad" not in request.POST

    def do() -> str:
        actions.judge_finding(finding=found, is_good=is_good, by=request.user, **form.facts())
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, judge=form)
