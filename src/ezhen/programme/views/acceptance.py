"""The acceptance by rubric: the sheet, one item, the hearing, the decision."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.archive.api import store_file, store_photo
from ezhen.core.excel import download
from ezhen.core.forms import ActionForm, press, submit
from ezhen.programme.actions import acceptance as actions
from ezhen.programme.enums import AcceptanceState, Column
from ezhen.programme.errors import StepRefused
from ezhen.programme.forms import (
    AnswerScoreForm,
    DecideForm,
    JudgeAnswerForm,
    OpenAcceptanceForm,
    ScoreForm,
)
from ezhen.programme.models import Acceptance, AcceptanceItem
from ezhen.programme.queries import acceptance as queries
from ezhen.programme.queries.acceptance import Sheet, sheet_of
from ezhen.programme.queries.acceptance_dossier import score_sheet
from ezhen.programme.rules import DECIDES, KEEPS, SCORES, SEES
from ezhen.programme.views.step import step
from ezhen.standards.api import dossiers, start_dossier

PAGE = 20


@allow(*SEES)
@require_GET
def acceptances(request: HttpRequest) -> HttpResponse:
    """All acceptances, newest first."""
    page = Paginator(queries.acceptances(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(one, AcceptanceState(one.state), queries.grade_of(one)) for one in page],
        "num_open": queries.num_open(),
        "may_open": request.user.role in DECIDES,
    }
    return render(request, "programme/acceptances.html", context)


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def new_acceptance(request: HttpRequest) -> HttpResponse:
    """The client opens one."""
    title = _("Acceptance of the year %(year)d") % {"year": timezone.localdate().year}
    form = OpenAcceptanceForm(
        request.POST or None, cases=queries.running_cases(), initial={"title": title}
    )

    def do() -> str:
        return actions.open_acceptance(by=request.user, **form.facts()).get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Open an acceptance"),
        answer=_("Standard and rubric are frozen; points are proposed from the verdicts."),
        button=_("Open the acceptance"),
        back=(_("Acceptance"), reverse("programme:acceptances")),
    )


def _found(uuid: str) -> Acceptance:
    return get_object_or_404(queries.acceptances(), uuid=uuid)


def _may_see(user: Any, found: Acceptance) -> bool:
    """The contractor sees what was given once it is sent."""
    return user.role not in KEEPS or found.state != AcceptanceState.SCORING


@allow(*SEES)
@require_GET
def acceptance(request: HttpRequest, uuid: str) -> HttpResponse:
    """The sheet: every task with its verdicts, what is proposed and what was given."""
    found = _found(uuid)
    sheet, role = sheet_of(found), request.user.role
    is_decided = found.state == AcceptanceState.DECIDED
    shows = _may_see(request.user, found)
    context = {
        "acceptance": found,
        "sheet": sheet,
        "standing": AcceptanceState(found.state),
        "shows": shows,
        "case_url": queries.case_url(found.case) if found.case else "",
        "percent": 100 * sheet.counts["scored"] / len(sheet.given),
        "next": next((one.item for one in sheet.given if one.must_be_seen), None),
        "may_score": role in SCORES and not is_decided,
        "may_send": role in DECIDES and found.state == AcceptanceState.SCORING,
        "may_decide": role in DECIDES and found.state == AcceptanceState.HEARING,
        "may_answer": role in KEEPS and queries.may_answer_on(found),
        "may_follow": role in DECIDES and is_decided,
        "dossier": _dossier(found) if is_decided else None,
        "steps": _general(sheet) if shows else [],
        "bonus_named": [(one, queries.title_of(sheet, one.item)) for one in sheet.bonus],
    }
    return render(request, "programme/acceptance.html", context)


def _dossier(found: Acceptance) -> Any:
    """The first dossier that holds the decision."""
    return dossiers().filter(as_of__gte=found.decided_at).last()


def _general(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {"date": one.at, "title": one.get_kind_display(), "who": one.by} for one in sheet.general
    ]


@allow(*SEES)
@require_GET
def sheet_file(request: HttpRequest, uuid: str) -> HttpResponse:
    """The score sheet in Excel."""
    found = _found(uuid)
    if not _may_see(request.user, found):
        raise PermissionDenied
    return download(found.title, score_sheet(sheet_of(found), timezone.now()))


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, uuid: str) -> HttpResponse:
    """The scores go to the contractor."""
    found = _found(uuid)
    sheet = sheet_of(found)

    def do() -> str:
        return actions.issue_scores(acceptance=found, by=request.user).get_absolute_url()

    return step(
        request,
        ActionForm(request.POST if request.method == "POST" else None),
        do,
        headline=_("Send the scores to the operator?"),
        answer=_("%(total)s points as they stand. The operator has %(days)d days to answer.")
        % {"total": sheet.total, "days": sheet.rubric.answer_days},
        button=_("Send the scores"),
        back=(found.title, found.get_absolute_url()),
    )


@allow(*KEEPS)
@require_http_methods(["GET", "POST"])
def silent(request: HttpRequest, uuid: str) -> HttpResponse:
    """The contractor has nothing more to say."""
    found = _found(uuid)

    def do() -> str:
        return actions.end_answers(acceptance=found, by=request.user).get_absolute_url()

    return step(
        request,
        ActionForm(request.POST if request.method == "POST" else None),
        do,
        headline=_("Nothing more to answer?"),
        answer=_("The client may decide then without waiting for the last day."),
        button=_("Nothing more to answer"),
        back=(found.title, found.get_absolute_url()),
    )


@allow(*DECIDES)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    """The client decides; after it nothing changes any more."""
    found = _found(uuid)
    sheet = sheet_of(found)
    form = DecideForm(request.POST or None, initial={"expects": sheet.total})

    def do() -> str:
        done = actions.decide_acceptance(
            acceptance=found, by=request.user, expects=form.cleaned_data["expects"]
        )
        return done.get_absolute_url()

    return step(
        request,
        form,
        do,
        headline=_("Decide: %(total)s points, %(grade)s?")
        % {"total": sheet.total, "grade": sheet.grade.title},
        answer=_("%(follows)s After this nothing of it can be changed.")
        % {"follows": sheet.grade.follows},
        button=_("Sign the decision"),
        back=(found.title, found.get_absolute_url()),
    )


@allow(*DECIDES)
@require_POST
def shortfalls(request: HttpRequest, uuid: str) -> HttpResponse:
    """A finding for each task that fell short."""
    found = _found(uuid)

    def do() -> None:
        actions.raise_shortfalls(acceptance=found, by=request.user)

    return press(request, reverse("programme:findings"), do, _("The findings are raised."))


@allow(*DECIDES)
@require_POST
def freeze(request: HttpRequest, uuid: str) -> HttpResponse:
    """Build the dossier that holds the decision."""
    found = _found(uuid)

    def do() -> None:
        if found.state != AcceptanceState.DECIDED:
            raise StepRefused(_("Nothing is decided yet."))
        start_dossier(by=request.user)

    return press(request, reverse("standards:dossiers"), do)


def _item(request: HttpRequest, uuid: str) -> AcceptanceItem:
    rows = AcceptanceItem.objects.select_related("acceptance__version")
    found = get_object_or_404(rows, uuid=uuid)
    if not _may_see(request.user, found.acceptance):
        raise PermissionDenied
    return found


@allow(*SEES)
@require_GET
def item(request: HttpRequest, uuid: str) -> HttpResponse:
    """One item: what is asked, how the verdicts stand, what was given and said."""
    return _page(request, _item(request, uuid))


def _page(request: HttpRequest, found: AcceptanceItem, **forms: Any) -> HttpResponse:
    sheet = sheet_of(found.acceptance)
    given, role = sheet.of(found), request.user.role
    is_open = found.acceptance.state != AcceptanceState.DECIDED
    scores = role in SCORES and is_open
    line = next((one for one in sheet.lines if one.code == found.code), None)
    context = {
        "item": found,
        "given": given,
        "line": line,
        "title": queries.title_of(sheet, found),
        "column": Column(found.column),
        "asked": queries.asked_of(sheet, found),
        "acceptance": found.acceptance,
        "steps": [_step_row(one) for one in given.steps],
        "score": forms.get("score")
        or ScoreForm(item=found, initial={"points": given.points}, auto_id="score-%s"),
        "answer": forms.get("answer") or AnswerScoreForm(auto_id="answer-%s"),
        "judge": forms.get("judge") or JudgeAnswerForm(auto_id="judge-%s"),
        "may_score": scores,
        "may_judge": scores and given.open_answers,
        "may_agree": scores and given.waits and given.waits.by_id != request.user.pk,
        "may_answer": role in KEEPS and queries.may_answer_on(found.acceptance),
    }
    return render(request, "programme/acceptance_item.html", context, status=422 if forms else 200)


def _step_row(one: Any) -> dict[str, Any]:
    files = [
        {"url": reverse("archive:download", args=[file.uuid]), "file": file}
        for file in one.files.all()
    ]
    title = one.get_kind_display()
    if one.points is not None:
        title = _("%(points)s points") % {"points": one.points}
    return {"date": one.at, "title": title, "who": one.by, "text": one.text, "files": files}


@allow(*SCORES)
@require_POST
def score(request: HttpRequest, uuid: str) -> HttpResponse:
    """Points; on site it goes on to the next place that nobody has seen yet."""
    found = _item(request, uuid)
    form = ScoreForm(request.POST, request.FILES, item=found)

    def do() -> str:
        facts = form.cleaned_data
        photos = [store_photo(upload=one, by=request.user) for one in facts.get("photos") or ()]
        actions.give_points(
            item=found,
            points=facts["points"],
            reason=facts["reason"],
            files=photos,
            by=request.user,
        )
        return _after(found)

    if done := submit(request, form, do):
        messages.success(request, _("The points are noted."))
        return done
    return _page(request, found, score=form)


def _after(found: AcceptanceItem) -> str:
    if found.column == Column.ON_SITE:
        for one in sheet_of(found.acceptance).given:
            if one.must_be_seen:
                return one.item.get_absolute_url()
    return f"{found.acceptance.get_absolute_url()}#i{found.number}"


@allow(*SCORES)
@require_POST
def agree(request: HttpRequest, uuid: str) -> HttpResponse:
    """The second person agrees to the raised points that the page showed."""
    found = _item(request, uuid)

    def do() -> None:
        actions.agree_points(item=found, seen=request.POST.get("seen"), by=request.user)

    return press(request, found, do, _("The points count now."))


@allow(*KEEPS)
@require_POST
def answer(request: HttpRequest, uuid: str) -> HttpResponse:
    """The contractor answers a score."""
    found = _item(request, uuid)
    form = AnswerScoreForm(request.POST, request.FILES)

    def do() -> str:
        upload = form.cleaned_data["file"]
        files = [store_file(upload=upload, by=request.user)] if upload else []
        text = form.cleaned_data["text"]
        actions.answer_score(item=found, text=text, files=files, by=request.user)
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, answer=form)


@allow(*SCORES)
@require_POST
def judge(request: HttpRequest, uuid: str) -> HttpResponse:
    """The team replies."""
    found = _item(request, uuid)
    form = JudgeAnswerForm(request.POST)

    def do() -> str:
        points: Decimal | None = form.cleaned_data["points"]
        text = form.cleaned_data["text"]
        actions.judge_answer(item=found, text=text, points=points, by=request.user)
        return found.get_absolute_url()

    return submit(request, form, do) or _page(request, found, judge=form)
