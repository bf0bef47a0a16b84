"""The plan: every task on one axis, one task with its steps, one step with its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.core.forms import ReasonForm, press
from ezhen.programme.actions import plan as actions
from ezhen.programme.forms import StepDoneForm, StepForm, StepMoveForm
from ezhen.programme.models import PlanStep
from ezhen.programme.queries import plan as queries
from ezhen.programme.rules import KEEPS, SEES
from ezhen.programme.views.step import step as step_page


@allow(*SEES)
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Every task by area, what is late first."""
    show = request.GET.get("show", "")
    show = show if show in queries.FILTERS else ""
    found = queries.plan(request.user, show)
    context = {"plan": found, "show": show, "may_keep": request.user.role in KEEPS}
    return render(request, "programme/plan.html", context)


@allow(*KEEPS)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Steps for the tasks that have none."""

    def do() -> None:
        number = actions.draft_plan(by=request.user)
        said = ngettext("%(n)d step planned.", "%(n)d steps planned.", number) % {"n": number}
        messages.success(request, said)

    return press(request, reverse("programme:plan"), do)


@allow(*SEES)
@require_GET
def task_plan(request: HttpRequest, task: str) -> HttpResponse:
    """The steps of a task and the milestones of its contracts."""
    try:
        found, months = queries.task_plan(task)
    except LookupError as error:
        raise Http404 from error
    context = {
        "found": found,
        "axis": months,
        "now": months.at(found.rows[0].today) if found.rows else 0,
        "may_keep": request.user.role in KEEPS,
    }
    return render(request, "programme/plan_task.html", context)


def _back(task: str) -> tuple[str, str]:
    return _("Plan of %(task)s") % {"task": task}, reverse("programme:plan_task", args=[task])


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def new_step(request: HttpRequest, task: str) -> HttpResponse:
    """One more step."""
    now = queries.tasks_now()
    if task not in now.duties:
        raise Http404
    duty = now.duties[task]
    form = StepForm(request.POST or None, initial={"owner": duty.name, "ends_on": duty.due})

    def do() -> str:
        return actions.add_step(task=task, by=request.user, **form.facts()).get_absolute_url()

    return step_page(
        request,
        form,
        do,
        headline=_("New step for %(task)s") % {"task": f"{task} {now.tasks[task].title}"},
        button=_("Put it into the plan"),
        back=_back(task),
    )


def _step(uuid: str) -> PlanStep:
    rows = PlanStep.objects.select_related("file", "milestone__contract")
    return get_object_or_404(rows, uuid=uuid)


@allow(*SEES)
@require_GET
def plan_step(request: HttpRequest, uuid: str) -> HttpResponse:
    """One step: first plan, plan now, proof, history."""
    found = _step(uuid)
    is_open = not found.is_dropped and found.done_on is None
    may_keep = request.user.role in KEEPS
    context = {
        "step": found,
        "row": next(
            (one for one in queries.plan_rows(found.task) if one.url == request.path), None
        ),
        "proof": queries.proof_of(found),
        "history": [_told(one) for one in found.changes.select_related("by").order_by("pk")],
        "may_change": may_keep and is_open,
        "may_reopen": may_keep and found.done_on is not None,
    }
    return render(request, "programme/plan_step.html", context)


def _told(change: Any) -> dict[str, Any]:
    days = f"{change.begins_on:%Y-%m-%d} – {change.ends_on:%Y-%m-%d}"
    title = f"{change.get_move_display()} {days}"
    if change.done_on:
        title = f"{change.get_move_display()} {change.done_on:%Y-%m-%d}"
    return {"date": change.at, "title": title, "who": change.by, "text": change.text}


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, uuid: str) -> HttpResponse:
    """Plan it anew, with a reason."""
    found = _step(uuid)
    initial = {name: getattr(found, name) for name in ("owner", "begins_on", "ends_on")}
    form = StepMoveForm(request.POST or None, initial=initial)

    def do() -> str:
        return actions.move_step(step=found, by=request.user, **form.facts()).get_absolute_url()

    return step_page(
        request,
        form,
        do,
        headline=_("Plan “%(step)s” anew") % {"step": found},
        answer=_("The first plan stays beside the new one."),
        button=_("Plan it anew"),
        back=(found.title, found.get_absolute_url()),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, uuid: str) -> HttpResponse:
    """It is done, and this proves it."""
    found = _step(uuid)
    form = StepDoneForm(
        request.POST or None, request.FILES or None, proofs=queries.proofs_for(found.task)
    )

    def do() -> str:
        actions.finish_step(step=found, by=request.user, **form.facts())
        return reverse("programme:plan_task", args=[found.task])

    return step_page(
        request,
        form,
        do,
        headline=_("“%(step)s” is done") % {"step": found},
        button=_("It is done"),
        back=(found.title, found.get_absolute_url()),
    )


REASONED = {
    "reopen": (
        actions.reopen_step,
        gettext_lazy("“%(step)s” is not done after all"),
        gettext_lazy("Open it again"),
    ),
    "drop": (actions.drop_step, gettext_lazy("Leave out “%(step)s”"), gettext_lazy("Leave it out")),
}


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, uuid: str, what: str) -> HttpResponse:
    """Open a done step again, or leave an open one out; both with a reason."""
    found = _step(uuid)
    if what not in REASONED:
        raise Http404
    form = ReasonForm(request.POST or None)
    do_it, headline, button = REASONED[what]

    def do() -> str:
        do_it(step=found, by=request.user, **form.facts())
        return found.get_absolute_url()

    return step_page(
        request,
        form,
        do,
        headline=headline % {"step": found},
        answer=_("What was kept about it stays in its history."),
        button=button,
        back=(found.title, found.get_absolute_url()),
    )
