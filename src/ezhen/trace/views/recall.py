"""Recalls: deciding the scope, following it up, answering, closing, printing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import press, submit
from ezhen.trace.actions.recall import close_recall as end_recall
from ezhen.trace.actions.recall import confirm_notices
from ezhen.trace.enums import RecallState
from ezhen.trace.forms.recall import ConfirmForm, RecallFilter
from ezhen.trace.labels import recall_report as print_report
from ezhen.trace.models import Recall
from ezhen.trace.queries.recall import (
    answered_by,
    holders_of,
    lots_in,
    scans_since,
    timing_of,
    totals_of,
    with_progress,
)
from ezhen.trace.queries.recall_report import recall_report_of, steps_of_recall
from ezhen.trace.queries.suspicion import city_name
from ezhen.trace.rules import my_organisation

PAGE = 50
SCANS = 20


@everyone
@require_GET
def recalls(request: HttpRequest) -> HttpResponse:
    """Recalls and drills: how far each has come, those that run first."""
    visible = Recall.objects.visible_to(request.user)
    chosen = RecallFilter(request.GET)
    mine = my_organisation(request.user)
    rows = with_progress(_chosen(visible, chosen)).order_by("-state", "-issued_at", "-pk")
    if mine is not None:
        rows = answered_by(rows, mine)
    if request.GET.get("as") == "xlsx":
        return _excel_for_holder(rows) if mine else _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.timing = timing_of(row)
    context = {
        "page_obj": page,
        "form": chosen,
        "num_running": visible.running().real().count(),
        "num_drills": visible.filter(is_mock=True).count(),
        "mine": mine,
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/recalls.html", context)


def _chosen(rows: Any, form: RecallFilter) -> Any:
    if not form.is_valid():
        return rows
    state, text = form.cleaned_data["state"], form.cleaned_data["q"]
    rows = rows.matching(text) if text else rows
    if state == "mock":
        return rows.filter(is_mock=True)
    return rows.filter(state=state) if state else rows


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Number"),
        _("Real, or a drill"),
        _("Recall class"),
        _("Began with lot"),
        _("Product"),
        _("Producer"),
        _("Reason"),
        _("Issued"),
        _("Finish by"),
        _("How many lots"),
        _("Holders"),
        _("Not confirmed yet"),
        _("Closed"),
    ]
    table = (
        [
            row.number,
            _("drill") if row.is_mock else _("recall"),
            row.get_recall_class_display(),
            row.source.code,
            str(row.source.product),
            row.source.producer.name,
            row.reason,
            row.issued_at,
            row.finish_by,
            row.num_lots,
            row.num_told,
            row.num_waiting,
            row.closed_at,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Recalls"), headers, table)


def _excel_for_holder(rows: Any) -> HttpResponse:
    """A holder's own list: nothing about the others."""
    headers = [_("Number"), _("Real, or a drill"), _("Recall class"), _("Reason"), _("Issued")]
    headers += [_("Finish by"), _("Holder answers")]
    table = (
        [
            row.number,
            _("drill") if row.is_mock else _("recall"),
            row.get_recall_class_display(),
            row.reason,
            row.issued_at,
            row.finish_by,
            "" if row.waits_for_me else _("yes"),
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Recalls"), headers, table)


@everyone
@require_GET
def recall(request: HttpRequest, uuid: str) -> HttpResponse:
    """How far a recall has come. A holder sees what concerns itself, and nobody else's answer."""
    found = _visible(request, uuid)
    if request.user.role in Role.BUSINESS:
        return render(request, "trace/recall_mine.html", _as_holder(request, found))
    return render(request, "trace/recall.html", _as_office(request, found))


def _visible(request: HttpRequest, uuid: str) -> Recall:
    rows = with_progress(Recall.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("issued_by", "closed_by"), uuid=uuid)


def _as_office(request: HttpRequest, found: Recall) -> dict[str, Any]:
    scans = [
        {"scan": scan, "lot": fact.lot, "city": city_name(scan.city)}
        for scan, fact in scans_since(found, most=SCANS)
    ]
    return {
        "recall": found,
        "timing": timing_of(found),
        "totals": totals_of(found),
        "holders": holders_of(found),
        "lots": Paginator(lots_in(found), PAGE).get_page(request.GET.get("page")),
        "steps": steps_of_recall(found),
        "scans": scans,
        "num_done": found.num_told - found.num_waiting,
        "is_regulator": request.user.role == Role.REGULATOR,
    }


def _as_holder(request: HttpRequest, found: Recall) -> dict[str, Any]:
    mine = my_organisation(request.user)
    notices = list(_notices(found, mine))
    return {
        "recall": found,
        "timing": timing_of(found),
        "mine": mine,
        "notices": notices,
        "waits": any(notice.confirmed_at is None for notice in notices),
    }


def _notices(found: Recall, holder: Any) -> Any:
    rows = found.notices.filter(holder=holder).select_related("lot__product", "confirmed_by")
    return rows.order_by("lot_id", "pk")


@allow(Role.REGULATOR, *Role.BUSINESS)
@require_http_methods(["GET", "POST"])
def confirm_recall(request: HttpRequest, uuid: str) -> HttpResponse:
    """A holder says how much is off sale or came back; the regulator may enter it for one."""
    found = _visible(request, uuid)
    holder = _holder(request, found)
    notices = list(_notices(found, holder).filter(confirmed_at=None))
    if not notices or found.state != RecallState.ISSUED:
        messages.info(request, _("This was confirmed before."))
        return redirect(found)
    form = ConfirmForm(request.POST or None, notices=notices)

    def do() -> str:
        confirm_notices(
            recall=found,
            holder=holder,
            returned=form.returned(),
            note=form.cleaned_data["note"],
            by=request.user,
        )
        return found.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        messages.success(request, _("Confirmed. Thank you."))
        return done
    context = {"recall": found, "holder": holder, "form": form, "timing": timing_of(found)}
    context["mine"] = my_organisation(request.user)
    return render(request, "trace/recall_confirm.html", context)


def _holder(request: HttpRequest, found: Recall) -> Any:
    """The business itself; for the regulator the one that is named, among those told."""
    mine = my_organisation(request.user)
    if mine is not None:
        return mine
    notices = found.notices.select_related("holder").order_by("pk")
    try:
        notice = notices.filter(holder__uuid=request.GET.get("holder", "")).first()
    except ValidationError:
        notice = None
    if notice is None:
        raise Http404
    return notice.holder


@allow(Role.REGULATOR)
@require_POST
def close_recall(request: HttpRequest, uuid: str) -> HttpResponse:
    """End a recall whose holders have all confirmed."""
    found = _visible(request, uuid)
    return press(
        request,
        found,
        lambda: end_recall(recall=found, by=request.user),
        _("Closed. The report states how long each step took."),
    )


@allow(*Role.OFFICE)
@require_GET
def recall_report(request: HttpRequest, uuid: str) -> HttpResponse:
    """The printable report (召回报告); its form is Chinese whatever the reader's language."""
    found = _visible(request, uuid)
    with translation.override("zh-hans"):
        content = print_report(recall_report_of(found, at=timezone.now()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response
