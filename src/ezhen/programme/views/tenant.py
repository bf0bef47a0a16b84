"""Tenants of the incubator: the list, one with its plan, papers and services."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import Role, allow
from ezhen.archive.api import documents_for, type_name
from ezhen.core.forms import press, submit
from ezhen.programme.actions import tenant as actions
from ezhen.programme.enums import GrowthState
from ezhen.programme.forms import EndGrowthForm, GrowthForm
from ezhen.programme.models import GrowthStep
from ezhen.programme.queries.tenant import (
    REGISTER,
    acknowledged,
    dressed,
    is_unread,
    overdue,
    progress,
    services_of,
    steps_of,
    tenant_rows,
    visible,
)
from ezhen.programme.rules import KEEPS, SEES, VISITS
from ezhen.programme.views.step import step as step_page

PAGE, SHOWN = 50, 8


@allow(*VISITS)
@require_GET
def tenants(request: HttpRequest) -> HttpResponse:
    """Who sits in the incubator, how each plan stands; a business sees itself."""
    today, left = timezone.localdate(), request.GET.get("state") == "left"
    page = Paginator(tenant_rows(request.user, left=left), PAGE).get_page(request.GET.get("page"))
    found = [dressed(row) for row in page]
    plans = progress([one.row.uuid for one in found], today)
    context = {
        "page_obj": page,
        "rows": [(one, plans.get(one.row.uuid), one.ends_soon(today)) for one in found],
        "left": left,
        "num_late": overdue(today).count() if request.user.role in SEES else 0,
        "sees": request.user.role in SEES,
    }
    return render(request, "programme/tenants.html", context)


@allow(*VISITS)
@require_GET
def tenant(request: HttpRequest, uuid: str) -> HttpResponse:
    """One tenant: agreement, until when, office and desks, papers, plan, what was done for it."""
    row = get_object_or_404(visible(request.user), uuid=uuid)
    found, today = dressed(row), timezone.localdate()
    papers = list(documents_for("record", str(row.uuid), REGISTER)[:SHOWN])
    for paper in papers:
        paper.kind = type_name(paper.type)
    services = list(services_of(found.firm)[:SHOWN])
    steps = list(steps_of(row.uuid))
    business = request.user.role in Role.BUSINESS
    context = {
        "tenant": found,
        "steps": steps,
        "num_done": sum(one.state == GrowthState.DONE for one in steps),
        "num_steps": sum(one.state != GrowthState.DROPPED for one in steps),
        "papers": papers,
        "services": [_service(one) for one in services],
        "ack": acknowledged(row.uuid),
        "unread": is_unread(row.uuid),
        "may_ack": business and is_unread(row.uuid),
        "may_leave": business and found.is_here,
        "keeps": request.user.role in KEEPS,
        "sees": request.user.role in SEES,
        "ends_soon": found.ends_soon(today),
        "today": today,
    }
    return render(request, "programme/tenant.html", context)


def _service(row: Any) -> dict[str, Any]:
    """A row of the register of cultivation services for the timeline."""
    return {
        "date": row.date,
        "title": row.data.get("content", ""),
        "text": row.data.get("result") or "",
    }


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def new_step(request: HttpRequest, uuid: str) -> HttpResponse:
    """A step of the plan is agreed."""
    row = get_object_or_404(visible(request.user), uuid=uuid)
    form = GrowthForm(request.POST or None, initial={"mentor": str(request.user)})

    def do() -> str:
        actions.plan_growth(tenant=row.uuid, by=request.user, **form.facts())
        return reverse("programme:tenant", args=[row.uuid])

    return step_page(
        request,
        form,
        do,
        headline=_("What is to be reached next?"),
        answer=_("One goal a step: how it is measured, by when, and with whom."),
        button=_("Add the step"),
        back=(dressed(row).firm, reverse("programme:tenant", args=[row.uuid])),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def end_step(request: HttpRequest, uuid: str) -> HttpResponse:
    """A step was done, or is dropped."""
    found = get_object_or_404(GrowthStep, uuid=uuid)
    form = EndGrowthForm(request.POST or None, request.FILES or None)
    back = reverse("programme:tenant", args=[found.tenant])

    def do() -> str:
        is_done = "drop" not in request.POST
        actions.end_growth(step=found, is_done=is_done, by=request.user, **form.facts())
        return back

    if request.method == "POST" and (done := submit(request, form, do)):
        return done
    context = {"step": found, "form": form, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/growth_step.html", context, status=status)


@allow(*Role.BUSINESS)
@require_POST
def acknowledge(request: HttpRequest, uuid: str) -> HttpResponse:
    """The tenant has read its plan."""
    row = get_object_or_404(visible(request.user), uuid=uuid)
    return press(
        request,
        reverse("programme:tenant", args=[row.uuid]),
        lambda: actions.acknowledge_plan(tenant=row.uuid, by=request.user),
        _("Thank you: the plan is acknowledged."),
    )
