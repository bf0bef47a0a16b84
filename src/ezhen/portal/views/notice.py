"""Public notices: the list, one notice with its objection form, and following an objection up."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ezhen.accounts.api import public
from ezhen.approvals import api as approvals
from ezhen.core.forms import submit
from ezhen.core.readonly import read_only
from ezhen.portal.forms import FollowForm, ObjectionForm
from ezhen.portal.queries.navigation import public_nav

PAGE = 20


@public
@require_safe
@read_only
def notices(request: HttpRequest) -> HttpResponse:
    """Those that run first, then those that have ended; two characters find."""
    text = request.GET.get("q", "").strip()[:40]
    page = Paginator(approvals.public_notices(text=text), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [_row(notice) for notice in page],
        "q": text,
        "num_running": approvals.num_running_notices(),
        "public_nav": public_nav("notices"),
    }
    return render(request, "portal/notices.html", context)


def _row(notice: Any) -> dict[str, Any]:
    end = approvals.notice_ends(notice)
    return {
        "notice": notice,
        "end": end,
        "is_running": approvals.may_object(notice),
        "who": notice.body["who"],
    }


@public
@require_http_methods(["GET", "HEAD", "POST"])
@read_only
def notice(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is put before the public, until when, how to object, and the proof of when it stood."""
    found = get_object_or_404(approvals.every_notice(), uuid=uuid)
    form = ObjectionForm(request.POST or None)

    def do() -> str:
        made = approvals.object_to(
            notice=found,
            text=form.cleaned_data["text"],
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
        )
        return reverse("portal:objected", args=[made.uuid])

    if request.method == "POST" and (done := submit(request, form, do)):
        return done
    status = 422 if form.errors else 200
    return render(request, "portal/notice.html", _context(found, form), status=status)


def _context(found: Any, form: ObjectionForm) -> dict[str, Any]:
    proof = approvals.proof_of(found)
    return {
        "notice": found,
        "row": _row(found),
        "form": form,
        "proof": proof,
        "today": timezone.localdate(),
        "public_nav": public_nav("notices"),
    }


@public
@require_safe
@read_only
def objected(request: HttpRequest, uuid: str) -> HttpResponse:
    """The receipt: the number to follow the objection up by."""
    found = approvals.objection_receipt(uuid)
    if found is None:
        raise Http404
    context = {"objection": found, "public_nav": public_nav("notices")}
    return render(request, "portal/objected.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@read_only
def follow(request: HttpRequest) -> HttpResponse:
    """What became of an objection, by its number and the last four digits of the phone."""
    form = FollowForm(request.POST or None, initial={"number": request.GET.get("number", "")[:20]})
    found = None
    if request.method == "POST" and form.is_valid():
        found = approvals.objection_of(form.cleaned_data["number"], form.cleaned_data["tail"])
        if found is None:
            form.not_found()
    context = {"form": form, "objection": found, "public_nav": public_nav("notices")}
    status = 422 if form.errors else 200
    return render(request, "portal/follow.html", context, status=status)
