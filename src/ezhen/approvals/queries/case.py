"""Where an application stands: its status line, what changed, the queue of a role."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from ezhen.accounts.enums import Role
from ezhen.approvals.definitions import EXCLUSIVE, ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, Decision
from ezhen.approvals.models import Case, CaseActor, CaseRevision, CaseStep, Notice
from ezhen.approvals.queries.procedure import definition_of, procedures
from ezhen.approvals.validators import Problems, missing_papers, read_fields
from ezhen.archive.api import documents_for
from ezhen.core.notices import NEVER, notice_end
from ezhen.core.pack import pack
from ezhen.core.personal import open_value
from ezhen.core.references import REFERENCES, reference_for
from ezhen.core.values import show
from ezhen.core.workdays import add_workdays

KIND = "case"  # of the archive's papers that belong to one


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
    """One stage of the status line: who, by when, and what came of it. `latest` is the day by which
    a stage to come is through when each before it takes all of its time."""

    stage: Stage
    is_done: bool
    is_current: bool
    due: dt.date | None
    step: CaseStep | None
    latest: dt.date | None = None

    @property
    def owner(self) -> str:
        """Who acts at this stage."""
        return owner_of(self.stage)


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
    line = []
    reached = today
    for place, stage in enumerate(definition.stages):
        due = due_on(case, stage, notice) if place == at else None
        reached = max(due or reached, today) if place <= at else _through(stage, reached)
        line.append(
            Station(
                stage=stage,
                is_done=place < at,
                is_current=place == at and case.state in CaseState.OPEN,
                due=due,
                step=steps.get(stage.code) if place < at else None,
                latest=reached if place > at and case.state in CaseState.OPEN else None,
            )
        )
    return line


def _through(stage: Stage, begins_on: dt.date) -> dt.date:
    """When a stage that begins on a day is through at the latest, without objections."""
    if stage.notice:
        begins_on = add_workdays(begins_on, stage.workdays or 0)
        return notice_end(begins_on, stage.notice.days, unit=stage.notice.unit)
    return add_workdays(begins_on, stage.workdays or 0)


def owner_of(stage: Stage) -> str:
    """Who acts at a stage, as people say it."""
    town = pack().town
    names = {
        "applicant": gettext("applicant"),
        "public": gettext("the public"),
        Role.BUREAU: town.host_authority,
        Role.OPERATOR: town.operator,
    }
    named = [str(names.get(role) or Role(role).label) for role in stage.roles]
    return "、".join(named)


def due_on(case: Case, stage: Stage, notice: Notice | None) -> dt.date | None:
    """By when a stage that is under way must be done; a notice ends when it ends."""
    if stage.kind == StageKind.PUBLICISE and notice:
        return notice_ends(notice)
    since = timezone.localdate(case.stage_since)
    return add_workdays(since, stage.workdays) if stage.workdays else None


def due_of(case: Case) -> dt.date | None:
    """By when the current step must be done."""
    return next((station.due for station in status_line(case) if station.is_current), None)


def queue_for(user: Any) -> QuerySet[Case]:
    """Cases whose current stage is this person's to act on, longest waiting first. Those in which
    the person held another power before, or whose notice still runs, are left out."""
    wanted = waiting_for(user)
    rows = Case.objects.filter(wanted) if wanted else Case.objects.none()
    return rows.select_related("organisation", "procedure").order_by("stage_since", "pk")


def waiting_for(user: Any) -> Q:
    """The condition of the queue; empty for whoever acts nowhere."""
    wanted = _own_stages(user)
    for code, stage, power in _stages_of_role(user.role):
        mine = Q(code=code, stage=stage)
        if power:
            others = CaseActor.objects.filter(user=user).exclude(power=power).values("case")
            mine &= ~Q(pk__in=others)
        wanted |= mine
    if not wanted:
        return wanted
    today = timezone.localdate().isoformat()
    on_notice = Notice.objects.filter(case=OuterRef("pk"), fell_at=None, end_key__gte=today)
    return Q(wanted, ~Exists(on_notice), state=CaseState.RUNNING)


def to_mend(user: Any) -> Q:
    """Applications that came back to this person or their house."""
    mine = Q(organisation__in=user.memberships.values("organisation")) | Q(applicant=user)
    return Q(mine, state=CaseState.RETURNED)


def _own_stages(user: Any) -> Q:
    """The applicant's own steps: signing, confirming what was received."""
    mine = Q(organisation__in=user.memberships.values("organisation")) | Q(applicant=user)
    wanted = Q()
    for code, stage, power in _stages_of_role("applicant"):
        if power != StageKind.APPLY:
            wanted |= Q(code=code, stage=stage)
    return wanted & mine if wanted else wanted


