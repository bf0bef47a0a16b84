"""Suspected codes: the queue, and one question with what is known about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import everyone
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.core.pack import pack
from ezhen.trace.actions.suspicion import decide_suspicion
from ezhen.trace.enums import SuspicionState
from ezhen.trace.forms.suspicion import DecideForm, SuspicionFilter
from ezhen.trace.models import Complaint, Suspicion
from ezhen.trace.queries.lot import standing_of
from ezhen.trace.queries.suspicion import (
    complaints_about,
    looks_at,
    num_looks,
    others_of_code,
    serial_shown,
)
from ezhen.trace.rules import my_organisation

PAGE = 50


@everyone
@require_GET
def suspicions(request: HttpRequest) -> HttpResponse:
    """Codes that may have been copied, those to be looked into first."""
    visible = Suspicion.objects.visible_to(request.user)
    chosen = SuspicionFilter(request.GET)
    rows = _chosen(visible, chosen).with_names().open_first()
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": chosen,
        "num_open": visible.open().count(),
        "num_confirmed": visible.filter(state=SuspicionState.CONFIRMED).count(),
        "mine": my_organisation(request.user),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/suspicions.html", context)


def _chosen(rows: Any, form: SuspicionFilter) -> Any:
    if not form.is_valid():
        return rows
    text, state = form.cleaned_data["q"], form.cleaned_data["state"]
    rows = rows.matching(text) if text else rows
    return rows.filter(state=state) if state else rows


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Code"),
        _("Lot"),
        _("Product"),
        _("Ordered by"),
        _("Why suspected"),
        _("Look-ups"),
        _("Raised"),
        _("State"),
        _("What was found"),
        _("Decided on"),
    ]
    table = (
        [
            serial_shown(row),
            row.lot.code if row.lot else "",
            str(row.lot.product) if row.lot else "",
            row.order.organisation.name,
            row.get_rule_display(),
            row.num_scans,
            row.raised_at,
            row.get_state_display(),
            row.answer,
            row.decided_at,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Suspected codes"), headers, table)


@everyone
@require_http_methods(["GET", "POST"])
def suspicion(request: HttpRequest, uuid: str) -> HttpResponse:
    """One suspected code: every look-up, the lot, complaints; the regulator decides here."""
    rows = Suspicion.objects.visible_to(request.user).with_names()
    found = get_object_or_404(rows.select_related("decided_by"), uuid=uuid)
    may_decide = request.user.role == Role.REGULATOR and found.state == SuspicionState.OPEN
    form = DecideForm(request.POST or None) if may_decide else None
    if form is not None and request.method == "POST":

        def do() -> str:
            facts = form.cleaned_data
            decide_suspicion(
                suspicion=found, state=facts["state"], answer=facts["answer"], by=request.user
            )
            return found.get_absolute_url()

        done = submit(request, form, do)
        if done:
            messages.success(request, _("Decided."))
            return done
    complaints = complaints_about(found)
    context = {
        "suspicion": found,
        "serial": serial_shown(found),
        "looks": looks_at(found),
        "num_looks": num_looks(found),
        "standing": standing_of(found.lot) if found.lot else None,
        "complaints": complaints & Complaint.objects.visible_to(request.user),
        "others": others_of_code(found),
        "rules": pack().town.scan_rules,
        "form": form,
    }
    return render(request, "trace/suspicion.html", context)
