"""Printing labels: what can be printed, and the PDF of a range in parts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.trace.actions.code import note_download
from ezhen.trace.enums import CodeState, LabelPaper, OrderState
from ezhen.trace.forms.code import LabelForm
from ezhen.trace.labels import CHUNK, ItemLabel, label_20x30, label_40x60, sheet_a4
from ezhen.trace.models import CodeOrder
from ezhen.trace.queries import code_page
from ezhen.trace.queries.label import labels_of
from ezhen.trace.rules import organisation_of_actor
from ezhen.trace.views.code import own_order

PAGE = 50
PARTS = 20


@allow(Role.PRODUCER, Role.MERCHANT)
@require_GET
def print_labels(request: HttpRequest) -> HttpResponse:
    """Ranges that are not in use yet: labels to print, those of lots first."""
    mine = organisation_of_actor(request.user)
    rows = code_page.to_print(mine)
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "num": sum(row.num for row in rows),
    }
    return render(request, "trace/print_labels.html", context)


@allow(Role.PRODUCER, Role.MERCHANT)
@require_GET
def labels(request: HttpRequest, uuid: str) -> HttpResponse:
    """Choose paper and range; each part of at most 500 labels is a document."""
    found = own_order(request, uuid)
    if found.state != OrderState.READY:
        return redirect(found)
    chosen = _suggestion(found) | request.GET.dict()
    form = LabelForm(chosen, order=found)
    parts = range(0)
    if form.is_valid():
        facts = form.cleaned_data
        parts = range(facts["first"], facts["last"] + 1, CHUNK)
    page = Paginator(parts, PARTS).get_page(request.GET.get("page"))
    links = [_link(found, form, start) for start in page]
    context = {"order": found, "form": form, "page_obj": page, "links": links}
    return render(request, "trace/labels.html", context)


def _suggestion(order: CodeOrder) -> dict[str, Any]:
    """The first range that is not in use yet, on the paper used most."""
    unused = {CodeState.BOUND, CodeState.FREE}
    rows = [row for row in code_page.ranges_of([order]) if row.state in unused]
    first, last = (rows[0].first, rows[0].last) if rows else (1, order.quantity)
    return {"paper": LabelPaper.ROLL_LARGE.value, "first": first, "last": last}


def _link(order: CodeOrder, form: LabelForm, start: int) -> dict[str, Any]:
    facts = form.cleaned_data
    first, last = start + 1, min(start + CHUNK, facts["last"] + 1)
    query = f"?paper={facts['paper']}&first={first}&last={last}"
    url = reverse("trace:labels_pdf", args=[order.uuid]) + query
    return {"first": first, "last": last, "num": last - first + 1, "url": url}


@allow(Role.PRODUCER, Role.MERCHANT)
@require_GET
def labels_pdf(request: HttpRequest, uuid: str) -> HttpResponse:
    """One document of at most 500 labels; what cannot be printed leads back to the choice."""
    found = own_order(request, uuid)
    form = LabelForm(request.GET, order=found)
    if found.state != OrderState.READY or not form.is_valid():
        return redirect(f"{reverse('trace:labels', args=[uuid])}?{request.GET.urlencode()}")
    paper, first = form.cleaned_data["paper"], form.cleaned_data["first"]
    last = min(form.cleaned_data["last"], first + CHUNK - 1)
    rows = labels_of(found, first, last)
    if not rows:
        return redirect("trace:labels", uuid)
    note_download(order=found, what=f"labels {paper}", first=first, last=last, by=request.user)
    response = HttpResponse(
        _printed(paper, rows, str(found), first + 1), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{found}-{first + 1}-{last + 1}.pdf"'
    return response


def _printed(paper: str, rows: list[ItemLabel], order: str, first: int) -> bytes:
    if paper == LabelPaper.ROLL_LARGE:
        return label_40x60(rows)
    if paper == LabelPaper.ROLL_SMALL:
        return label_20x30(rows)
    size = "40x60" if paper == LabelPaper.SHEET_LARGE else "20x30"
    return sheet_a4(rows, size, order=order, first=first)
