"""The budget: by source and line, planned, contracted, paid, left."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow
from ezhen.core.excel import MEDIA_TYPE
from ezhen.core.templatetags.ez import ez_money
from ezhen.programme.actions.budget import change_line, plan_line
from ezhen.programme.forms import LineChangeForm, LineForm
from ezhen.programme.models import BudgetLine
from ezhen.programme.queries.budget import budget as budget_of
from ezhen.programme.queries.flag import num_waiting
from ezhen.programme.queries.ocds import release_package
from ezhen.programme.queries.statement import statement, statement_sheet
from ezhen.programme.rules import DECIDES, SEES
from ezhen.programme.views.step import step


@allow(*SEES)
@require_GET
def budget(request: HttpRequest) -> HttpResponse:
    """Planned, contracted, paid and left, by source and line."""
    sources, sums = budget_of()
    context = {
        "sources": sources,
        "sums": sums,
        "may_plan": request.user.role in DECIDES,
        "num_flags": num_waiting(),
        "today": timezone.localdate(),
    }
    return render(request, "programme/budget.html", context)


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest) -> HttpResponse:
    """The client plans a line."""
    form = LineForm(request.POST or None)

    def do() -> str:
        plan_line(by=request.user, **form.facts())
        return reverse("programme:budget")

    return step(
        request,
        form,
        do,
        headline=_("New budget line"),
        button=_("Put it into the budget"),
        back=(_("Budget"), reverse("programme:budget")),
    )


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, uuid: str) -> HttpResponse:
    """A decision changes the plan of a line."""
    line = get_object_or_404(BudgetLine, uuid=uuid)
    form = LineChangeForm(request.POST or None)

    def do() -> str:
        change_line(line=line, by=request.user, **form.facts())
        return reverse("programme:budget")

    return step(
        request,
        form,
        do,
        headline=str(line),
        answer=_("Planned %(planned)s, paid %(paid)s.")
        % {"planned": ez_money(line.planned), "paid": ez_money(line.paid)},
        button=_("Change the plan"),
        back=(_("Budget"), reverse("programme:budget")),
    )


@allow(*SEES)
@require_GET
def statement_file(request: HttpRequest) -> HttpResponse:
    """The statement of funds as the clerk files it."""
    today = timezone.localdate()
    body = statement_sheet(statement(), until=today)
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="funds-{today:%Y-%m-%d}.xlsx"'
    return response


@allow(*SEES)
@require_GET
def ocds_file(request: HttpRequest) -> HttpResponse:
    """Contracts and payments as an OCDS release package."""
    now = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
    package = release_package(uri=request.build_absolute_uri(), at=now)
    response = JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="ocds-{now:%Y-%m-%d}.json"'
    return response
