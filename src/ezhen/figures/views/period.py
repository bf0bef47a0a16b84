"""A period of a data set over all who file, its seal, and every named figure."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import Role, allow
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.figures.actions.seal import seal_period
from ezhen.figures.enums import FilingState
from ezhen.figures.forms import SealForm
from ezhen.figures.models import Filing
from ezhen.figures.providers import Span, figures
from ezhen.figures.queries.filing import filers, period_report
from ezhen.figures.rules import SEALERS, may_seal
from ezhen.figures.views.filing import dressed, wanted

OFFICES = tuple(sorted(Role.OFFICE | Role.POWERS))


@allow(*OFFICES)
@require_GET
def period(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Who filed and who did not, the totals with their state, the seal."""
    definition, when = wanted(code, key)
    report = period_report(definition, when)
    rows = (
        Filing.objects.visible_to(request.user)
        .filter(dataset=code, period=key)
        .exclude(state=FilingState.DRAFT)
        .select_related("organisation")
        .order_by("state", "pk")
    )
    found = [dressed(row) for row in rows]
    if request.GET.get("as") == "xlsx":
        return _excel(definition, found)
    owing = [] if definition.by_office else _owing(definition, found)
    context = {
        "definition": definition,
        "period": when,
        "report": report,
        "filings": [_with_numbers(definition, row) for row in found],
        "totals": [(one, report.totals[one.name]) for one in definition.totals],
        "owing": owing,
        "may_seal": may_seal(request.user, definition)
        and (report.seal is None or report.is_seal_broken),
    }
    return render(request, "figures/period.html", context)


def _owing(definition: Any, found: list[Filing]) -> list[Any]:
    filed = {row.organisation_id for row in found}
    return [one for one in filers(definition) if one.pk not in filed]


def _with_numbers(definition: Any, row: Filing) -> Filing:
    row.numbers = [row.data.get(one.name) for one in definition.totals]
    return row


def _excel(definition: Any, found: list[Filing]) -> HttpResponse:
    fields = [one for one in definition.fields if not one.retired]
    headers = [_("Firm"), _("State"), *(f"{one.label} {one.unit}".strip() for one in fields)]
    table = [
        [
            getattr(row.organisation, "name", ""),
            row.get_state_display(),
            *(row.data.get(one.name) for one in fields),
        ]
        for row in found
    ]
    return excel_response(str(definition.title), headers, table)


@allow(*sorted(SEALERS))
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Match the stamped paper to the totals and put it in."""
    definition, when = wanted(code, key)
    if not may_seal(request.user, definition):
        raise PermissionDenied
    form = SealForm(request.POST or None, request.FILES or None, definition=definition)

    def do() -> str:
        facts = dict(form.cleaned_data)
        seal_period(
            definition=definition,
            period=when,
            on_paper={one.name: facts[one.name] for one in definition.totals},
            paper=facts["paper"],
            by=request.user,
        )
        return reverse("figures:period", args=[code, key])

    done = submit(request, form, do) if request.method == "POST" else None
    report = period_report(definition, when)
    context = {
        "form": form,
        "definition": definition,
        "period": when,
        "report": report,
        "totals": [(one, report.totals[one.name]) for one in definition.totals],
    }
    status = 422 if request.method == "POST" else 200
    return done or render(request, "figures/seal.html", context, status=status)


@allow(*OFFICES)
@require_GET
def named(request: HttpRequest) -> HttpResponse:
    """Every named figure over the last twelve months, with how well it is known and its rows."""
    today = timezone.localdate()
    span = Span(today - dt.timedelta(days=365), today)
    rows = [(spec, spec.provider(span)) for spec in figures()]
    return render(request, "figures/named.html", {"rows": rows, "span": span})
