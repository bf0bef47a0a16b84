"""Excel in: the empty form, handing a file in, looking at what it would change, entering, undo."""

import re
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import everyone
from ezhen.core.blank import blank_form
from ezhen.core.cells import say
from ezhen.core.definitions import FieldType, heading
from ezhen.core.enums import JobState
from ezhen.core.errors import DomainError
from ezhen.core.excel import download, excel_response
from ezhen.core.forms import press, submit
from ezhen.core.values import show_total
from ezhen.registers import rules
from ezhen.registers.actions import importing
from ezhen.registers.actions.correcting import correct_rows
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import ImportState, Verdict
from ezhen.registers.forms import UploadForm
from ezhen.registers.models import ImportBatch
from ezhen.registers.queries import batch as queries
from ezhen.registers.queries.export import template_options
from ezhen.registers.queries.register import is_closed
from ezhen.registers.views.listing import Known, register_for

PAGE = 50
RUNNING = frozenset({ImportState.READING, ImportState.COMMITTING, ImportState.UNDOING})
FORM_FIELD = re.compile(r"(fix|use)-(\d+)-(\d+)(?:-([a-z0-9_]+))?")
PARTS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "": (gettext_lazy("To mend and to enter"), ("wrong", "differs", "new"), ""),
    "new": (gettext_lazy("Can be entered"), ("new",), "ok"),
    "wrong": (gettext_lazy("Have problems"), ("wrong",), "bad"),
    "differs": (gettext_lazy("Differ"), ("differs",), "disputed"),
    "same": (gettext_lazy("Known already"), ("same",), "same"),
}


def _keeper(request: HttpRequest, code: str) -> RegisterDefinition:
    definition = register_for(request, code)
    if not rules.may_keep(request.user, definition) or is_closed(code):
        raise PermissionDenied
    return definition


@everyone
@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form, with lists to choose from and notes."""
    definition = register_for(request, code)
    fields = [one for one in definition.active if one.type != FieldType.FILES]
    options = template_options(definition, request.user)
    name = _("%(register)s, empty form") % {"register": definition}
    return download(name, blank_form(str(definition), fields, options))


@everyone
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a file in; the files handed in before."""
    definition = _keeper(request, code)
    form = UploadForm(request.POST or None, request.FILES or None)

    def do() -> str:
        file = form.cleaned_data["file"]
        made = importing.start_import(register=code, upload=file, by=request.user)
        return made.get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    if done:
        return done
    rows = queries.batches_of(code, request.user)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {
        "definition": definition,
        "form": form,
        "page_obj": page,
        "batches": [(one, queries.undo_until(one)) for one in page],
    }
    return render(request, "registers/imports.html", context)


def _batch(request: HttpRequest, uuid: str) -> tuple[RegisterDefinition, ImportBatch]:
    rows = ImportBatch.objects.select_related("file", "created_by", "job")
    found = get_object_or_404(rows, uuid=uuid)
    definition = _keeper(request, found.register)
    if not queries.batches_of(found.register, request.user).filter(pk=found.pk).exists():
        raise Http404
    return definition, found


@everyone
@require_GET
def import_batch(request: HttpRequest, uuid: str) -> HttpResponse:
    """Where an import stands: progress, columns to match, rows to look at, what was entered."""
    definition, found = _batch(request, uuid)
    if request.GET.get("as") == "xlsx":
        return _problems(definition, found)
    if found.state == ImportState.MAPPING:
        return _columns(request, definition, found)
    if found.state == ImportState.PREVIEW:
        return _preview(request, definition, found)
    running = found.state in RUNNING
    context = {
        "definition": definition,
        "batch": found,
        "running": running,
        "progress": _progress(found) if running else "",
        "undo_until": queries.undo_until(found),
        "num_touched": queries.num_touched(found) if found.state == ImportState.DONE else 0,
    }
    response = render(request, "registers/import.html", context)
    if running and found.job and found.job.state != JobState.FAILED:
        response["Refresh"] = "2"  # the page renews itself, also without scripts
    return response


def _progress(found: ImportBatch) -> str:
    """How far the job is."""
    job = found.job
    if job is None or not job.total:
        return _("waiting for its turn")
    return _("%(done)s of %(total)s rows") % {"done": f"{job.done:,}", "total": f"{job.total:,}"}


def _columns(
    request: HttpRequest, definition: RegisterDefinition, found: ImportBatch
) -> HttpResponse:
    fields = [one for one in definition.active if one.type != FieldType.FILES]
    context = {
        "definition": definition,
        "batch": found,
        "fields": [(one.name, heading(one), one.required) for one in fields],
        "missing": [
            one
            for one in fields
            if one.required and not any(header["field"] == one.name for header in found.headers)
        ],
        "num_guessed": sum(bool(header["guess"]) for header in found.headers),
    }
    return render(request, "registers/import_columns.html", context)


