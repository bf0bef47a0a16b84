"""Assets: the list with the year's stock-check, one card, labels to print."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow
from ezhen.core.forms import submit
from ezhen.programme.actions.asset import check_asset
from ezhen.programme.forms import AssetCheckForm
from ezhen.programme.models import AssetCheck
from ezhen.programme.queries.asset import Asset, asset_rows, dressed, label, num_checked
from ezhen.programme.rules import SEES

PAGE = 50


@allow(*SEES)
@require_GET
def assets(request: HttpRequest) -> HttpResponse:
    """What was bought, and whether it was seen this year."""
    today = timezone.localdate()
    page = Paginator(asset_rows(), PAGE).get_page(request.GET.get("page"))
    checked, total = num_checked(today)
    rows = [(asset, asset.is_checked(today)) for asset in dressed(list(page))]
    context = {"page_obj": page, "rows": rows, "checked": checked, "total": total}
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
    checks = AssetCheck.objects.filter(asset=uuid).select_related("by").order_by("-pk")
    context = {"asset": found, "form": form, "checks": checks}
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/asset.html", context, status=status)


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
