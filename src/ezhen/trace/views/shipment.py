"""Shipments: the list, one shipment, sending and receiving."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.parties.api import approved_organisations
from ezhen.trace.actions.shipment import receive_shipment, ship_lots
from ezhen.trace.enums import ShipmentState
from ezhen.trace.forms.lot import LotAmountFormSet
from ezhen.trace.forms.shipment import ReceiveForm, ShipForm, loads_of
from ezhen.trace.models import Shipment, ShipmentLine
from ezhen.trace.queries.lot_page import in_hand_choices, last_receivers
from ezhen.trace.rules import my_organisation, organisation_of_actor

PAGE = 50


@everyone
@require_GET
def shipments(request: HttpRequest) -> HttpResponse:
    """What was sent and what is on its way."""
    visible = Shipment.objects.visible_to(request.user)
    mine = my_organisation(request.user)
    waiting = visible.filter(state=ShipmentState.SENT)
    rows = visible.with_lines().order_by("-sent_at", "-pk")
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.matching(text)
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "num_waiting": waiting.count(),
        "num_to_receive": waiting.filter(receiver=mine).count() if mine else 0,
        "mine": mine,
        "text": text,
    }
    return render(request, "trace/shipments.html", context)


def _excel(rows: Shipment) -> HttpResponse:
    headers = [
        _("Shipment"),
        _("Sent"),
        _("Sender"),
        _("Receiver"),
        _("Lot"),
        _("Product"),
        _("Quantity"),
        _("Unit"),
        _("Received"),
        _("State"),
    ]
    table = (
        [
            shipment.code,
            shipment.sent_at,
            shipment.sender.name,
            shipment.receiver.name,
            line.lot.code,
            str(line.lot.product),
            line.quantity,
            line.lot.product.get_unit_display(),
            line.received,
            shipment.get_state_display(),
        ]
        for shipment in rows.iterator(chunk_size=500)
        for line in shipment.lines.all()
    )
    return excel_response(_("Shipments"), headers, table)


@everyone
@require_http_methods(["GET", "POST"])
def shipment(request: HttpRequest, uuid: str) -> HttpResponse:
    """One shipment; its receiver confirms here what came."""
    lines = ShipmentLine.objects.select_related("lot__product").order_by("pk")
    found = get_object_or_404(
        Shipment.objects.visible_to(request.user)
        .select_related("sender", "receiver")
        .prefetch_related(Prefetch("lines", queryset=lines)),
        uuid=uuid,
    )
    mine = my_organisation(request.user)
    may_receive = mine is not None and mine.pk == found.receiver_id
    form = None
    if may_receive and found.state == ShipmentState.SENT:
        form = ReceiveForm(request.POST or None, lines=found.lines.all())
        if request.method == "POST":

            def do() -> str:
                receive_shipment(shipment=found, received=form.received(), by=request.user)
                return found.get_absolute_url()

            done = submit(request, form, do)
            if done:
                return done
    return render(request, "trace/shipment.html", {"shipment": found, "form": form})


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_shipment(request: HttpRequest) -> HttpResponse:
    """Hand lots over to somebody."""
    mine = organisation_of_actor(request.user)
    lots, labels = in_hand_choices(mine)
    data = request.POST if request.method == "POST" else None
    form = ShipForm(data, receivers=approved_organisations().exclude(pk=mine.pk))
    loads = LotAmountFormSet(
        data,
        prefix="loads",
        form_kwargs={"lots": lots, "labels": labels},
        initial=[{"lot": request.GET.get("lot")}],
    )

    def do() -> str:
        sent = ship_lots(
            sender=mine,
            receiver=form.cleaned_data["receiver"],
            loads=loads_of(loads),
            by=request.user,
        )
        return sent.get_absolute_url()

    if data is not None and loads.is_valid():
        done = submit(request, form, do)
        if done:
            return done
    context = {
        "form": form,
        "loads": loads,
        "num_lots": len(labels),
        "receivers": last_receivers(mine),
    }
    return render(request, "trace/shipment_form.html", context)
