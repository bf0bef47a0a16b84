"""Stopping a lot's sale, allowing it again, and the list of what is stopped."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.trace.actions.hold import allow_sale, stop_sale
from ezhen.trace.forms.hold import HoldForm, ReleaseForm, StopFilter
from ezhen.trace.models import Lot
from ezhen.trace.queries.effect import effect_on
from ezhen.trace.queries.hold import chosen_holds, grouped, stops_in, stops_of
from ezhen.trace.queries.lot import affected_ids, standing_of

PAGE = 50


@allow(*Role.OFFICE)
@require_GET
def stopped(request: HttpRequest) -> HttpResponse:
    """Every decision that stops lots now: why, since when, how many lots."""
    chosen = StopFilter(request.GET)
    facts = chosen.cleaned_data if chosen.is_valid() else {}
    rows = grouped(chosen_holds(**facts))
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "stops": stops_in(page.object_list),
        "form": chosen,
        "num_lots": Lot.objects.held().count(),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/stopped.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Began with lot"),
        _("Product"),
        _("Producer"),
        _("Cause"),
        _("Reason"),
        _("Since"),
        _("Lots stopped"),
        _("Recall"),
    ]
    table = (
        [
            stop.source.code,
            str(stop.source.product),
            stop.source.producer.name,
            stop.first.get_cause_display(),
            stop.first.reason,
            stop.since,
            stop.num_lots,
            stop.first.recall.number if stop.first.recall else "",
        ]
        for stop in stops_in(rows)
    )
    return excel_response(_("Stopped lots"), headers, table)


@allow(Role.REGULATOR)
@require_http_methods(["GET", "POST"])
def hold_lot(request: HttpRequest, uuid: str) -> HttpResponse:
    """Stop a lot and all made from it, for a time or for good."""
    lot = _lot(request, uuid)
    form = HoldForm(request.POST or None)

    def do() -> str:
        facts = form.cleaned_data
        stop_sale(lot=lot, cause=facts["cause"], reason=facts["reason"], by=request.user)
        return lot.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        messages.success(request, _("The sale is stopped; the scan pages say so from now on."))
        return done
    lots = Lot.objects.filter(pk__in=affected_ids(lot.pk)).select_related("product")
    context = {"form": form, "lot": lot, "effect": effect_on(lots), "standing": standing_of(lot)}
    return render(request, "trace/hold.html", context)


@allow(Role.REGULATOR)
@require_http_methods(["GET", "POST"])
def release_lot(request: HttpRequest, uuid: str) -> HttpResponse:
    """End a stop that the regulator may end; the page says what ends the others."""
    lot = _lot(request, uuid)
    stops = stops_of(lot)
    form = ReleaseForm(request.POST or None, stops=[stop for stop in stops if stop.can_end])

    def do() -> str:
        first = form.chosen().first
        allow_sale(
            lot=first.source,
            cause=first.cause,
            recall=first.recall,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return lot.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        messages.success(request, _("The stop is ended."))
        return done
    context = {"form": form, "lot": lot, "stops": stops, "standing": standing_of(lot)}
    return render(request, "trace/release.html", context)


def _lot(request: HttpRequest, uuid: str) -> Lot:
    return get_object_or_404(Lot.objects.visible_to(request.user).with_names(), uuid=uuid)
