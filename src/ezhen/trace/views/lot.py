"""Lots: the list, one lot, and the forms that bring lots in or take amounts out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.parties.api import enter_supplier, suppliers
from ezhen.parties.enums import OrganisationKind
from ezhen.products.api import approved_products, bought_products, enter_ingredient
from ezhen.trace.actions.lot import buy_in, harvest_lot, use_lot
from ezhen.trace.enums import Standing, Step
from ezhen.trace.forms.lot import BuyInForm, HarvestForm, LotFilter, UseForm
from ezhen.trace.labels import trace_report
from ezhen.trace.models import Lot
from ezhen.trace.queries import lot_page
from ezhen.trace.queries.genealogy import genealogy
from ezhen.trace.queries.lot import equation, holdings, standing_of
from ezhen.trace.queries.report import report_of
from ezhen.trace.rules import my_organisation, organisation_of_actor

PAGE = 50


@everyone
@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """All lots a person may see, with how far they came and whether they may be sold."""
    rows = lot_page.with_standing(Lot.objects.visible_to(request.user))
    counts = lot_page.counted_by_standing(rows)
    chosen = LotFilter(request.GET)
    if chosen.is_valid() and chosen.cleaned_data["q"]:
        rows = rows.matching(chosen.cleaned_data["q"])
    if chosen.is_valid() and chosen.cleaned_data["standing"]:
        rows = rows.filter(standing_now=chosen.cleaned_data["standing"])
    mine = my_organisation(request.user)
    rows = lot_page.with_last_step(lot_page.with_held(rows, mine)).with_names()
    rows = rows.order_by("-created_at", "-pk")
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for lot in page:
        lot.state = Standing(lot.standing_now)
        lot.step = Step(lot.last_step).label if lot.last_step else ""
    context = {"page_obj": page, "form": chosen, "counts": counts, "mine": mine}
    return render(request, "trace/lots.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Lot"),
        _("Product"),
        _("Producer"),
        _("Production date"),
        _("Best before"),
        _("Quantity"),
        _("Unit"),
        _("In hand"),
        _("State"),
    ]
    table = (
        [
            lot.code,
            str(lot.product),
            lot.producer.name,
            lot.produced_on,
            lot.best_before,
            lot.quantity,
            lot.product.get_unit_display(),
            lot.in_hand,
            Standing(lot.standing_now).label,
        ]
        for lot in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Lots"), headers, table)


@everyone
@require_GET
def lot(request: HttpRequest, uuid: str) -> HttpResponse:
    """May it be sold; where the quantity went; what it came from and became; each step."""
    found = get_object_or_404(Lot.objects.visible_to(request.user).with_names(), uuid=uuid)
    mine = my_organisation(request.user)
    holders = holdings(found)
    context = {
        "lot": found,
        "standing": standing_of(found),
        "holds": list(lot_page.open_holds(found)),
        "equation": equation(found),
        "holdings": holders,
        "in_my_hand": sum(
            row.quantity for row in holders if row.holder == mine and not row.on_the_way
        ),
        "most_held": max((row.quantity for row in holders), default=0),
        "graph": genealogy(found, request.user),
        "steps": list(lot_page.steps_of(found)),
        "test": lot_page.newest_test(found),
        "items": list(lot_page.tests_of(found)),
        "process": lot_page.process_of(found),
        "codes": lot_page.code_counts(found),
        "code_ranges": list(lot_page.code_ranges(found, request.user)[:5]),
        "suspicions": list(lot_page.open_suspicions(found)[:5]),
        "is_owner": mine is not None and mine.pk == found.owner_id,
        "is_holder": any(row.holder == mine and not row.on_the_way for row in holders),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/lot.html", context)


@everyone
@require_GET
def lot_report(request: HttpRequest, uuid: str) -> HttpResponse:
    """The printable trace report (追溯报告)."""
    found = get_object_or_404(
        Lot.objects.visible_to(request.user).with_names().select_related("site"), uuid=uuid
    )
    response = HttpResponse(trace_report(report_of(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.code}.pdf"'
    return response


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_bought_lot(request: HttpRequest) -> HttpResponse:
    """A supplier's lot that came in."""
    mine = organisation_of_actor(request.user)
    form = BuyInForm(
        request.POST or None,
        suppliers=suppliers().exclude(pk=mine.pk),
        products=bought_products().exclude(organisation=mine),
    )

    def do() -> str:
        facts = form.cleaned_data
        names = ("supplier_lot", "quantity", "produced_on", "best_before", "has_papers")
        supplier = facts["supplier"] or enter_supplier(
            by=request.user,
            name=facts["supplier_name"],
            short_name=facts["supplier_name"][:40],
            credit_code=facts["supplier_code"].upper(),
            kind=OrganisationKind.COMPANY,
        )
        product = facts["product"] or enter_ingredient(
            supplier=supplier,
            by=request.user,
            name=facts["product_name"],
            product_class=facts["product_class"],
            unit=facts["unit"],
        )
        lot = buy_in(
            owner=mine,
            supplier=supplier,
            product=product,
            by=request.user,
            **{name: facts[name] for name in names},
        )
        return lot.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "trace/lot_form.html", {"form": form, "kind": "buy_in"})


@allow(Role.PRODUCER)
@require_http_methods(["GET", "POST"])
def new_harvested_lot(request: HttpRequest) -> HttpResponse:
    """What the farm brought in."""
    mine = organisation_of_actor(request.user)
    form = HarvestForm(
        request.POST or None,
        products=approved_products().filter(organisation=mine),
        sites=mine.sites.order_by("pk"),
    )

    def do() -> str:
        facts = {key: form.cleaned_data[key] for key in form.cleaned_data if key != "submission"}
        return harvest_lot(owner=mine, by=request.user, **facts).get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "trace/lot_form.html", {"form": form, "kind": "harvest"})


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_use(request: HttpRequest, uuid: str) -> HttpResponse:
    """Sold, sampled or destroyed."""
    found = get_object_or_404(Lot.objects.visible_to(request.user).with_names(), uuid=uuid)
    mine = organisation_of_actor(request.user)
    form = UseForm(request.POST or None)

    def do() -> str:
        facts = {key: form.cleaned_data[key] for key in ("kind", "quantity", "note")}
        use_lot(lot=found, holder=mine, by=request.user, **facts)
        return found.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    context = {"form": form, "kind": "use", "lot": found}
    return done or render(request, "trace/lot_form.html", context)