def _stages_of_role(role: str) -> list[tuple[str, str, str]]:
    """(procedure, stage, exclusive power or nothing)."""
    return [
        (definition.code, stage.code, stage.kind if stage.kind in EXCLUSIVE else "")
        for definition in procedures().values()
        for stage in definition.stages
        if role in stage.roles
    ]


@dataclass(frozen=True)
class FieldRow:
    """A field as it is and as it was in an earlier version, personal values masked."""

    label: str
    unit: str
    now: str
    before: str
    is_changed: bool


def compared(case: Case, number: int) -> list[FieldRow]:
    """Every field of the application beside version `number`; without one, nothing is changed."""
    earlier = CaseRevision.objects.filter(case=case, number=number).first()
    return [_row(field, case.data, earlier) for field in definition_of(case).fields]


def _row(field: Any, data: dict[str, Any], earlier: CaseRevision | None) -> FieldRow:
    before = shown(field, earlier.data) if earlier else ""
    is_changed = earlier is not None and opened(field, earlier.data) != opened(field, data)
    return FieldRow(str(field.label), field.unit, shown(field, data), before, is_changed)


def opened(field: Any, data: dict[str, Any]) -> Any:
    """The canonical value of a field."""
    return open_value(field, data.get(field.name))


def shown(field: Any, data: dict[str, Any]) -> str:
    """A field as people read it, personal values masked."""
    value = opened(field, data)
    if value is None:
        return ""
    if field.type in REFERENCES:
        return reference_for(field.type).labels([str(value)], field).get(str(value), str(value))
    return show(field, value)


def last_seen(case: Case, user: Any) -> int:
    """The version of the application that this person judged last; 0 for none."""
    step = case.steps.filter(by=user).order_by("-pk").first()
    return step.revision if step else 0


def granted_cases(code: str) -> QuerySet[Case]:
    """Cases of a procedure that were granted and still hold."""
    today = timezone.localdate()
    rows = Case.objects.filter(code=code, state=CaseState.GRANTED)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))


def papers_in(case: Case) -> set[str]:
    """Types of the papers that were put in."""
    return set(documents_for(KIND, str(case.uuid)).values_list("type", flat=True))


def problems_of(case: Case) -> Problems:
    """What still lacks before the application can be sent, each at its field or paper. What the
    data grant needs no paper."""
    definition = definition_of(case)
    values = {field.name: opened(field, case.data) for field in definition.fields}
    _clean, problems = read_fields(definition.fields, values)
    return problems if case.offer else problems + missing_papers(definition.papers, papers_in(case))


def policy_for(definition: ProcedureDefinition, values: dict[str, Any]) -> Case | None:
    """The granted case this application rests on; None when there is none (or none is needed)."""
    under = definition.under
    if under is None:
        return None
    wanted = values.get(under.ours)
    rows = granted_cases(under.procedure).order_by("-granted_on", "-pk")
    return next((case for case in rows if case.data.get(under.theirs) == wanted), None)


def shown_rows(case: Case) -> list[tuple[str, str, str]]:
    """(label, unit, value) of what was applied for, as people read it."""
    return [
        (str(field.label), field.unit, shown(field, case.data))
        for field in definition_of(case).fields
        if not field.retired
    ]
