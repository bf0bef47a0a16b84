"""One row: entering, reading, changing, reviewing, withdrawing; its papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import everyone
from ezhen.core.forms import ActionForm, ReasonForm, press, submit
from ezhen.core.personal import open_value, personal_class
from ezhen.core.values import show
from ezhen.registers import rules
from ezhen.registers.actions import record as actions
from ezhen.registers.actions.paper import attach_paper
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.errors import RecordChanged
from ezhen.registers.forms import PaperForm, RecordForm
from ezhen.registers.models import Record
from ezhen.registers.queries import record as queries
from ezhen.registers.queries.paper import papers_of
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.register import is_closed, server_of, uses_of
from ezhen.registers.views.listing import register_for

AGAIN = "again"
Values = dict[str, Any]


@everyone
@require_http_methods(["GET", "POST"])
def new_record(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a row; what is the same as last time is filled in already."""
    definition = register_for(request, code)
    server = server_of(code)
    if server and is_closed(code):
        return redirect(server.new_url())
    if not rules.may_keep(request.user, definition):
        raise PermissionDenied
    form = RecordForm(
        request.POST or None,
        request.FILES or None,
        definition=definition,
        user=request.user,
        papers=definition.papers,
        initial=queries.first_values(definition, request.user, request.GET),
    )

    def do() -> str:
        made = actions.enter_record(register=code, values=form.values(), by=request.user)
        for document, part, file in form.uploads():
            attach_paper(record=made, document=document, part=part, file=file, by=request.user)
        messages.success(request, _("Entered as %(number)s.") % {"number": made.number})
        if AGAIN in request.POST:
            return reverse("registers:new_record", args=[code])
        return made.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "registers/form.html", {"definition": definition, "form": form})


def _visible(request: HttpRequest, uuid: str) -> tuple[RegisterDefinition, Record]:
    rows = Record.objects.visible_to(request.user).select_related("created_by", "changed_by")
    found = get_object_or_404(rows, uuid=uuid)
    return register_for(request, found.register), found


@everyone
@require_GET
def record(request: HttpRequest, uuid: str) -> HttpResponse:
    """A row with its papers, its history and what it serves."""
    definition, found = _visible(request, uuid)
    return render(request, "registers/record.html", _context(request, definition, found))


def _context(
    request: HttpRequest, definition: RegisterDefinition, found: Record, **more: Any
) -> dict[str, Any]:
    fields = list(definition.active)
    labels = queries.labels_of(fields, [found.data])
    server = server_of(found.register)
    server_url = server.url(found) if server else ""
    papers = papers_of(definition, found)
    context = {
        "definition": definition,
        "record": found,
        "name": queries.name_of(definition, found),
        "shown": [one for one in queries.shown(fields, found.data, labels) if one.text],
        "empty": [one for one in fields if found.data.get(one.name) is None],
        "papers": papers,
        "num_there": sum(paper.is_there for paper in papers),
        "steps": queries.history_of(definition, found),
        "uses": uses_of(found.register, request.user),
        "may_change": rules.may_change(request.user, definition, found)
        and not is_closed(found.register),
        "may_review": rules.may_review(request.user, definition, found),
        "server_url": server_url,
        "has_personal": any(personal_class(one) and found.data.get(one.name) for one in fields),
        "return_form": ReasonForm(auto_id="return-%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw-%s"),
        "reveal_form": ReasonForm(auto_id="reveal-%s"),
    }
    return context | more


@everyone
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    """Correct a row. Who was slower sees what the other changed, and decides anew."""
    definition, found = _visible(request, uuid)
    if not rules.may_change(request.user, definition, found):
        raise PermissionDenied
    server = server_of(found.register)
    if server and is_closed(found.register):
        return redirect(server.url(found) or found.get_absolute_url())
    now, masked = _now(definition, found)
    form = RecordForm(
        request.POST or None,
        definition=definition,
        user=request.user,
        masked=masked,
        initial=now,
    )
    seen = request.POST.get("ez-revision", str(found.revision))

    def do() -> str:
        actions.change_record(
            record=found,
            values=form.values(),
            revision=int(seen) if seen.isdigit() else 0,
            by=request.user,
        )
        return found.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        return done
    conflict = (
        any(error.code == RecordChanged.code for error in form.non_field_errors().as_data())
        if form.is_bound
        else False
    )
    context = {
        "definition": definition,
        "form": form,
        "record": found,
        "revision": found.revision if conflict else seen,
    }
    return render(request, "registers/form.html", context)


