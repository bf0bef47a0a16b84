"""Item codes: the list of orders, one order, and what can be done to its ranges."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.core.partial import download
from ezhen.products.api import approved_products
from ezhen.trace.actions.code import (
    activate_codes,
    bind_codes,
    note_download,
    order_codes,
    prepare_again,
    void_codes,
)
from ezhen.trace.enums import CodeState, OrderState
from ezhen.trace.forms.code import (
    ActivateForm,
    BindForm,
    CodeOrderFilter,
    CodeOrderForm,
    VoidForm,
    packs_left,
)
from ezhen.trace.models import CodeOrder, Lot
from ezhen.trace.queries import code_file, code_page
from ezhen.trace.rules import my_organisation, organisation_of_actor

PAGE = 50
FORMS: dict[str, Any] = {"bind": BindForm, "activate": ActivateForm, "void": VoidForm}
ACTIONS: dict[str, Callable[..., Any]] = {
    "bind": bind_codes,
    "activate": activate_codes,
    "void": void_codes,
}


@everyone
@require_GET
def code_orders(request: HttpRequest) -> HttpResponse:
    """All code orders a person may see, with how many codes are left of each."""
    visible = CodeOrder.objects.visible_to(request.user)
    mine = my_organisation(request.user)
    rows = code_page.with_tally(visible.with_names().select_related("job"))
    rows = rows.order_by("-ordered_at", "-pk")
    chosen = CodeOrderFilter(request.GET)
    facts = chosen.cleaned_data if chosen.is_valid() else {}
    if facts.get("q"):
        rows = rows.matching(facts["q"])
    if facts.get("state"):
        rows = rows.filter(state=facts["state"])
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for order in page:
        order.tally = code_page.tally_of(order)
    context = {
        "page_obj": page,
        "form": chosen,
        "mine": mine,
        "num_free": code_page.num_free(mine) if mine else None,
        "num_preparing": visible.filter(state=OrderState.PREPARING).count(),
    }
    return render(request, "trace/code_orders.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Code order"),
        _("Date of order"),
        _("Organisation"),
        _("Product"),
        _("Ordered codes"),
        _("Bound to no lot"),
        _("Bound, not activated"),
        _("In use"),
        _("Voided"),
        _("State"),
    ]
    table = (
        [
            str(order),
            order.ordered_at,
            order.organisation.name,
            str(order.product or ""),
            order.quantity,
            (tally := code_page.tally_of(order)).free,
            tally.bound,
            tally.active,
            tally.void,
            order.get_state_display(),
        ]
        for order in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Code orders"), headers, table)


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_code_order(request: HttpRequest) -> HttpResponse:
    """Order codes for a lot, or blank ones; `?lot=` fills in lot and quantity."""
    mine = organisation_of_actor(request.user)
    lots = code_page.lots_to_label(mine)
    lot = _named_lot(lots, request.GET.get("lot"))
    form = CodeOrderForm(
        request.POST or None,
        lots=lots,
        products=approved_products().filter(organisation=mine),
        initial={"lot": lot, "quantity": packs_left(lot) if lot else None},
    )
    if lot:
        del form.fields["product"]  # the lot brings it along

    def do() -> str:
        facts = form.cleaned_data
        order = order_codes(
            organisation=mine,
            product=None if facts["lot"] else facts.get("product"),
            lot=facts["lot"],
            quantity=facts["quantity"],
            by=request.user,
        )
        return order.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    context = {"form": form, "lot": lot}
    return done or render(request, "trace/code_order_form.html", context)


def _named_lot(lots: Any, uuid: str | None) -> Lot | None:
    return get_object_or_404(lots, uuid=uuid) if uuid else None


@everyone
@require_GET
def code_order(request: HttpRequest, uuid: str) -> HttpResponse:
    """One order: how many codes are left, which range is where, what to do next."""
    rows = code_page.with_tally(CodeOrder.objects.visible_to(request.user).with_names())
    found = get_object_or_404(rows.select_related("job", "ordered_by"), uuid=uuid)
    mine = my_organisation(request.user)
    ranges = code_page.ranges_of([found]) if found.state == OrderState.READY else []
    context = {
        "order": found,
        "tally": code_page.tally_of(found),
        "page_obj": Paginator(ranges, PAGE).get_page(request.GET.get("page")),
        "is_owner": mine is not None and mine.pk == found.organisation_id,
        "file_size": code_file.file_size(found),
    }
    return render(request, "trace/code_order.html", context)


@everyone
@require_GET
def code_progress(request: HttpRequest, uuid: str) -> HttpResponse:
    """How far the preparation is: a fragment that the order's page asks for again and again."""
    rows = CodeOrder.objects.visible_to(request.user).select_related("job")
    return render(
        request, "trace/code_progress.html", {"order": get_object_or_404(rows, uuid=uuid)}
    )


