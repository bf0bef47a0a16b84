"""Licences of the regional brand, and what was sold under it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ezhen.accounts.api import allow
from ezhen.programme.queries.licence import (
    dressed,
    filed_months,
    is_quiet,
    licence_rows,
    since,
)
from ezhen.programme.rules import SEES, VISITS

PAGE = 50


@allow(*VISITS)
@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """Who may use the brand, until when, and what was sold under it; a business sees its own."""
    today = timezone.localdate()
    page = Paginator(licence_rows(request.user), PAGE).get_page(request.GET.get("page"))
    found = [dressed(row) for row in page]
    months = filed_months(one.row.organisation_id for one in found if one.row.organisation_id)
    context = {
        "page_obj": page,
        "rows": [
            (
                one,
                one.holds(today),
                one.ends_soon(today),
                bool(one.row.organisation_id)
                and is_quiet(one, months.get(one.row.organisation_id, []), today),
            )
            for one in found
        ],
        "num_held": sum(one.holds(today) for one in found),
        "sees": request.user.role in SEES,
    }
    return render(request, "programme/licences.html", context)


@allow(*VISITS)
@require_GET
def licence(request: HttpRequest, uuid: str) -> HttpResponse:
    """One licence with the months that the firm filed."""
    row = get_object_or_404(licence_rows(request.user), uuid=uuid)
    found, today = dressed(row), timezone.localdate()
    filed = filed_months([row.organisation_id]) if row.organisation_id else {}
    months = since(filed.get(row.organisation_id, []), found.granted_on)
    page = Paginator(months, PAGE).get_page(request.GET.get("page"))
    context = {
        "licence": found,
        "page_obj": page,
        "months": list(page),
        "total": sum(month.sales for month in months),
        "bars": [(month.period[-2:], month.sales) for month in reversed(months[:12])],
        "holds": found.holds(today),
        "ends_soon": found.ends_soon(today),
        "sees": request.user.role in SEES,
    }
    return render(request, "programme/licence.html", context)
