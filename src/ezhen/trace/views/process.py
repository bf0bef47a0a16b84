"""Registering a process run: inputs, output, readings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.core.forms import submit
from ezhen.products.api import approved_products
from ezhen.trace.actions.process import process_lots
from ezhen.trace.forms.lot import LotAmountFormSet
from ezhen.trace.forms.process import ProcessForm, ReadingFormSet, inputs_of, readings_of
from ezhen.trace.queries.lot_page import in_hand_choices, last_process
from ezhen.trace.rules import organisation_of_actor


@allow(Role.PRODUCER)
@require_http_methods(["GET", "POST"])
def new_process(request: HttpRequest) -> HttpResponse:
    """One run: what went in, what came out. The last run's kind and product are filled in."""
    mine = organisation_of_actor(request.user)
    lots, labels = in_hand_choices(mine)
    data = request.POST if request.method == "POST" else None
    form = ProcessForm(
        data,
        request.FILES or None,
        products=approved_products().filter(organisation=mine),
        sites=mine.sites.order_by("pk"),
        initial=_as_last_time(mine),
    )
    inputs = LotAmountFormSet(
        data,
        prefix="inputs",
        form_kwargs={"lots": lots, "labels": labels},
        initial=[{"lot": request.GET.get("lot")}],
    )
    readings = ReadingFormSet(data, prefix="readings")

    def do() -> str:
        facts = form.cleaned_data
        process = process_lots(
            organisation=mine,
            inputs=inputs_of(inputs),
            readings=[*readings_of(readings), *facts["sensor"]],
            by=request.user,
            **{
                key: facts[key]
                for key in ("kind", "product", "quantity", "started_at", "ended_at", "site", "note")
            },
        )
        return process.output.get_absolute_url()

    if data is not None and inputs.is_valid() and readings.is_valid():
        done = submit(request, form, do)
        if done:
            return done
    context = {"form": form, "inputs": inputs, "readings": readings, "num_lots": len(labels)}
    return render(request, "trace/process_form.html", context)


def _as_last_time(organisation: Any) -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    last = last_process(organisation)
    known = {"kind": last.kind, "product": last.output.product, "quantity": None} if last else {}
    return {"started_at": now.replace(hour=min(8, now.hour)), "ended_at": now} | known
