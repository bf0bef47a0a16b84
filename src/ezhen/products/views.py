"""The product library: the list, one product, registering and reviewing it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import Role, allow, everyone
from ezhen.archive.api import store_file
from ezhen.core.excel import excel_response
from ezhen.core.forms import ActionForm, press, submit
from ezhen.parties.api import organisation_of
from ezhen.products import actions
from ezhen.products.enums import ProductState
from ezhen.products.forms import ProductFilter, ProductForm, ReturnForm
from ezhen.products.models import Product

PAGE = 50
FIELDS: tuple[str, ...] = ("name", "specification", "product_class", "unit", "unit_mass", "gtin")
FIELDS += ("shelf_life_days", "ingredients", "storage")


@everyone
@require_GET
def products(request: HttpRequest) -> HttpResponse:
    """What is made in the town: one's own products, or all."""
    mine = organisation_of(request.user) if request.user.role == Role.PRODUCER else None
    rows = Product.objects.visible_to(request.user).select_related("organisation")
    if mine:
        rows = rows.filter(organisation=mine)
    waiting = rows.filter(state=ProductState.SUBMITTED).count()
    chosen = ProductFilter(request.GET)
    if chosen.is_valid():
        rows = rows.chosen(**chosen.cleaned_data)
    rows = rows.waiting_first()
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "form": chosen, "num_waiting": waiting, "mine": mine}
    return render(request, "products/products.html", context)


def _excel(rows: Any) -> HttpResponse:
    headers = [_("Product code"), _("Name"), _("Specification"), _("Class"), _("Producer")]
    headers += [_("Barcode number"), _("Shelf life in days"), _("State")]
    table = (
        [
            row.code,
            row.name,
            row.specification,
            str(row.rules),
            row.organisation.name,
            row.gtin,
            row.shelf_life_days,
            row.get_state_display(),
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Products"), headers, table)


@everyone
@require_GET
def product(request: HttpRequest, uuid: str) -> HttpResponse:
    """One product and what follows from its class."""
    found = _visible(request, uuid)
    own = _is_own(request.user, found)
    context = {
        "product": found,
        "own": own,
        "may_review": request.user.role == Role.BUREAU and found.state == ProductState.SUBMITTED,
        "return_form": ReturnForm(),
    }
    return render(request, "products/product.html", context)


def _visible(request: HttpRequest, uuid: str) -> Product:
    rows = Product.objects.visible_to(request.user).select_related("organisation", "photo")
    return get_object_or_404(rows, uuid=uuid)


def _is_own(user: Any, product: Product) -> bool:
    return user.role == Role.PRODUCER and product.organisation == organisation_of(user)


def _own(request: HttpRequest, uuid: str) -> Product:
    found = _visible(request, uuid)
    if not _is_own(request.user, found):
        raise PermissionDenied
    return found


def _facts(form: ActionForm, user: Any) -> dict[str, Any]:
    """The form's facts; a new photo is kept, none leaves the old one."""
    facts = {name: form.cleaned_data[name] for name in FIELDS}
    if upload := form.cleaned_data["photo"]:
        facts["photo"] = store_file(upload=upload, by=user, is_public=True)
    return facts


@allow(Role.PRODUCER)
@require_http_methods(["GET", "POST"])
def new_product(request: HttpRequest) -> HttpResponse:
    """Register a product."""
    mine = organisation_of(request.user)
    if mine is None:
        raise PermissionDenied
    form = ProductForm(request.POST or None, request.FILES or None)

    def do() -> str:
        facts = _facts(form, request.user)
        made = actions.create_product(organisation=mine, by=request.user, **facts)
        return made.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "products/form.html", {"form": form})


@allow(Role.PRODUCER)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    """Correct a product while it is one's own."""
    found = _own(request, uuid)
    now = {name: getattr(found, name) for name in FIELDS}
    form = ProductForm(request.POST or None, request.FILES or None, initial=now)

    def do() -> str:
        facts = _facts(form, request.user)
        return actions.change_product(product=found, by=request.user, **facts).get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "products/form.html", {"form": form, "product": found})


@allow(Role.PRODUCER)
@require_POST
def send_in(request: HttpRequest, uuid: str) -> HttpResponse:
    """Hand a product to the reviewer."""
    found = _own(request, uuid)
    return press(
        request,
        found,
        lambda: actions.submit_product(product=found, by=request.user),
        _("Handed in. The bureau reviews it."),
    )


@allow(Role.BUREAU)
@require_POST
def approve(request: HttpRequest, uuid: str) -> HttpResponse:
    """Accept a product."""
    found = _visible(request, uuid)
    return press(
        request,
        found,
        lambda: actions.approve_product(product=found, by=request.user),
        _("Approved. Lots can be made of it."),
    )


@allow(Role.BUREAU)
@require_POST
def send_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """Return a product with a reason."""
    found = _visible(request, uuid)
    reason = request.POST.get("reason", "")
    return press(
        request,
        found,
        lambda: actions.return_product(product=found, reason=reason, by=request.user),
        _("Returned with your reason."),
    )
