"""All registers, one register's list, its fields, its gaps; out as Excel and on paper."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import everyone
from ezhen.core.definitions import NUMERIC, FieldType
from ezhen.core.excel import excel_response
from ezhen.core.forms import ReasonForm, submit
from ezhen.core.values import show_total
from ezhen.registers import rules
from ezhen.registers.actions.paper import explain_gap
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.errors import NoSuchRegister
from ezhen.registers.forms import ListForm
from ezhen.registers.papers.ledger import ledger_pdf
from ezhen.registers.queries import gap as gap_queries
from ezhen.registers.queries import listing
from ezhen.registers.queries.export import excel_table, print_data
from ezhen.registers.queries.overview import Entry, overview
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.register import is_closed, server_of, uses_of

PAGE = 50
MOST_PRINTED = 3_000
GAPS_SHOWN = 3
KINDS: dict[str, tuple[Any, Callable[[Entry], Any]]] = {
    "": (gettext_lazy("All"), lambda _entry: True),
    "missing": (gettext_lazy("Something missing"), lambda entry: entry.gaps or entry.papers),
    "waiting": (gettext_lazy("To be verified"), lambda entry: entry.waiting),
    "returned": (gettext_lazy("Sent back"), lambda entry: entry.returned),
}


class Known(Paginator):
    """Pages of a list whose length is known already: it is not counted twice."""

    def __init__(self, rows: Any, per_page: int, num: int) -> None:
        super().__init__(rows, per_page)
        self.num = num

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many rows there are."""
        return self.num


def register_for(request: HttpRequest, code: str) -> RegisterDefinition:
    """The register, for whoever may see it; for all others there is none."""
    try:
        found = definition_of(code)
    except NoSuchRegister:
        raise Http404 from None
    if not rules.may_see(request.user, found):
        raise Http404
    return found


@everyone
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers by area of the standard, each with its rows and what it lacks."""
    found = overview(request.user)
    part = request.GET.get("part", "")
    _label, fits = KINDS.get(part, KINDS[""])
    areas = [(area, list(filter(fits, entries))) for area, entries in found.areas]
    context = {
        "overview": found,
        "part": part,
        "parts": [
            (code, label, len(list(filter(kind, found.entries))))
            for code, (label, kind) in KINDS.items()
        ],
        "areas": [(area, entries) for area, entries in areas if entries],
        "today": timezone.localdate(),
    }
    return render(request, "registers/registers.html", context)


@everyone
@require_GET
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The rows of a register, with its gaps where their records would be."""
    definition = register_for(request, code)
    form = ListForm(definition, request.GET, request.user)
    wanted = form.wanted()
    selected = listing.selection(definition, request.user, wanted)
    rows = listing.sorted_rows(
        definition, selected.filter(listing.part_of(wanted.part)), wanted.sort
    )
    if request.GET.get("as") == "xlsx":
        return excel_response(str(definition), *excel_table(definition, rows))
    if request.GET.get("as") == "pdf":
        return _print(request, definition, rows, wanted)
    summary = listing.summary(definition, selected, wanted.part)
    page = Known(rows, PAGE, summary.num).get_page(request.GET.get("page"))
    gaps = _gaps(definition, wanted)
    lines = listing.lines_of(definition, list(page.object_list))
    if lines and not wanted.narrows and wanted.sort in {"", f"-{definition.date}"}:
        over = [gap for gap in gaps if gap.is_over(timezone.localdate())]
        lines = listing.with_gaps(
            lines, over, first=not page.has_previous(), last=not page.has_next()
        )
    columns = _columns(definition, wanted)
    today = timezone.localdate()
    ended = [gap for gap in gaps if gap.is_over(today) and not gap.note]
    context = {
        "definition": definition,
        "form": form,
        "wanted": wanted,
        "lacks": ended[-1 : -1 - GAPS_SHOWN : -1],
        "num_gaps": len(ended),
        "num_more_gaps": max(0, len(ended) - GAPS_SHOWN),
        "next_gap": next((gap for gap in gaps if not gap.is_over(today)), None),
        "num_cells": len(definition.listed) + bool(definition.papers) + 1,
        "summary": summary,
        "page_obj": page,
        "lines": lines,
        "columns": columns,
        "totals": list(zip(columns[1:], _totals(definition, summary), strict=True)),
        "headline": _headline(definition, summary),
        "parts": _parts(definition, summary),
        "may_keep": rules.may_keep(request.user, definition),
        "reviews": rules.reviews(request.user, definition),
        "server": server_of(code) if is_closed(code) else None,
        "uses": uses_of(code, request.user),
        "today": today,
    }
    return render(request, "registers/register.html", context)


