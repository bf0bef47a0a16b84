"""Lists of applications: lines with step and date, counts of the parts, objections to answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.approvals.definitions import ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, ObjectionResult
from ezhen.approvals.models import Case, CaseActor, Notice, Objection
from ezhen.approvals.queries.case import due_on, is_over, owner_of, queue_for
from ezhen.approvals.queries.procedure import definition_of, procedures
from ezhen.approvals.rules import is_applicant
from ezhen.core.search import matching

PARTS: dict[str, Q] = {
    "running": Q(state=CaseState.RUNNING),
    "returned": Q(state__in=CaseState.EDITABLE),
    "granted": Q(state=CaseState.GRANTED),
    "ended": Q(state__in=[CaseState.REFUSED, CaseState.WITHDRAWN]),
}


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    case: Case
    definition: ProcedureDefinition
    stage: Stage
    due: dt.date | None

    @property
    def owner(self) -> str:
        """Who has to act now."""
        return owner_of(self.stage) if self.case.state in CaseState.OPEN else ""


def chosen(user: Any, *, part: str = "", code: str = "", text: str = "") -> QuerySet[Case]:
    """What a list shows, newest first; of the part "mine" the longest waiting first."""
    if part == "mine":
        rows = queue_for(user)
    else:
        rows = Case.objects.visible_to(user).filter(PARTS.get(part, Q()))
        rows = rows.select_related("organisation", "procedure").order_by("-stage_since", "-pk")
    if code in procedures():
        rows = rows.filter(code=code)
    return rows.filter(matching(text)) if text.strip() else rows


def counts(user: Any) -> dict[str, int]:
    """How many there are of each part."""
    wanted = {part: Count("pk", filter=where) for part, where in PARTS.items()}
    found = Case.objects.visible_to(user).aggregate(all=Count("pk"), **wanted)
    return {"mine": queue_for(user).count(), "": found.pop("all")} | found


def lines_of(cases: Iterable[Case]) -> list[Line]:
    """Each case with where it stands; one query for the notices of all."""
    cases = list(cases)
    today = timezone.localdate()
    notices = {
        notice.case_id: notice for notice in Notice.objects.filter(case__in=cases, fell_at=None)
    }
    return [_line(case, notices.get(case.pk), today) for case in cases]


def _line(case: Case, notice: Notice | None, today: dt.date) -> Line:
    definition = definition_of(case)
    stage = definition.stage(case.stage)
    if notice and case.state == CaseState.RUNNING and not is_over(notice, today):
        stage = next(one for one in definition.stages if one.kind == StageKind.PUBLICISE)
    due = due_on(case, stage, notice) if case.state == CaseState.RUNNING else None
    return Line(case, definition, stage, due)


def publishes(user: Any) -> list[str]:
    """The procedures whose notices this person publishes."""
    return [
        definition.code
        for definition in procedures().values()
        for stage in definition.stages
        if stage.kind == StageKind.PUBLICISE and user.role in stage.roles
    ]


def objections_to_answer(user: Any) -> QuerySet[Objection]:
    """Open objections to notices that this person publishes, oldest first."""
    codes = publishes(user)
    held = CaseActor.objects.filter(user=user).exclude(power="publicise").values("case")
    rows = Objection.objects.filter(result=ObjectionResult.OPEN, notice__case__code__in=codes)
    rows = rows.exclude(notice__case__in=held).select_related("notice__case__organisation")
    return rows.order_by("at", "pk")


def may_start(user: Any, organisation: Any) -> list[ProcedureDefinition]:
    """What this person may apply for."""
    return [
        definition
        for definition in procedures().values()
        if user.role in definition.applicants
        and (not definition.kinds or organisation is None or organisation.kind in definition.kinds)
    ]


def sees_internal(user: Any, case: Case) -> bool:
    """Internal comments are for the offices, never for whoever applied."""
    return user.role not in Role.BUSINESS and not is_applicant(user, case)
