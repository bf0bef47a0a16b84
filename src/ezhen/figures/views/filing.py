"""Filing: what is owed, the form, one return with its versions, checking it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import Role, allow, everyone
from ezhen.core.definitions import FieldType
from ezhen.core.forms import submit
from ezhen.core.periods import Period, read_period
from ezhen.core.values import show
from ezhen.figures.actions.filing import return_filing, save_filing, verify_filing
from ezhen.figures.actions.paper import attach_statement
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.enums import FilingState
from ezhen.figures.errors import FilingRefused, FilingWrong
from ezhen.figures.forms import FilingForm, PaperForm, ReturnForm, SheetForm
from ezhen.figures.models import Filing
from ezhen.figures.queries.dataset import clock, datasets, due_on, latest_periods
from ezhen.figures.queries.filing import history_of, period_report, waiting_for
from ezhen.figures.queries.paper import papers_of
from ezhen.figures.queries.sheet import read_sheet, sheet_of
from ezhen.figures.rules import filer_of, may_verify
from ezhen.figures.validators import check_filing, read_values
from ezhen.parties.api import organisation_of

FILERS = (*sorted(Role.BUSINESS), Role.OPERATOR)


@everyone
@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """A business: what it owes and filed. An office: each data set with its last periods."""
    mine = organisation_of(request.user) if request.user.role in Role.BUSINESS else None
    if mine is not None:
        owed = [one for one in datasets().values() if filer_of(request.user, one)[0]]
        filed = Filing.objects.filter(organisation=mine).order_by("-ends_on", "-pk")[:24]
        context = {
            "waiting": waiting_for(mine, owed),
            "filings": [dressed(filing) for filing in filed],
            "today": timezone.localdate(),
        }
        return render(request, "figures/mine.html", context)
    context = {"sets": [_overview(one) for one in datasets().values()]}
    return render(request, "figures/sets.html", context)


def dressed(filing: Filing) -> Filing:
    filing.definition = datasets().get(filing.dataset)
    filing.when = read_period(filing.period)
    filing.standing = FilingState(filing.state)
    return filing


def _overview(definition: DatasetDefinition) -> dict[str, Any]:
    reports = [period_report(definition, period) for period in latest_periods(definition, most=4)]
    while len(reports) > 1 and not reports[-1].rows:  # before the first return there was no duty
        reports.pop()
    return {"definition": definition, "reports": reports}


def wanted(code: str, key: str) -> tuple[DatasetDefinition, Period]:
    try:
        definition, period = datasets()[code], read_period(key)
    except (KeyError, ValueError) as error:
        raise Http404 from error
    if period.grain != definition.grain:
        raise Http404
    return definition, period


@allow(*FILERS)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Enter one return, by hand or from the Excel form; the draft is kept with one button."""
    definition, period = wanted(code, key)
    fits, mine = filer_of(request.user, definition)
    if not fits:
        raise PermissionDenied
    known = Filing.objects.filter(
        dataset=code, organisation=mine, period=period.key
    ).first() or Filing(dataset=code, organisation=mine, ends_on=period.last, revision=0)
    form = FilingForm(
        request.POST or None,
        definition=definition,
        user=request.user,
        questions=_questions(definition, request.POST or known.data, known),
        initial=known.data | {"expects": known.revision if known.pk else None},
        is_draft="draft" in request.POST,
    )
    sheet = SheetForm()
    if request.method == "POST" and "sheet" in request.FILES:
        form, sheet = _from_sheet(request, definition, known)
    elif request.method == "POST":
        done = submit(request, form, lambda: _save(request, form, definition, period, mine))
        if done:
            return done
    context = {
        "form": form,
        "sheet": sheet,
        "definition": definition,
        "period": period,
        "due": due_on(definition, period),
        "clock": clock(definition, period, timezone.localdate()),
        "filing": known if known.pk else None,
        "history": history_of(known)[:1],
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "figures/file.html", context, status=status)


def _questions(definition: DatasetDefinition, raw: Any, known: Filing) -> dict[str, str]:
    """What has to be explained about these values, so that the form asks for it."""
    values, _problems = read_values(definition, raw)
    found = check_filing(definition, values, history_of(known))
    return {problem.key: problem.message for problem in found if not problem.blocks}


def _save(
    request: HttpRequest,
    form: FilingForm,
    definition: DatasetDefinition,
    period: Period,
    organisation: Any,
) -> str:
    try:
        filed = save_filing(
            definition=definition,
            period=period,
            organisation=organisation,
            values=form.values(),
            explained=form.explained(),
            send="draft" not in request.POST,
            expects=form.cleaned_data.get("expects"),
            by=request.user,
        )
    except FilingWrong as error:
        for name, message in error.problems:
            form.add_error(name if name in form.fields else None, message)
        raise
    if filed.state == FilingState.DRAFT:
        return reverse("figures:file", args=[definition.code, period.key])
    return filed.get_absolute_url()


