"""Inspections: the list, one inspection, and the form that is filled in on the spot."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.archive.api import own_uploads, store_photo
from ezhen.core.errors import DomainError
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit
from ezhen.parties.api import approved_organisations
from ezhen.trace.actions.inspection import inspect
from ezhen.trace.enums import InspectionResult
from ezhen.trace.forms.inspection import InspectionFilter, InspectionForm
from ezhen.trace.models import Inspection, Lot
from ezhen.trace.queries.effect import effect_on
from ezhen.trace.queries.lot import affected_ids, holdings
from ezhen.trace.rules import my_organisation
from ezhen.trace.views.find import show_found

PAGE = 50


@everyone
@require_GET
def inspections(request: HttpRequest) -> HttpResponse:
    """What was inspected, what is to be corrected and by when."""
    today = timezone.localdate()
    visible = Inspection.objects.visible_to(request.user)
    chosen = InspectionFilter(request.GET)
    rows = _chosen(visible, chosen, today).with_names().with_followed()
    rows = rows.order_by("-at", "-pk")
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": chosen,
        "num_open": visible.open().count(),
        "num_overdue": visible.overdue(today).count(),
        "num_month": visible.filter(at__gte=_month()).count(),
        "today": today,
        "mine": my_organisation(request.user),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/inspections.html", context)


def _month() -> Any:
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _chosen(rows: Any, form: InspectionFilter, today: Any) -> Any:
    if not form.is_valid():
        return rows
    state, text = form.cleaned_data["state"], form.cleaned_data["q"]
    rows = rows.matching(text) if text else rows
    if state == "open":
        return rows.open()
    if state == "overdue":
        return rows.overdue(today)
    return rows.filter(result=state) if state else rows


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Inspected on"),
        _("Whose goods or site"),
        _("Lot"),
        _("Product"),
        _("Result"),
        _("What was found"),
        _("To be corrected by"),
        _("Looked at again"),
        _("Inspector"),
    ]
    table = (
        [
            row.at,
            row.organisation.name,
            row.lot.code if row.lot else "",
            str(row.lot.product) if row.lot else "",
            row.get_result_display(),
            row.findings,
            row.correct_by,
            _("yes") if row.is_followed else "",
            str(row.inspector),
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Inspections"), headers, table)


@everyone
@require_GET
def inspection(request: HttpRequest, uuid: str) -> HttpResponse:
    """One inspection: what was found, by when to correct it, and whether it was looked at again."""
    rows = Inspection.objects.visible_to(request.user).with_names().with_followed()
    found = get_object_or_404(rows.select_related("rechecks"), uuid=uuid)
    context = {
        "inspection": found,
        "is_open": found.result != InspectionResult.PASSED and not found.is_followed,
        "photos": list(found.photos.order_by("pk")),
        "followed_by": found.followed_by.order_by("pk").first(),
        "today": timezone.localdate(),
        "mine": my_organisation(request.user),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/inspection.html", context)


@allow(Role.REGULATOR)
@require_http_methods(["GET", "POST"])
def new_inspection(request: HttpRequest) -> HttpResponse:
    """Of a lot (`?lot=`), of a business (`?organisation=`), or again (`?rechecks=`); without any,
    first the question which."""
    lot, organisations, earlier = _target(request)
    if not organisations:
        return show_found(request, "inspect")
    form = InspectionForm(
        request.POST or None,
        request.FILES or None,
        organisations=organisations,
        uploads=own_uploads(request.user),
    )

    def do() -> str:
        uploads = form.cleaned_data["file"]
        photos = [store_photo(upload=upload, by=request.user) for upload in uploads]
        made = inspect(
            organisation=form.cleaned_data["organisation"],
            finding=form.finding(photos),
            by=request.user,
            lot=lot,
            rechecks=earlier,
            hold=form.cleaned_data["hold"],
            at=form.cleaned_data["at"],
        )
        return made.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        messages.success(request, _("The inspection is recorded."))
        return done
    context = {
        "form": form,
        "lot": lot,
        "organisations": organisations,
        "earlier": earlier,
        "kept": _keep_photos(request, form),
        "effect": effect_on(_made_from(lot)) if lot else None,
    }
    return render(request, "trace/inspection_form.html", context)


def _target(request: HttpRequest) -> tuple[Lot | None, list[Any], Inspection | None]:
    """The lot, the businesses it may be about (most likely first), and the earlier inspection."""
    if again := request.GET.get("rechecks"):
        earlier = get_object_or_404(Inspection.objects.with_names(), uuid=again)
        return earlier.lot, [earlier.organisation], earlier
    if code := request.GET.get("lot"):
        lot = get_object_or_404(Lot.objects.with_names(), uuid=code)
        return lot, _around(lot), None
    if named := request.GET.get("organisation"):
        return None, [get_object_or_404(approved_organisations(), uuid=named)], None
    return None, [], None


def _around(lot: Lot) -> list[Any]:
    """Who keeps the lot, who made it, and who has some of it, each once."""
    people = [lot.owner, lot.producer, *(row.holder for row in holdings(lot))]
    return list({organisation.pk: organisation for organisation in people}.values())


def _made_from(lot: Lot) -> Any:
    return Lot.objects.filter(pk__in=affected_ids(lot.pk)).select_related("product")


def _keep_photos(request: HttpRequest, form: InspectionForm) -> Sequence[Any]:
    """A refused form keeps the photos that were taken: browsers send files only once."""
    if not form.is_bound:
        return []
    facts = getattr(form, "cleaned_data", {})
    kept = list(facts.get("kept") or [])
    for upload in request.FILES.getlist("file"):
        try:
            upload.seek(0)
            kept.append(store_photo(upload=upload, by=request.user))
        except DomainError as error:
            if not form.has_error("file"):
                form.add_error("file", str(error))
    return kept
