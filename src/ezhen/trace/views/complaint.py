"""What consumers wrote: the list, one message, the answer, and the phone number behind its mask."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.errors import DomainError
from ezhen.core.excel import excel_response
from ezhen.core.fields import Personal, mask
from ezhen.core.forms import submit
from ezhen.trace.actions.answer import answer_complaint, reveal_phone
from ezhen.trace.codes import readable
from ezhen.trace.forms.complaint import AnswerForm, ComplaintFilter, PhoneForm
from ezhen.trace.models import Complaint
from ezhen.trace.queries.supervision import answer_by
from ezhen.trace.rules import my_organisation

PAGE = 50


@everyone
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints and feedback, those without an answer first."""
    visible = Complaint.objects.visible_to(request.user)
    chosen = ComplaintFilter(request.GET)
    rows = _chosen(visible, chosen).with_names().open_first()
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.answer_by = answer_by(row)
    context = {
        "page_obj": page,
        "form": chosen,
        "num_open": visible.open().count(),
        "today": timezone.localdate(),
        "mine": my_organisation(request.user),
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/complaints.html", context)


def _chosen(rows: Any, form: ComplaintFilter) -> Any:
    if not form.is_valid():
        return rows
    facts = form.cleaned_data
    rows = rows.matching(facts["q"]) if facts["q"] else rows
    rows = rows.filter(kind=facts["kind"]) if facts["kind"] else rows
    return rows.filter(answered_at__isnull=facts["state"] == "open") if facts["state"] else rows


def _excel(rows: Any) -> HttpResponse:
    headers = [
        _("Number"),
        _("About"),
        _("Lot"),
        _("Product"),
        _("Producer"),
        _("What the consumer wrote"),
        _("Written on"),
        _("What was done"),
        _("Answered"),
    ]
    table = (
        [
            row.number,
            row.get_kind_display(),
            row.lot.code if row.lot else "",
            str(row.lot.product) if row.lot else "",
            row.lot.producer.name if row.lot else "",
            row.text,
            row.at,
            row.answer,
            row.answered_at,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Complaints and reports"), headers, table)


@everyone
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, uuid: str) -> HttpResponse:
    """One message; the regulator answers it here."""
    found = _visible(request, uuid)
    may_answer = request.user.role == Role.REGULATOR and found.answered_at is None
    form = AnswerForm(request.POST or None) if may_answer else None
    if form is not None and request.method == "POST":

        def do() -> str:
            answer_complaint(complaint=found, answer=form.cleaned_data["answer"], by=request.user)
            return found.get_absolute_url()

        done = submit(request, form, do)
        if done:
            messages.success(request, _("Answered."))
            return done
    return _page(request, found, form=form)


@allow(Role.REGULATOR)
@require_POST
@never_cache
def complaint_phone(request: HttpRequest, uuid: str) -> HttpResponse:
    """The number that a consumer left: shown once, in the answer to this request."""
    found = _visible(request, uuid)
    if not found.phone:
        return redirect(found)
    asked = PhoneForm(request.POST)
    shown = ""
    if asked.is_valid():
        try:
            shown = reveal_phone(
                complaint=found, reason=asked.cleaned_data["reason"], by=request.user
            )
        except DomainError as error:
            asked.add_error("reason", str(error))
    form = AnswerForm() if found.answered_at is None else None
    return _page(request, found, form=form, asked=asked, shown=shown)


def _visible(request: HttpRequest, uuid: str) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).with_names().select_related("photo")
    return get_object_or_404(rows, uuid=uuid)


def _page(request: HttpRequest, found: Complaint, **more: Any) -> HttpResponse:
    is_office = request.user.role in Role.OFFICE
    context = {
        "complaint": found,
        "serial": readable(found.serial) if found.serial else "",
        "masked": mask(Personal.PHONE, found.phone) if is_office else "",
        "has_phone": bool(found.phone),
        "may_reveal": request.user.role == Role.REGULATOR and bool(found.phone),
        "asked": PhoneForm(),
        "answer_by": answer_by(found),
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "trace/complaint.html", context)