def _preview(
    request: HttpRequest, definition: RegisterDefinition, found: ImportBatch
) -> HttpResponse:
    part = request.GET.get("part", "")
    _label, verdicts, _icon = PARTS.get(part, PARTS[""])
    num = sum(found.counts.get(verdict, 0) for verdict in verdicts)
    page = Known(range(num), PAGE, num).get_page(request.GET.get("page"))
    rows = queries.preview_rows(definition, found, verdicts, page.start_index() - 1, PAGE)
    fields = queries.shown_fields(definition, rows)
    for row in rows:
        row.cells = [cell for cell in row.cells if cell.field in fields]
    context = {
        "definition": definition,
        "batch": found,
        "counts": found.counts,
        "part": part,
        "parts": [
            (code, label, icon, sum(found.counts.get(verdict, 0) for verdict in wanted))
            for code, (label, wanted, icon) in PARTS.items()
        ],
        "rows": rows if num else [],
        "fields": fields,
        "page_obj": page,
        "headline": _headline(found.counts),
        "effect": _effect(definition, found.counts),
        "notes": [say(text, params) for text, params in found.notes],
        "num_columns": len(found.mapping),
        "matched": _matched(definition, found),
        "can_mend": any(row.verdict == Verdict.WRONG for row in rows) if num else False,
        "num_use": num_chosen(found),
    }
    return render(request, "registers/import_preview.html", context)


def _matched(definition: RegisterDefinition, found: ImportBatch) -> list[tuple[str, str]]:
    """Header in the file → field of the register."""
    return [
        (found.headers[int(position)], str(definition.field(name).label))
        for position, name in found.mapping.items()
        if int(position) < len(found.headers)
    ]


def num_chosen(found: ImportBatch) -> int:
    """Rows of the register that the file will correct."""
    chunks = found.chunks.filter(verdict=Verdict.DIFFERS)
    return sum(bool(row.get("use")) for chunk in chunks for row in chunk.rows)


def _headline(counts: dict[str, Any]) -> str:
    """Of 55 rows 7 can be entered, 2 have problems, 46 are known."""
    told = _("Of %(rows)s rows %(new)s can be entered") % {
        "rows": f"{counts['rows']:,}",
        "new": f"{counts['new']:,}",
    }
    known = counts["same"] + counts["differs"]
    if counts["wrong"]:
        told += _(", %(n)s have problems") % {"n": f"{counts['wrong']:,}"}
    if known:
        told += _(", %(n)s are known") % {"n": f"{known:,}"}
    return told


def _effect(definition: RegisterDefinition, counts: dict[str, Any]) -> list[str]:
    """What entering the new rows would do, in sentences."""
    if not counts["new"]:
        return []
    told = []
    for name in definition.totals:
        one = definition.field(name)
        if one.type == FieldType.MONEY:
            total = show_total(one, Decimal(counts["totals"][name]))
            facts = {"field": one.label, "total": total, "unit": one.unit}
            told.append(_("New in all: %(field)s %(total)s %(unit)s.") % facts)
            break
    if definition.cadence and not definition.cadence.each:
        n = len(counts["filled"])
        text = ngettext("Fills %(n)d missing period.", "Fills %(n)d missing periods.", n)
        told.append(text % {"n": n} if n else _("Fills no missing period."))
    return told


def _problems(definition: RegisterDefinition, found: ImportBatch) -> HttpResponse:
    """The rows with problems and their reasons, to be mended in Excel and handed in again."""
    fields = list(definition.active)
    headers = [*map(heading, fields), _("Line"), _("Reason")]
    table = (
        [
            *(cell.text for cell in row.cells),
            row.line,
            "；".join(f"{cell.field.label}：{cell.reason}" for cell in row.reasons),
        ]
        for row in queries.all_rows(definition, found, Verdict.WRONG)
    )
    return excel_response(_("Rows with problems"), headers, table)


@everyone
@require_POST
def columns(request: HttpRequest, uuid: str) -> HttpResponse:
    """Match the columns of a file."""
    _definition, found = _batch(request, uuid)
    chosen = {
        name.removeprefix("column-"): value
        for name, value in request.POST.items()
        if name.startswith("column-")
    }
    return press(
        request,
        found,
        lambda: importing.match_columns(batch=found, mapping=chosen, by=request.user),
    )


@everyone
@require_POST
def mend(request: HttpRequest, uuid: str) -> HttpResponse:
    """Write faulty cells anew, and say of differing rows which counts."""
    _definition, found = _batch(request, uuid)
    fixes: dict[int, dict[int, dict[str, str]]] = {}
    use: dict[int, dict[int, bool]] = {}
    for name in request.POST:
        value = request.POST.get(name, "")
        if not (told := FORM_FIELD.fullmatch(name)):
            continue
        chunk, line = int(told[2]), int(told[3])
        if told[1] == "use":
            use.setdefault(chunk, {})[line] = value == "file"
        elif value.strip():
            fixes.setdefault(chunk, {}).setdefault(line, {})[told[4]] = value

    def do() -> None:
        if use:
            importing.decide_rows(batch=found, use=use, by=request.user)
        if fixes:
            correct_rows(batch=found, fixes=fixes, by=request.user)
        if "commit" in request.POST:
            importing.start_commit(batch=found, by=request.user)

    return press(request, found, do)


@everyone
@require_POST
def discard(request: HttpRequest, uuid: str) -> HttpResponse:
    """Leave a file without entering anything."""
    _definition, found = _batch(request, uuid)
    try:
        importing.discard_import(batch=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(found)
    return redirect(reverse("registers:imports", args=[found.register]))


@everyone
@require_POST
def undo(request: HttpRequest, uuid: str) -> HttpResponse:
    """Take an import back."""
    _definition, found = _batch(request, uuid)
    return press(request, found, lambda: importing.start_undo(batch=found, by=request.user))
