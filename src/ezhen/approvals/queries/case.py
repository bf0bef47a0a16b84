"""Where an application stands: its status line, what changed, the queue of a role."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from ezhen.approvals.definitions import EXCLUSIVE, ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, Decision
from ezhen.approvals.models import Case, CaseActor, CaseRevision, CaseStep, Notice
from ezhen.approvals.queries.procedure import definition_of, procedures
from ezhen.core.notices import NEVER
from ezhen.core.personal import open_value, personal_class
from ezhen.core.values import show
from ezhen.core.workdays import add_workdays


def standing_notice(case: Case) -> Notice | None:
    """The notice of the case that counts."""
    return case.notices.filter(fell_at=None).first()


def notice_ends(notice: Notice | None) -> dt.date | None:
    """Its last day; None while it has none."""
    if notice is None:
        return None
    end = dt.date.fromisoformat(notice.end_day)
    return None if end == NEVER else end


def is_over(notice: Notice | None, today: dt.date) -> bool:
    """Has the notice ended without an open objection?"""
    end = notice_ends(notice)
    return end is not None and today > end


@dataclass(frozen=True)
class Station:
    """One stage of the status line: who, by when, and what came of it."""

    stage: Stage
    is_done: bool
    is_current: bool
    due: dt.date | None
    step: CaseStep | None


def status_line(case: Case, *, today: dt.date | None = None) -> list[Station]:
    """Every stage with its owner and its date. A notice that is running is the current stage,
    though the case waits at the next."""
    today = today or timezone.localdate()
    definition = definition_of(case)
    notice = standing_notice(case)
    codes = [stage.code for stage in definition.stages]
    at = len(codes) if case.state == CaseState.GRANTED else codes.index(case.stage)
    if notice and not is_over(notice, today):
        kinds = [stage.kind for stage in definition.stages]
        at = min(at, kinds.index(StageKind.PUBLICISE))
    steps: dict[str, CaseStep] = {}
    passed = [Decision.SENT, Decision.PASSED, Decision.PUBLISHED, Decision.PAID]
    for step in case.steps.filter(decision__in=passed).order_by("pk"):
        steps[step.stage] = step
    return [
        Station(
            stage=stage,
            is_done=place < at,
            is_current=place == at and case.state in CaseState.OPEN,
            due=_due(case, stage, notice) if place == at else None,
            step=steps.get(stage.code) if place < at else None,
        )
        for place, stage in enumerate(definition.stages)
    ]


def _due(case: Case, stage: Stage, notice: Notice | None) -> dt.date | None:
    if stage.kind == StageKind.PUBLICISE and notice:
        return notice_ends(notice)
    since = timezone.localdate(case.stage_since)
    return add_workdays(since, stage.workdays) if stage.workdays else None


def due_of(case: Case) -> dt.date | None:
    """By when the current step must be done."""
    return next((station.due for station in status_line(case) if station.is_current), None)


def queue_for(user: Any) -> QuerySet[Case]:
    """Cases whose current stage is this person's to act on, longest waiting first. Those in which
    the person held another power before are left out."""
    wanted = Q()
    for code, stage, power in _stages_of_role(user.role):
        mine = Q(code=code, stage=stage)
        if power:
            others = CaseActor.objects.filter(user=user).exclude(power=power).values("case")
            mine &= ~Q(pk__in=others)
        wanted |= mine
    rows = Case.objects.filter(state=CaseState.RUNNING) if wanted else Case.objects.none()
    return rows.filter(wanted).select_related("organisation", "procedure").order_by("stage_since")


def _stages_of_role(role: str) -> list[tuple[str, str, str]]:
    """(procedure, stage, exclusive power or nothing)."""
    return [
        (definition.code, stage.code, stage.kind if stage.kind in EXCLUSIVE else "")
        for definition in procedures().values()
        for stage in definition.stages
        if role in stage.roles
    ]


@dataclass(frozen=True)
class Change:
    """A field that differs between two versions, as people read it."""

    label: str
    before: str
    after: str


def changes_since(case: Case, number: int) -> list[Change]:
    """What differs from version `number` of the application, personal values masked."""
    earlier = CaseRevision.objects.filter(case=case, number=number).first()
    if earlier is None:
        return []
    definition = definition_of(case)
    return [
        Change(str(field.label), before, after)
        for field in definition.fields
        if (before := shown(field, earlier.data)) != (after := shown(field, case.data))
        or _differs(field, earlier.data, case.data)
    ]


def _differs(field: Any, one: dict[str, Any], other: dict[str, Any]) -> bool:
    return opened(field, one) != opened(field, other)


def opened(field: Any, data: dict[str, Any]) -> Any:
    """The canonical value of a field."""
    return open_value(field, data.get(field.name))


def shown(field: Any, data: dict[str, Any]) -> str:
    """A field as people read it, personal values masked."""
    value = opened(field, data)
    return show(field, value) if value is not None or personal_class(field) else ""


def last_seen(case: Case, user: Any) -> int:
    """The version of the application that this person judged last; 0 for none."""
    step = case.steps.filter(by=user).order_by("-pk").first()
    return step.revision if step else 0


def granted_cases(code: str) -> QuerySet[Case]:
    """Cases of a procedure that were granted and still hold."""
    today = timezone.localdate()
    rows = Case.objects.filter(code=code, state=CaseState.GRANTED)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))


def policy_for(definition: ProcedureDefinition, values: dict[str, Any]) -> Case | None:
    """The granted case this application rests on; None when there is none (or none is needed)."""
    under = definition.under
    if under is None:
        return None
    wanted = values.get(under.ours)
    rows = granted_cases(under.procedure).order_by("-granted_on", "-pk")
    return next((case for case in rows if case.data.get(under.theirs) == wanted), None)
