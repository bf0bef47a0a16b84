"""Writing to the town from a scan page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ezhen.accounts.api import public
from ezhen.core.forms import submit
from ezhen.core.readonly import read_only
from ezhen.portal.forms import ComplaintForm
from ezhen.portal.queries.navigation import public_nav
from ezhen.trace.api import NewComplaint, complaint_receipt, lot_of_label, receive_complaint
from ezhen.trace.enums import ComplaintKind


@public
@require_http_methods(["GET", "HEAD", "POST"])
@read_only
def complaint(request: HttpRequest) -> HttpResponse:
    """A complaint, feedback, or a label that looks copied. Works without script."""
    form = ComplaintForm(request.POST or None, request.FILES or None, initial=_from_link(request))
    if request.method == "POST" and (done := submit(request, form, lambda: _receive(form))):
        return done
    status = 422 if form.errors else 200
    context = {"form": form, "public_nav": public_nav("complaint")}
    return render(request, "portal/complaint.html", context, status=status)


@public
@require_safe
@read_only
def thanks(request: HttpRequest, uuid: str) -> HttpResponse:
    """The number to quote, and what happens next."""
    found = complaint_receipt(uuid)
    if found is None:
        raise Http404
    context = {"number": found[0], "at": found[1], "public_nav": public_nav("complaint")}
    return render(request, "portal/thanks.html", context)


def _from_link(request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return {
        "code": request.GET.get("code", "")[:40],
        "lot": request.GET.get("lot", "")[:40],
        "kind": kind if kind in ComplaintKind.values else ComplaintKind.COMPLAINT,
    }


def _receive(form: ComplaintForm) -> str:
    data = form.cleaned_data
    row = receive_complaint(
        complaint=NewComplaint(
            kind=data["kind"],
            text=data["text"],
            serial=data["code"],
            lot=lot_of_label(data["lot"]) if data["lot"] else None,
            phone=data["phone"],
            photo=data["file"],
        )
    )
    return reverse("portal:thanks", args=[row.uuid])
