"""Red flags and samples."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.core.forms import submit
from ezhen.programme.actions.check import explain_flag, settle_flag
from ezhen.programme.actions.sample import draw_sample
from ezhen.programme.enums import FlagState
from ezhen.programme.flags import CHECKS
from ezhen.programme.forms import ExplainForm, SampleForm
from ezhen.programme.models import Flag, Sample
from ezhen.programme.queries.flag import dressed, num_waiting
from ezhen.programme.queries.flag import flags as flags_in
from ezhen.programme.rules import KEEPS, SEES, SETTLES
from ezhen.programme.views.step import step
from ezhen.registers.api import definitions

PAGE = 50


@allow(*SEES)
@require_GET
def flags(request: HttpRequest) -> HttpResponse:
    """What the checks found, what waits first."""
    state = request.GET.get("state", "")
    state = state if state in FlagState.values else ""
    page = Paginator(flags_in(state), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [dressed(flag) for flag in page],
        "num_waiting": num_waiting(),
        "num_checks": len(CHECKS),
        "states": FlagState,
        "state": state,
    }
    return render(request, "programme/flags.html", context)


def _flag(uuid: str) -> Flag:
    rows = Flag.objects.filter(check_code__in=CHECKS).select_related("contract__party")
    return get_object_or_404(rows, uuid=uuid)


@allow(*SEES)
@require_GET
def flag(request: HttpRequest, uuid: str) -> HttpResponse:
    """One flag: what is wrong, what was said about it, and what this person may say."""
    return _page(request, _flag(uuid))


def _page(request: HttpRequest, found: Flag, form: Any = None) -> HttpResponse:
    steps = [
        {
            "date": one.at,
            "title": one.get_state_display(),
            "who": one.by or _("Check"),
            "text": one.text,
        }
        for one in found.steps.select_related("by").order_by("pk")
    ]
    role = request.user.role
    context = {
        "row": dressed(found),
        "steps": steps,
        "form": form or ExplainForm(),
        "may_explain": role in KEEPS and found.state in FlagState.WAITS,
        "may_settle": role in SETTLES and found.state == FlagState.EXPLAINED,
    }
    return render(request, "programme/flag.html", context, status=422 if form else 200)


@allow(*KEEPS)
@require_POST
def explain(request: HttpRequest, uuid: str) -> HttpResponse:
    """The contractor explains."""
    found = _flag(uuid)
    form = ExplainForm(request.POST)

    def do() -> str:
        explain_flag(flag=found, by=request.user, **form.facts())
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, form)


@allow(*SETTLES)
@require_POST
def settle(request: HttpRequest, uuid: str) -> HttpResponse:
    """The client or the auditor takes the explanation, or lets the flag stand."""
    found = _flag(uuid)
    form = ExplainForm(request.POST)
    is_settled = "stands" not in request.POST

    def do() -> str:
        settle_flag(flag=found, is_settled=is_settled, by=request.user, **form.facts())
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, form)


@allow(*SEES)
@require_http_methods(["GET", "POST"])
def new_sample(request: HttpRequest) -> HttpResponse:
    """Draw a sample from a seed."""
    form = SampleForm(request.POST or None)

    def do() -> str:
        found = draw_sample(by=request.user, **form.facts())
        return reverse("programme:sample", args=[found.uuid])

    return step(
        request,
        form,
        do,
        headline=_("Draw a sample"),
        answer=_("The same seed draws the same rows on any machine: the draw can be repeated."),
        button=_("Draw"),
        back=(_("Samples"), reverse("programme:samples")),
    )


@allow(*SEES)
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The samples that were drawn, newest first."""
    rows = Sample.objects.select_related("by").order_by("-at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.title = _title(one.register)
    return render(request, "programme/samples.html", {"page_obj": page})


def _title(register: str) -> str:
    known = definitions().get(register)
    return str(known.title) if known else register


@allow(*SEES)
@require_GET
def sample(request: HttpRequest, uuid: str) -> HttpResponse:
    """One sample: the rows in the order they were drawn, and how to draw them again."""
    found = get_object_or_404(Sample.objects.select_related("by"), uuid=uuid)
    context = {
        "sample": found,
        "title": _title(found.register),
        "may_raise": request.user.role in SETTLES,
        "urls": [(row, reverse("registers:record", args=[row])) for row in found.rows],
    }
    return render(request, "programme/sample.html", context)
