"""Who answers for what, and the programme's days."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.core.forms import submit
from ezhen.standards.actions.duty import assign_task, set_term
from ezhen.standards.forms import AssignForm, TermForm
from ezhen.standards.queries.clock import duties, programme
from ezhen.standards.queries.content import content_of, in_force


@allow(Role.BUREAU, Role.OPERATOR)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, task: str) -> HttpResponse:
    """Name the person and the day of a task."""
    version = in_force(timezone.localdate())
    if version is None or task not in content_of(version).tasks:
        raise Http404
    content = content_of(version)
    now = duties(content, programme())[task]
    initial = {"responsible": now.person, "reviewer": now.reviewer, "due_on": now.due}
    form = AssignForm(request.POST or None, initial=initial)

    def do() -> str:
        facts = {name: form.cleaned_data[name] for name in ("responsible", "reviewer", "due_on")}
        assign_task(task=task, by=request.user, **facts)
        return reverse("standards:task", args=[task])

    done = submit(request, form, do) if request.method == "POST" else None
    context = {"form": form, "task": content.tasks[task]}
    return done or render(request, "standards/assign.html", context)


@allow(Role.BUREAU)
@require_http_methods(["GET", "POST"])
def term(request: HttpRequest) -> HttpResponse:
    """Decide the programme's days."""
    now = programme()
    names = ("begins_on", "ends_on", "accepted_on")
    form = TermForm(request.POST or None, initial={name: getattr(now, name) for name in names})

    def do() -> str:
        facts = {name: form.cleaned_data[name] for name in (*names, "reason")}
        set_term(by=request.user, **facts)
        return reverse("standards:board")

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "standards/term.html", {"form": form, "note": now.note})