def _from_sheet(
    request: HttpRequest, definition: DatasetDefinition, known: Filing
) -> tuple[FilingForm, SheetForm]:
    """The Excel form's values in the form on the page, to be looked at before they are sent."""
    sheet = SheetForm()
    values = dict(known.data)
    try:
        values |= read_sheet(definition, request.FILES["sheet"])
    except FilingRefused as error:
        sheet = SheetForm({})
        sheet.full_clean()
        sheet.errors.clear()
        sheet.add_error("file", str(error))
    questions = _questions(definition, values, known)
    initial = values | {"expects": known.revision if known.pk else None}
    form = FilingForm(
        definition=definition, user=request.user, questions=questions, initial=initial
    )
    return form, sheet


@allow(*FILERS)
@require_GET
def sheet(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The Excel form of a return, with what is known filled in."""
    definition, period = wanted(code, key)
    fits, mine = filer_of(request.user, definition)
    if not fits:
        raise PermissionDenied
    known = Filing.objects.filter(dataset=code, organisation=mine, period=period.key).first()
    response = HttpResponse(
        sheet_of(definition, known.data if known else {}),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{code}-{key}.xlsx"'
    return response


@everyone
@require_GET
def filing(request: HttpRequest, uuid: str) -> HttpResponse:
    """One return: its values, what was explained, its versions; the checker decides here."""
    return _page(request, _visible(request, uuid))


def _visible(request: HttpRequest, uuid: str) -> Filing:
    rows = Filing.objects.visible_to(request.user).select_related("organisation", "changed_by")
    found = get_object_or_404(rows, uuid=uuid)
    if found.dataset not in datasets():
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Filing, form: Any = None, paper_form: Any = None
) -> HttpResponse:
    definition = datasets()[found.dataset]
    before = history_of(found)[:1]
    rows = [
        (
            one,
            show(one, found.data.get(one.name)),
            show(one, before[0].get(one.name)) if before else "",
        )
        for one in definition.fields
        if not one.retired and one.type != FieldType.FILES
    ]
    decides = may_verify(request.user, definition) and found.state == FilingState.FILED
    context = {
        "filing": dressed(found),
        "definition": definition,
        "rows": rows,
        "explained": _explanations(definition, found),
        "versions": found.revisions.select_related("by").order_by("-number"),
        "decides": decides,
        "form": form or ReturnForm(),
        "paper_form": paper_form,
        "files": filer_of(request.user, definition) == (True, found.organisation),
        "papers": papers_of(found, definition),
    }
    return render(
        request, "figures/filing.html", context, status=422 if form or paper_form else 200
    )


def _explanations(definition: DatasetDefinition, found: Filing) -> list[tuple[str, str]]:
    asked = {problem.key: problem.message for problem in _odd(definition, found)}
    return [(asked.get(key, key), text) for key, text in found.explained.items()]


def _odd(definition: DatasetDefinition, found: Filing) -> Any:
    return check_filing(definition, found.data, history_of(found))


@allow(Role.OPERATOR, Role.BUREAU)
@require_POST
def verify(request: HttpRequest, uuid: str) -> HttpResponse:
    """The numbers are right."""
    found = _visible(request, uuid)
    form = ReturnForm({"reason": "-"})

    def do() -> str:
        verify_filing(filing=found, by=request.user)
        return _next(found)

    return submit(request, form, do) or _page(request, found, form)


@allow(Role.OPERATOR, Role.BUREAU)
@require_POST
def send_back(request: HttpRequest, uuid: str) -> HttpResponse:
    """The return is to be mended."""
    found = _visible(request, uuid)
    form = ReturnForm(request.POST)

    def do() -> str:
        return_filing(filing=found, reason=form.cleaned_data["reason"], by=request.user)
        return _next(found)

    return submit(request, form, do) or _page(request, found, form)


@allow(*FILERS)
@require_POST
def attach(request: HttpRequest, uuid: str) -> HttpResponse:
    """A paper of the return comes in."""
    found = _visible(request, uuid)
    form = PaperForm(request.POST, request.FILES)

    def do() -> str:
        attach_statement(
            filing=found,
            document=form.cleaned_data["document"],
            file=form.cleaned_data["file"],
            by=request.user,
        )
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, paper_form=form)


def _next(found: Filing) -> str:
    """The next return of the period that waits, else the period."""
    waiting = Filing.objects.filter(
        dataset=found.dataset, period=found.period, state=FilingState.FILED
    ).order_by("pk")
    other = waiting.exclude(pk=found.pk).first()
    if other:
        return other.get_absolute_url()
    return reverse("figures:period", args=[found.dataset, found.period])