@allow(Role.PRODUCER, Role.MERCHANT)
@require_POST
def code_order_again(request: HttpRequest, uuid: str) -> HttpResponse:
    """Prepare an order again whose job gave up."""
    found = own_order(request, uuid)
    prepare_again(order=found, by=request.user)
    return redirect(found)


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def change_codes(request: HttpRequest, uuid: str, verb: str) -> HttpResponse:
    """Bind, activate or void a range; the next range that wants it is filled in."""
    found = own_order(request, uuid)
    lots = code_page.lots_to_label(found.organisation, found.product_id)
    form = FORMS[verb](
        request.POST or None,
        order=found,
        initial=_SUGGEST[verb](request, found),
        **({"lots": lots} if verb == "bind" else {}),
    )

    def do() -> str:
        facts = {key: form.cleaned_data[key] for key in form.cleaned_data if key != "submission"}
        ACTIONS[verb](order=found, by=request.user, **facts)
        return found.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    context = {"form": form, "order": found, "verb": verb}
    return done or render(request, "trace/code_range_form.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("first", "last") if name in request.GET}


def _to_bind(request: HttpRequest, order: CodeOrder) -> dict[str, Any]:
    """The newest lot without codes, and as many free codes as it has packs."""
    lots = code_page.lots_to_label(order.organisation, order.product_id)
    lot = lots.filter(num_codes=0).first()
    free = _first_range(order, CodeState.FREE)
    if free is None:
        return {"lot": lot} | _asked(request)
    packs = packs_left(lot) if lot else None
    last = min(free.last, free.first + packs - 1) if packs else free.last
    return {"lot": lot, "first": free.first, "last": last} | _asked(request)


def _to_activate(request: HttpRequest, order: CodeOrder) -> dict[str, Any]:
    """The range of the link, else the first bound one, of the lot of the link when it names one."""
    bound = _first_range(order, CodeState.BOUND, request.GET.get("lot"))
    suggested = {"first": bound.first, "last": bound.last} if bound else {}
    return suggested | _asked(request)


def _to_void(request: HttpRequest, _order: CodeOrder) -> dict[str, Any]:
    return _asked(request)


_SUGGEST = {"bind": _to_bind, "activate": _to_activate, "void": _to_void}


def _first_range(
    order: CodeOrder, state: CodeState, lot: str | None = None
) -> code_page.CodeRange | None:
    for row in code_page.ranges_of([order]):
        if row.state == state and (not lot or (row.lot and str(row.lot.uuid) == lot)):
            return row
    return None


def own_order(request: HttpRequest, uuid: str) -> CodeOrder:
    """An order of the person's own business; anybody else's is not found."""
    mine = organisation_of_actor(request.user)
    rows = CodeOrder.objects.filter(organisation=mine).with_names()
    return get_object_or_404(rows, uuid=uuid)


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "HEAD"])
def code_file_csv(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """The codes for the printing house. Computed as it is read, from any byte on."""
    found = own_order(request, uuid)
    if found.state != OrderState.READY:
        return redirect(found)

    def read(start: int, stop: int) -> Any:
        note_download(order=found, what="csv", first=start, last=stop - 1, by=request.user)
        return code_file.read_file(found, start, stop)

    return download(
        request,
        read,
        size=code_file.file_size(found),
        tag=code_file.file_tag(found),
        name=f"{found}.csv",
        content_type="text/csv; charset=utf-8",
    )


@allow(Role.PRODUCER, Role.MERCHANT)
@require_GET
def code_digests(request: HttpRequest, uuid: str) -> HttpResponse:
    """First, last and SHA-256 of each part's lines: what a printer checks the file by."""
    found = own_order(request, uuid)
    lines = [f"{part['first'] + 1},{part['last'] + 1},{part['sha256']}" for part in found.manifest]
    response = HttpResponse("\r\n".join(["first,last,sha256", *lines, ""]), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{found}-sha256.csv"'
    return response
