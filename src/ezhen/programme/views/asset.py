"""Assets: the list with the year's stock-check, one card, labels to print."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.archive.api import documents_for
from ezhen.core.forms import ActionForm, press, submit
from ezhen.programme.actions.asset import (
    check_asset,
    give_back_asset,
    hand_over_asset,
    take_out_asset,
)
from ezhen.programme.forms import AssetCheckForm, HandOverForm, TakeOutForm
from ezhen.programme.models import AssetCheck, AssetLoan
from ezhen.programme.queries.asset import (
    REGISTER,
    Asset,
    asset_rows,
    check_progress,
    custody_of,
    dressed,
    label,
    loans_of,
    num_out,
)
from ezhen.programme.rules import KEEPS, SEES

PAGE, SHOWN = 50, 10
RECEIPT = "installation_receipt"


@allow(*SEES)
@require_GET
def assets(request: HttpRequest) -> HttpResponse:
    """What was bought, and whether it was seen this year."""
    today = timezone.localdate()
    page = Paginator(asset_rows(), PAGE).get_page(request.GET.get("page"))
    progress = check_progress(today)
    rows = [(asset, asset.is_checked(today)) for asset in dressed(list(page))]
    context = {"page_obj": page, "rows": rows, "progress": progress}
    return render(request, "programme/assets.html", context)


@allow(*SEES)
@require_http_methods(["GET", "POST"])
def asset(request: HttpRequest, uuid: str) -> HttpResponse:
    """The card that the label leads to: what it is, and "it is here" in one tap."""
    found = _found(uuid)
    form = AssetCheckForm(request.POST or None, initial={"place": found.facility})

    def do() -> str:
        check_asset(
            asset=uuid, is_there="missing" not in request.POST, by=request.user, **form.facts()
        )
        return reverse("programme:asset", args=[uuid])

    if request.method == "POST" and (done := submit(request, form, do)):
        return done
    return _card(request, found, **{"check": form} if request.method == "POST" else {})


def _card(request: HttpRequest, found: Asset, **forms: Any) -> HttpResponse:
    uuid = found.row.uuid
    checks = AssetCheck.objects.filter(asset=uuid).select_related("by").order_by("-pk")
    receipts = documents_for("record", str(uuid), REGISTER).filter(type=RECEIPT)
    context = {
        "asset": found,
        "form": forms.get("check") or AssetCheckForm(initial={"place": found.facility}),
        "checks": checks,
        "custody": custody_of(uuid),
        "loans": loans_of(uuid)[:SHOWN],
        "num_out": num_out(uuid),
        "receipts": receipts,
        "keeps": request.user.role in KEEPS,
        "hand_form": forms.get("hand_over") or HandOverForm(auto_id="hand-%s"),
        "take_form": forms.get("take_out") or TakeOutForm(auto_id="take-%s"),
    }
    return render(request, "programme/asset.html", context, status=422 if forms else 200)


@allow(*KEEPS)
@require_POST
def hand_over(request: HttpRequest, uuid: str) -> HttpResponse:
    """The asset goes into somebody else's custody."""
    form = HandOverForm(request.POST, auto_id="hand-%s")
    return _do(request, uuid, form, hand_over_asset, "hand_over")


@allow(*KEEPS)
@require_POST
def take_out(request: HttpRequest, uuid: str) -> HttpResponse:
    """Somebody takes pieces out."""
    form = TakeOutForm(request.POST, auto_id="take-%s")
    return _do(request, uuid, form, take_out_asset, "take_out")


def _do(
    request: HttpRequest, uuid: str, form: ActionForm, do_it: Callable[..., Any], name: str
) -> HttpResponse:
    found = _found(uuid)

    def do() -> str:
        do_it(asset=uuid, by=request.user, **form.facts())
        return reverse("programme:asset", args=[uuid])

    return submit(request, form, do) or _card(request, found, **{name: form})


@allow(*KEEPS)
@require_POST
def give_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """Pieces come back."""
    loan = get_object_or_404(AssetLoan, uuid=uuid)
    return press(
        request,
        reverse("programme:asset", args=[loan.asset]),
        lambda: give_back_asset(loan=loan, is_good="fault" not in request.POST, by=request.user),
        _("The use stands in the register of equipment use."),
    )


def _found(uuid: str) -> Asset:
    rows = dressed(list(asset_rows().filter(uuid=uuid)))
    if not rows:
        raise Http404
    return rows[0]


@allow(*SEES)
@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Labels of all assets, to print and stick on."""
    context = {"labels": [_label(request, one) for one in dressed(list(asset_rows()))]}
    return render(request, "programme/labels.html", context)


def _label(request: HttpRequest, found: Asset) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("programme:asset", args=[found.row.uuid]))
    return {"asset": found, "qr": label(address)}
