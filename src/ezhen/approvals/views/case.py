"""One case: where it stands, what changed since I looked, the form of the stage that is mine."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ezhen.accounts.api import allow
from ezhen.approvals.actions import case as case_actions
from ezhen.approvals.actions import flow
from ezhen.approvals.actions.notice import answer_objection, publish_notice
from ezhen.approvals.actions.payment import pay_case
from ezhen.approvals.actions.vote import close_vote
from ezhen.approvals.definitions import Stage, StageKind
from ezhen.approvals.forms import AnswerForm, StageForm, revision_seen, starting_values
from ezhen.approvals.models import Case, Objection
from ezhen.approvals.queries import page as pages
from ezhen.approvals.queries.procedure import definition_of
from ezhen.approvals.rules import READERS, is_applicant
from ezhen.approvals.views.apply import is_writing, visible_case, writing_page
from ezhen.core.forms import ReasonForm, press, submit

RETURN, REFUSE = "return", "refuse"


@allow(*READERS)
@require_GET
def case(request: HttpRequest, uuid: str) -> HttpResponse:
    """The application as it is written, or the case as it stands."""
    found = visible_case(request, uuid)
    if is_writing(request, found):
        return writing_page(request, found)
    return _page(request, found)


def _page(request: HttpRequest, found: Case, form: StageForm | None = None, **more: Any) -> Any:
    page = pages.page_of(found, request.user)
    if page.mine and form is None:
        form = _stage_form(request, found, page.mine)
    context = {
        "page": page,
        "case": found,
        "definition": page.definition,
        "form": form if page.mine else None,
        "today": timezone.localdate(),
        "reason_form": ReasonForm(auto_id="back-%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw-%s"),
        "reveal_form": ReasonForm(auto_id="reveal-%s"),
        "end_form": ReasonForm(auto_id="end-%s"),
        "answer_form": AnswerForm(auto_id="answer-%s"),
    }
    shown = [form, more.get("answer_form")]
    status = 422 if any(one is not None and one.errors for one in shown) else 200
    return render(request, "approvals/case.html", context | more, status=status)


def _stage_form(request: HttpRequest, found: Case, stage: Stage, **more: Any) -> StageForm:
    data = pages.known_for_stage(found, stage)
    now, masked = starting_values(stage.fields, data)
    return StageForm(
        request.POST or None,
        defined=stage.fields,
        user=request.user,
        masked=masked,
        initial=now,
        is_own=is_applicant(request.user, found),
        **more,
    )


@allow(*READERS)
@require_POST
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    """Pass, return or refuse at the stage that the page showed."""
    found = visible_case(request, uuid)
    try:
        stage = definition_of(found).stage(request.POST.get("stage", ""))
    except LookupError:
        return redirect(found)
    decision = request.POST.get("decision", "pass")
    form = _stage_form(request, found, stage, needs_fields=decision not in {RETURN, REFUSE})
    do = _doing(request, found, stage, decision, form)

    def once() -> str:
        do()
        messages.success(request, _done(decision, stage))
        return found.get_absolute_url()

    if done := submit(request, form, once):
        return done
    found = visible_case(request, uuid)
    if pages.page_of(found, request.user).mine != stage:  # somebody was faster
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect(found)
    if decision in {RETURN, REFUSE}:
        full = _stage_form(request, found, stage)
        full.full_clean()
        full._errors = form.errors  # noqa: SLF001 only what this decision lacks
        form = full
    return _page(request, found, form)


def _doing(
    request: HttpRequest, found: Case, stage: Stage, decision: str, form: StageForm
) -> Callable[[], Any]:
    facts: dict[str, Any] = {"case": found, "stage": stage.code, "by": request.user}

    def do() -> Any:
        comment = form.cleaned_data["comment"]
        internal = form.cleaned_data.get("internal", "")
        if decision in {RETURN, REFUSE}:
            act = flow.return_case if decision == RETURN else flow.refuse_case
            return act(**facts, comment=comment, internal=internal)
        if stage.kind == StageKind.PUBLICISE:
            return publish_notice(**facts, comment=comment)
        if stage.kind == StageKind.VOTE:
            return close_vote(**facts)
        values = pages.kept_values(found, stage) | form.values()
        if stage.kind == StageKind.PAY:
            return pay_case(**facts, values=values, comment=comment)
        return flow.pass_stage(
            **facts,
            values=values,
            revision=revision_seen(request),
            comment=comment,
            internal=internal,
        )

    return do


def _done(decision: str, stage: Stage) -> str:
    if decision == RETURN:
        return _("Returned with your reason.")
    if decision == REFUSE:
        return _("Not granted; the applicant reads your reason.")
    return _("Done: %(stage)s.") % {"stage": stage.title}


@allow(*READERS)
@require_POST
def answer(request: HttpRequest, uuid: str) -> HttpResponse:
    """Answer an objection to the notice of a case."""
    rows = Objection.objects.select_related("notice__case")
    objection = get_object_or_404(rows, uuid=uuid)
    found = visible_case(request, str(objection.notice.case.uuid))
    form = AnswerForm(request.POST, auto_id="answer-%s")

    def do() -> str:
        answer_objection(
            objection=objection,
            result=form.cleaned_data["result"],
            answer=form.cleaned_data["answer"],
            by=request.user,
        )
        messages.success(request, _("Answered; whoever objected finds it by the number."))
        return found.get_absolute_url()

    if done := submit(request, form, do):
        return done
    if objection.result != "open":
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect(found)
    context = {"answer_form": form, "answering": objection}
    return _page(request, found, **context)


@allow(*READERS)
@require_POST
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    """What was granted ends early."""
    found = visible_case(request, uuid)
    reason = request.POST.get("reason", "")
    return press(
        request,
        found,
        lambda: case_actions.end_grant(case=found, reason=reason, by=request.user),
        _("Ended. Open applications under it go on; new ones are refused."),
    )


@allow(*READERS)
@require_POST
def reveal(request: HttpRequest, uuid: str) -> HttpResponse:
    """Show personal values once, with a reason that is remembered."""
    found = visible_case(request, uuid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why."))
        return redirect(found)
    told = case_actions.reveal_case(case=found, reason=form.cleaned_data["reason"], by=request.user)
    return _page(request, found, revealed=told)
