"""The archive: searching, one document, putting in, replacing, withdrawing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow, everyone
from ezhen.archive.actions.document import (
    Subject,
    add_document,
    replace_document,
    withdraw_document,
)
from ezhen.archive.forms import DocumentForm, ReplaceForm, WithdrawForm
from ezhen.archive.models import Document
from ezhen.archive.queries import document as queries
from ezhen.archive.queries.fixity import num_broken
from ezhen.archive.rules import KEEPERS, may_change, may_keep
from ezhen.core.excel import excel_response
from ezhen.core.forms import submit

PAGE = 50
STATES = ("standing", "broken", "withdrawn")


@everyone
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """All papers a person may see; two Chinese characters find."""
    text, kind = request.GET.get("q", "").strip(), request.GET.get("type", "")
    state = request.GET.get("state", "")
    rows = queries.find_documents(request.user, text=text, type=kind, state=state)
    shown = queries.with_file(rows)
    if request.GET.get("as") == "xlsx":
        return _excel(shown)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for found in page:
        _dress(found)
    context = {
        "page_obj": page,
        "text": text,
        "state": state,
        "type": kind,
        "types": _types(),
        "num_broken": num_broken(),
        "may_keep": may_keep(request.user),
    }
    return render(request, "archive/documents.html", context)


def _dress(found: Any) -> None:
    found.kind = queries.type_name(found.type)
    found.of, found.of_url = queries.subject_of(found)
    found.is_stale = found.is_stale_on(timezone.localdate())


def _types() -> list[tuple[str, str]]:
    known = {code: queries.type_name(code) for code in queries.all_types()}
    return sorted(known.items(), key=lambda row: row[1])


def _excel(rows: Any) -> HttpResponse:
    headers = [_("Title"), _("Paper"), _("Belongs to"), _("Date"), _("Version"), "SHA-256"]
    table = (
        [
            row.title,
            queries.type_name(row.type),
            queries.subject_of(row)[0],
            row.dated_on,
            row.version,
            row.sha256,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Archive"), headers, table)


@everyone
@require_GET
def document(request: HttpRequest, uuid: str) -> HttpResponse:
    """One paper: what it serves, its versions, its hash, who put it in, when it was checked."""
    visible = queries.with_file(Document.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("added_by", "withdrawn_by"), uuid=uuid)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Any, *, replace: Any = None, withdraw: Any = None
) -> HttpResponse:
    _dress(found)
    changes = may_change(request.user, found) and not found.withdrawn_at
    context = {
        "document": found,
        "versions": found.versions.select_related("file", "by").order_by("-number"),
        "uses": queries.uses_of(found, request.user),
        "replace": replace
        or (ReplaceForm(initial={"expects": found.version}) if changes else None),
        "withdraw": withdraw or (WithdrawForm() if changes else None),
    }
    status = 422 if replace or withdraw else 200
    return render(request, "archive/document.html", context, status=status)


@allow(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest) -> HttpResponse:
    """Put a paper in; the link that led here says what it belongs to."""
    subject = _subject(request)
    data = request.POST if request.method == "POST" else None
    form = DocumentForm(
        data,
        request.FILES or None,
        types=_types(),
        initial={"type": request.GET.get("type", "")},
    )

    def do() -> str:
        facts = form.cleaned_data
        names = ("type", "title", "file", "dated_on", "valid_until")
        made = add_document(
            subject=subject,
            period=request.GET.get("period", "")[:10],
            by=request.user,
            **{name: facts[name] for name in names},
        )
        return _back(request) or made.get_absolute_url()

    done = submit(request, form, do) if data is not None else None
    look = Document(subject_kind=subject.kind, subject_group=subject.group, subject_id=subject.id)
    context = {"form": form, "of": queries.subject_of(look)[0]}
    status = 422 if data is not None else 200
    return done or render(request, "archive/document_form.html", context, status=status)


def _subject(request: HttpRequest) -> Subject:
    kind, found = request.GET.get("kind", ""), request.GET.get("id", "")
    if not (kind and found) or len(found) > 64 or len(kind) > 20:  # noqa: PLR2004 the columns
        raise Http404
    return Subject(kind, found, request.GET.get("group", "")[:60])


def _back(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if target.startswith("/") and not target.startswith("//") else ""


@allow(*KEEPERS)
@require_POST
def replace(request: HttpRequest, uuid: str) -> HttpResponse:
    """A newer version of a paper."""
    found = _changeable(request, uuid)
    form = ReplaceForm(request.POST, request.FILES)

    def do() -> str:
        facts = {key: form.cleaned_data[key] for key in form.cleaned_data if key != "submission"}
        return replace_document(document=found, by=request.user, **facts).get_absolute_url()

    return submit(request, form, do) or _page(request, found, replace=form)


@allow(*KEEPERS)
@require_POST
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    """A paper no longer counts."""
    found = _changeable(request, uuid)
    form = WithdrawForm(request.POST)

    def do() -> str:
        withdraw_document(document=found, reason=form.cleaned_data["reason"], by=request.user)
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, withdraw=form)


def _changeable(request: HttpRequest, uuid: str) -> Any:
    visible = queries.with_file(Document.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("added_by", "withdrawn_by"), uuid=uuid)
    if not may_change(request.user, found):
        raise PermissionDenied
    return found


@everyone
@require_GET
def index(_request: HttpRequest) -> HttpResponse:
    """/files/ is the archive."""
    return redirect("archive:documents")
