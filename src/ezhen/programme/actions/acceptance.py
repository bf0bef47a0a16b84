"""The acceptance by rubric: opened and decided by the client, scored by the team (client and
auditor), answered by the contractor. Every step is appended to the chain of its acceptance."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.ids import new_uuid
from ezhen.core.log import canonical, record
from ezhen.programme.actions.finding import raise_finding
from ezhen.programme.enums import AcceptanceState, Column, StepKind
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Acceptance, AcceptanceItem, AcceptanceStep, Finding
from ezhen.programme.models.acceptance import item_key, step_key
from ezhen.programme.queries import acceptance as queries
from ezhen.programme.queries.acceptance import Sheet, sheet_of
from ezhen.programme.rules import must_decide, must_keep, must_score
from ezhen.standards.api import content_of, in_force

ZERO = Decimal(0)


@action
def open_acceptance(
    *,
    title: str,
    by: Any,
    on: dt.date | None = None,
    case: str = "",
    at: dt.datetime | None = None,
) -> Acceptance:
    """The client opens it: standard and rubric are frozen, points are proposed from the verdicts as
    they stand now or stood at the end of a past day (`on`). Raises NotAllowed, StepRefused."""
    must_decide(by)
    now = at or timezone.now()
    day = on if on and on < timezone.localdate(now) else None
    if on and on > timezone.localdate(now):
        raise StepRefused(_("That day has not come yet."), field="on")
    version = in_force(day or timezone.localdate(now))
    if version is None:
        raise StepRefused(_("No standard is in force yet."))
    version.hold()
    if Acceptance.objects.exclude(state=AcceptanceState.DECIDED).exists():
        raise StepRefused(_("An acceptance is open already: decide it first."))
    rubric = content_of(version).rubric
    if not rubric.grades:
        raise StepRefused(_("The rubric of the standard in force has no grades."))
    board = queries.board_on(version, day)
    body = canonical(rubric.model_dump(mode="json"))
    opened = Acceptance(
        title=title.strip(),
        version=version,
        as_of=board.picture.frame.as_of or now,
        rubric=body,
        rubric_sha256=hashlib.sha256(body.encode()).hexdigest(),
        case=case,
        at=now,
        by=by,
    )
    opened.save()
    _add_items(opened, rubric, board)
    _append(opened, StepKind.OPENED, by=by, at=now)
    facts = {"rubric": opened.rubric_sha256, "standard": version.sha256, "case": case}
    record(action="programme.open_acceptance", subject=opened, by=by, at=now, **facts)
    return opened


def _add_items(opened: Acceptance, rubric: Any, board: Any) -> None:
    on_site = {site.task: site.points for site in rubric.on_site}
    rows = [
        (column, row.task.id, most, proposed, row)
        for row in board.rows
        for column, most, proposed in queries.shared_out(row, on_site.get(row.task.id, ZERO))
    ]
    rows += [(Column.BONUS.value, bonus.id, bonus.points, ZERO, None) for bonus in rubric.bonus]
    for number, (column, code, most, proposed, row) in enumerate(rows, start=1):
        uuid = new_uuid()
        AcceptanceItem(
            uuid=uuid,
            key=item_key(most, proposed, uuid),
            acceptance=opened,
            number=number,
            column=column,
            code=code,
            most=most,
            proposed=proposed,
            num_requirements=row.total if row else 0,
            layers=queries.layers_of(row) if row else {},
        ).save()


def _locked(acceptance: Acceptance, *states: AcceptanceState) -> Acceptance:
    rows = Acceptance.objects.select_for_update(of=("self",)).select_related("version")
    locked = rows.get(pk=acceptance.pk)
    if locked.state == AcceptanceState.DECIDED:
        raise StepRefused(_("This acceptance is decided: nothing of it changes any more."))
    if locked.state not in states:
        raise StepRefused(_("The acceptance is not at this step."))
    return locked


def _append(
    acceptance: Acceptance, kind: StepKind, *, by: Any, at: dt.datetime, **facts: Any
) -> AcceptanceStep:
    """The next link of the chain; the acceptance is locked by the caller."""
    uuid, last = new_uuid(), acceptance.steps.order_by("-pk").first()
    step = AcceptanceStep(
        uuid=uuid,
        key=step_key(acceptance.pk, by.pk, kind.value, uuid),
        acceptance=acceptance,
        kind=kind,
        after=last,
        follows=last.kind if last else "",
        at=at,
        by=by,
        **facts,
    )
    step.save()
    return step


@action
def give_points(
    *,
    item: AcceptanceItem,
    points: Decimal,
    by: Any,
    reason: str = "",
    files: Iterable[Any] = (),
    at: dt.datetime | None = None,
) -> AcceptanceStep:
    """Somebody of the team gives points: lower freely; above what is proposed with a reason, and
    they count once a second person agrees. `files`: stored pictures. Raises NotAllowed,
    StepRefused."""
    must_score(by)
    now = at or timezone.now()
    locked = _locked(item.acceptance, AcceptanceState.SCORING, AcceptanceState.HEARING)
    if not ZERO <= points <= item.most:
        raise StepRefused(_("From 0 to %(most)s points.") % {"most": item.most}, field="points")
    if points > item.proposed and not reason.strip():
        raise StepRefused(_("Above what is proposed: say why."), field="reason")
    step = _append(
        locked, StepKind.SCORED, by=by, at=now, item=item, points=points, text=reason.strip()
    )
    step.files.set(files)
    record(
        action="programme.give_points",
        subject=item,
        by=by,
        at=now,
        column=item.column,
        code=item.code,
        points=points,
        proposed=item.proposed,
        reason=reason.strip(),
        photos=[file.sha256 for file in files],
    )
    return step


@action
def agree_points(
    *, item: AcceptanceItem, by: Any, seen: Any = None, at: dt.datetime | None = None
) -> AcceptanceStep:
    """A second person of the team agrees to raised points; `seen`: the uuid of the step that was
    looked at. Raises NotAllowed, StepRefused."""
    must_score(by)
    now = at or timezone.now()
    locked = _locked(item.acceptance, AcceptanceState.SCORING, AcceptanceState.HEARING)
    waits = sheet_of(locked).of(item).waits
    if waits is None or (seen and str(seen) != str(waits.uuid)):
        raise StepRefused(_("These points do not wait for a second person any more."))
    if waits.by_id == by.pk:
        raise StepRefused(_("The second person must be another one."))
    step = _append(locked, StepKind.AGREED, by=by, at=now, item=item, agrees_to=waits)
    facts = {"code": item.code, "column": item.column, "points": waits.points}
    facts |= {"first": str(waits.by)}
    record(action="programme.agree_points", subject=item, by=by, at=now, **facts)
    return step


@action
def issue_scores(*, acceptance: Acceptance, by: Any, at: dt.datetime | None = None) -> Acceptance:
    """The client sends the scores to the contractor, who may answer for some days. Raises
    NotAllowed, StepRefused while something was not seen on site or waits for a second person."""
    must_decide(by)
    now = at or timezone.now()
    locked = _locked(acceptance, AcceptanceState.SCORING)
    sheet = sheet_of(locked)
    if sheet.counts["to_see"]:
        raise StepRefused(
            _("Not looked at on site yet: %(n)d items.") % {"n": sheet.counts["to_see"]}
        )
    _none_waits(sheet)
    days = dt.timedelta(days=sheet.rubric.answer_days)
    locked.answer_until = timezone.localdate(now) + days
    locked.state = AcceptanceState.HEARING
    locked.save()
    _append(locked, StepKind.ISSUED, by=by, at=now, text=str(sheet.total))
    facts = {"total": sheet.total, "answer_until": locked.answer_until}
    record(action="programme.issue_scores", subject=locked, by=by, at=now, **facts)
    return locked


def _none_waits(sheet: Sheet) -> None:
    if sheet.counts["waits"]:
        raise StepRefused(
            _("Raised points wait for a second person: %(n)d items.") % {"n": sheet.counts["waits"]}
        )


@action
def answer_score(
    *,
    item: AcceptanceItem,
    text: str,
    by: Any,
    files: Iterable[Any] = (),
    at: dt.datetime | None = None,
) -> AcceptanceStep:
    """The contractor does not see an item so, and says why, within the days. Raises NotAllowed,
    StepRefused."""
    must_keep(by)
    now = at or timezone.now()
    locked = _locked(item.acceptance, AcceptanceState.HEARING)
    if not queries.may_answer_on(locked, timezone.localdate(now)):
        raise StepRefused(_("The days to answer are over."))
    if not text.strip():
        raise StepRefused(_("Say what there is to say about it."), field="text")
    step = _append(locked, StepKind.ARGUED, by=by, at=now, item=item, text=text.strip())
    step.files.set(files)
    facts = {"code": item.code, "column": item.column, "text": step.text}
    hashes = [file.sha256 for file in files]
    record(action="programme.answer_score", subject=item, by=by, at=now, files=hashes, **facts)
    return step


@action
def end_answers(*, acceptance: Acceptance, by: Any, at: dt.datetime | None = None) -> Acceptance:
    """The contractor has nothing more to say: the days need not be waited for. Raises NotAllowed,
    StepRefused."""
    must_keep(by)
    now = at or timezone.now()
    locked = _locked(acceptance, AcceptanceState.HEARING)
    if locked.is_answered:
        raise StepRefused(_("That was said already."))
    locked.is_answered = True
    locked.save()
    _append(locked, StepKind.SILENT, by=by, at=now)
    record(action="programme.end_answers", subject=locked, by=by, at=now)
    return locked


@action
def judge_answer(
    *,
    item: AcceptanceItem,
    text: str,
    by: Any,
    points: Decimal | None = None,
    at: dt.datetime | None = None,
) -> AcceptanceStep:
    """The team replies to what the contractor said, and may give other points by the same rules.
    Raises NotAllowed, StepRefused."""
    must_score(by)
    now = at or timezone.now()
    locked = _locked(item.acceptance, AcceptanceState.HEARING)
    if not sheet_of(locked).of(item).open_answers:
        raise StepRefused(_("There is no answer to reply to."))
    if not text.strip():
        raise StepRefused(_("Say what there is to say about it."), field="text")
    step = _append(locked, StepKind.JUDGED, by=by, at=now, item=item, text=text.strip())
    facts = {"code": item.code, "column": item.column, "text": step.text}
    record(action="programme.judge_answer", subject=item, by=by, at=now, **facts)
    if points is not None:
        give_points(item=item, points=points, reason=text, by=by, at=now)
    return step


@action
def decide_acceptance(
    *,
    acceptance: Acceptance,
    by: Any,
    expects: Decimal | None = None,
    at: dt.datetime | None = None,
) -> Acceptance:
    """The client decides: total, grade, what follows and until when are fixed and hashed, and the
    chain is closed. `expects`: the total that was looked at. Raises NotAllowed, StepRefused."""
    must_decide(by)
    now = at or timezone.now()
    locked = _locked(acceptance, AcceptanceState.HEARING)
    sheet = sheet_of(locked)
    if not locked.is_answered and queries.may_answer_on(locked, timezone.localdate(now)):
        raise StepRefused(
            _("The contractor may answer until %(day)s.") % {"day": locked.answer_until}
        )
    if sheet.counts["answers"]:
        raise StepRefused(_("Answers without a reply: %(n)d.") % {"n": sheet.counts["answers"]})
    _none_waits(sheet)
    if expects is not None and expects != sheet.total:
        raise StepRefused(_("The points were changed meanwhile: look at them again."))
    grade = sheet.grade
    body = canonical(queries.decision_facts(sheet))
    locked.state, locked.total, locked.grade = AcceptanceState.DECIDED, sheet.total, grade.code
    if grade.rectify_days:
        locked.rectify_by = timezone.localdate(now) + dt.timedelta(days=grade.rectify_days)
    locked.body, locked.body_sha256 = body, hashlib.sha256(body.encode()).hexdigest()
    locked.decided_at, locked.decided_by = now, by
    locked.save()
    _append(locked, StepKind.CLOSED, by=by, at=now, text=f"{sheet.total} {grade.code}")
    facts = {"total": sheet.total, "grade": grade.code, "rectify_by": locked.rectify_by}
    record(
        action="programme.decide_acceptance",
        subject=locked,
        by=by,
        at=now,
        sha256=locked.body_sha256,
        **facts,
    )
    return locked


@action
def raise_shortfalls(
    *, acceptance: Acceptance, by: Any, at: dt.datetime | None = None
) -> list[Finding]:
    """A finding for each task that fell short, once; the contractor mends them by the rules of
    findings. Raises NotAllowed, StepRefused while nothing is decided."""
    must_decide(by)
    # whoever asks first holds the row: no finding is raised twice
    locked = Acceptance.objects.select_for_update(of=("self",)).get(pk=acceptance.pk)
    if locked.state != AcceptanceState.DECIDED:
        raise StepRefused(_("Nothing is decided yet."))
    raised = []
    for line in sheet_of(locked).short:
        problem = shortfall(locked, line)
        if not Finding.objects.filter(task=line.code, problem=problem).exists():
            raised.append(raise_finding(problem=problem, task=line.code, by=by, at=at))
    return raised


def shortfall(acceptance: Acceptance, line: Any) -> str:
    """What a finding says of a task that fell short."""
    reasons = "；".join(part.score.text for part in line.parts if part.score and part.score.text)
    said = f"{acceptance.title}：{line.code} {line.title.zh} 得 {line.points}／{line.most} 分"
    return (f"{said}。{reasons}" if reasons else said)[:500]