def _now(definition: RegisterDefinition, found: Record) -> tuple[Values, dict[str, str]]:
    """What the form begins with; personal values only masked."""
    now, masked = {}, {}
    for one in definition.active:
        value = found.data.get(one.name)
        if value is not None and personal_class(one):
            masked[one.name] = show(one, open_value(one, value))
        else:
            now[one.name] = value
    return now, masked


@everyone
@require_POST
def attach(request: HttpRequest, uuid: str) -> HttpResponse:
    """Put a paper of the row into the archive."""
    _definition, found = _visible(request, uuid)
    form = PaperForm(request.POST, request.FILES)
    return _do(request, found, form, lambda: _attach(request, found, form), _("Filed."))


def _attach(request: HttpRequest, found: Record, form: ActionForm) -> None:
    attach_paper(
        record=found,
        document=form.cleaned_data["document"],
        part=form.cleaned_data["part"],
        file=form.cleaned_data["file"],
        by=request.user,
    )


@everyone
@require_POST
def confirm(request: HttpRequest, uuid: str) -> HttpResponse:
    """The reviewer has compared the row with its papers."""
    _definition, found = _visible(request, uuid)
    return _do(
        request,
        found,
        ActionForm(request.POST),
        lambda: actions.review_record(record=found, confirm=True, by=request.user),
        _("Confirmed."),
    )


@everyone
@require_POST
def send_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """The reviewer returns the row with a reason."""
    _definition, found = _visible(request, uuid)
    form = ReasonForm(request.POST)
    return _do(
        request,
        found,
        form,
        lambda: actions.review_record(
            record=found, confirm=False, reason=form.cleaned_data["reason"], by=request.user
        ),
        _("Returned with your reason."),
    )


@everyone
@require_POST
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    """Take a row out; it stays readable."""
    _definition, found = _visible(request, uuid)
    form = ReasonForm(request.POST)
    return _do(
        request,
        found,
        form,
        lambda: actions.withdraw_record(
            record=found, reason=form.cleaned_data["reason"], by=request.user
        ),
        _("Withdrawn. The row stays readable and counts no more."),
    )


@everyone
@require_POST
def reveal(request: HttpRequest, uuid: str) -> HttpResponse:
    """Show the personal values of a row once, with a reason that is remembered."""
    definition, found = _visible(request, uuid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why."))
        return redirect(found)
    plain = actions.reveal_record(record=found, reason=form.cleaned_data["reason"], by=request.user)
    told = [
        (one.label, plain[one.name])
        for one in definition.active
        if personal_class(one) and plain.get(one.name)
    ]
    return render(
        request, "registers/record.html", _context(request, definition, found, revealed=told)
    )


def _do(
    request: HttpRequest, found: Record, form: ActionForm, do: Callable[[], Any], said: str
) -> HttpResponse:
    """Run one action from a small form of the record's page, and say what became of it."""
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, error[0])
        return redirect(found)
    return press(request, found, do, said)


@everyone
@require_POST
def confirm_many(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the chosen rows of a list."""
    definition = register_for(request, code)
    if not rules.reviews(request.user, definition):
        raise PermissionDenied
    uuids = request.POST.getlist("row")[:200]
    rows = Record.objects.filter(register=definition_of(code).code, uuid__in=uuids)
    done = actions.confirm_records(records=rows.order_by("pk"), by=request.user)
    messages.success(request, _("%(n)d rows confirmed.") % {"n": len(done)})
    return redirect(reverse("registers:register", args=[code]) + "?part=waiting")