def _gaps(definition: RegisterDefinition, wanted: listing.Wanted) -> list[gap_queries.Gap]:
    if definition.cadence is None or wanted.narrows:
        return []
    found = gap_queries.gaps(definition, since=wanted.first)
    last = wanted.last or dt.date.max
    return [gap for gap in found if gap.period.first <= last]


def _columns(definition: RegisterDefinition, wanted: listing.Wanted) -> list[dict[str, Any]]:
    """The headers: label, unit, and the link that sorts by it."""
    columns = []
    for one in definition.listed:
        current = wanted.sort.removeprefix("-") or definition.date
        falls = wanted.sort.startswith("-") or not wanted.sort
        is_current = one.name == current
        columns.append(
            {
                "field": one,
                "is_number": one.type in NUMERIC,
                "sort": _next_sort(one.name, is_current=is_current, falls=falls)
                if listing.is_sortable(definition, one)
                else "",
                "arrow": ("↓" if falls else "↑") if is_current else "",
            }
        )
    return columns


def _next_sort(name: str, *, is_current: bool, falls: bool) -> str:
    return name if is_current and falls else f"-{name}"


def _totals(definition: RegisterDefinition, summary: listing.Summary) -> list[str]:
    """A cell of the foot for each column after the first."""
    cells = []
    for one in definition.listed[1:]:
        total = summary.totals.get(one.name)
        cells.append(show_total(one, total) if total is not None else "")
    return cells


def _headline(definition: RegisterDefinition, summary: listing.Summary) -> list[tuple[Any, ...]]:
    """The total that the first line names: money if there is any, else the first."""
    fields = [definition.field(name) for name in definition.totals]
    fields.sort(key=lambda one: one.type != FieldType.MONEY)
    return [(one.label, show_total(one, summary.totals[one.name]), one.unit) for one in fields[:1]]


def _parts(definition: RegisterDefinition, summary: listing.Summary) -> list[dict[str, Any]]:
    """The chips above the list; those without rows are left out, all but the first."""
    named = [
        (listing.ALL, _("All"), ""),
        (listing.PAPERS, _("Documents missing"), "miss"),
        ("waiting", _("To be verified"), "wait"),
        ("returned", _("Sent back"), "bad"),
        ("withdrawn", _("Withdrawn"), "minus"),
    ]
    return [
        {"part": part, "label": label, "icon": icon, "num": summary.counts[part]}
        for part, label, icon in named
        if part == listing.ALL or summary.counts.get(part)
    ]


def _print(
    request: HttpRequest, definition: RegisterDefinition, rows: Any, wanted: listing.Wanted
) -> HttpResponse:
    if rows.count() > MOST_PRINTED:
        messages.error(
            request,
            _("More than %(most)d rows do not fit a paper file: choose a shorter time.")
            % {"most": MOST_PRINTED},
        )
        return redirect("registers:register", definition.code)
    content = ledger_pdf(print_data(definition, rows.reverse(), wanted))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{definition.code}.pdf"'
    return response


@everyone
@require_GET
def fields(request: HttpRequest, code: str) -> HttpResponse:
    """What each field means, and how the register is kept."""
    definition = register_for(request, code)
    return render(
        request,
        "registers/fields.html",
        {"definition": definition, "uses": uses_of(code, request.user)},
    )


@everyone
@require_GET
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is missing, period by period."""
    definition = register_for(request, code)
    found = gap_queries.gaps(definition)
    context = {
        "definition": definition,
        "gaps": found[::-1],
        "today": timezone.localdate(),
        "may_keep": rules.may_keep(request.user, definition),
    }
    return render(request, "registers/gaps.html", context)


@everyone
@require_http_methods(["GET", "POST"])
def explain(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Write why a period has no record."""
    definition = register_for(request, code)
    if not rules.may_keep(request.user, definition):
        raise PermissionDenied
    subject = request.GET.get("of", "")
    found = [
        gap
        for gap in gap_queries.gaps(definition)
        if gap.period.key == period and gap.subject.key == subject
    ]
    if not found:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"reason": found[0].note})

    def do() -> str:
        explain_gap(
            register=code,
            period=period,
            subject=subject,
            note=form.cleaned_data["reason"],
            by=request.user,
        )
        return reverse("registers:register", args=[code])

    done = submit(request, form, do) if request.method == "POST" else None
    context = {"definition": definition, "gap": found[0], "form": form}
    return done or render(request, "registers/explain.html", context)
