"""Everything the page of one case shows to one person."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ezhen.approvals.definitions import ProcedureDefinition, Stage, StageKind
from ezhen.approvals.enums import CaseState, Decision, LicenceState
from ezhen.approvals.models import Case, CaseActor, CaseStep, Notice, Objection
from ezhen.approvals.queries.case import (
    FieldRow,
    Station,
    compared,
    is_over,
    last_seen,
    notice_ends,
    opened,
    shown,
    standing_notice,
    status_line,
)
from ezhen.approvals.queries.listing import sees_internal
from ezhen.approvals.queries.paper import PaperRow, facts_of, paper_rows, papers_of, stands
from ezhen.approvals.queries.procedure import definition_of, from_earlier, settled_values
from ezhen.approvals.queries.vote import entries_of, results_of
from ezhen.approvals.rules import holds_stage, is_applicant, shut_out
from ezhen.core.definitions import heading
from ezhen.core.personal import personal_class, seal_value


@dataclass
class Page:
    """What is shown; `mine` is the stage this person may do now."""

    definition: ProcedureDefinition
    line: list[Station]
    current: Station | None
    mine: Stage | None
    why_not: str
    rows: list[FieldRow]
    seen: int
    facts: list[tuple[str, str]]
    papers: list[Any]
    asked: list[PaperRow]
    steps: list[CaseStep]
    filled: list[tuple[str, list[tuple[str, str]]]]
    is_mine: bool
    sees_internal: bool
    has_personal: bool
    notice: Notice | None
    notice_end: Any
    objections: list[Objection] = field(default_factory=list)
    may_answer: bool = False
    may_take_back: bool = False
    may_end: bool = False
    votes: list[tuple[str, int]] = field(default_factory=list)
    paid: Decimal | None = None
    standing: LicenceState | None = None

    @property
    def num_changed(self) -> int:
        """Fields that differ from what this person saw."""
        return sum(row.is_changed for row in self.rows)

    @property
    def lacks_paper(self) -> bool:
        """A paper of the stage is still missing."""
        return any(row.is_missing for row in self.asked)


def page_of(case: Case, user: Any) -> Page:
    """Read the case once for one person."""
    definition = definition_of(case)
    line = status_line(case)
    notice = standing_notice(case)
    mine, why_not = my_stage(case, user, notice)
    seen = _seen(case, user)
    internal = sees_internal(user, case)
    objections = _objections(case, internal=internal)
    applicant = is_applicant(user, case)
    payment = getattr(case, "payment", None)
    return Page(
        definition=definition,
        line=line,
        current=next((station for station in line if station.is_current), None),
        mine=mine,
        why_not=why_not,
        rows=compared(case, seen),
        seen=seen,
        facts=facts_of(case),
        papers=papers_of(case),
        asked=paper_rows(case, mine.papers) if mine else [],
        steps=list(case.steps.select_related("by").order_by("-pk")),
        filled=_filled(case, definition),
        is_mine=applicant,
        sees_internal=internal,
        has_personal=any(
            personal_class(one) and case.data.get(one.name) for one in definition.all_fields
        ),
        notice=notice,
        notice_end=notice_ends(notice),
        objections=objections,
        may_answer=internal and _publishes(case, user, definition),
        may_take_back=applicant and case.state == CaseState.RUNNING and payment is None,
        may_end=_may_end(case, user, definition),
        votes=_votes(case, definition),
        paid=payment.amount if payment else None,
        standing=stands(case) if case.state == CaseState.GRANTED else None,
    )


def my_stage(case: Case, user: Any, notice: Notice | None) -> tuple[Stage | None, str]:
    """The stage this person may do now; else why it is not theirs, where that is worth saying."""
    if case.state != CaseState.RUNNING:
        return None, ""
    stage = definition_of(case).stage(case.stage)
    if not holds_stage(user, case, stage):
        return None, ""
    if notice and not is_over(notice, timezone.localdate()):
        return None, ""
    why_not = shut_out(user, case, stage)
    return (None, why_not) if why_not else (stage, "")


def _seen(case: Case, user: Any) -> int:
    """The version this person judged last, else the one that was returned last."""
    found = last_seen(case, user)
    if not found:
        step = case.steps.filter(decision=Decision.RETURNED).order_by("-pk").first()
        found = step.revision if step else 0
    return found


def _filled(case: Case, definition: ProcedureDefinition) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the offices filled in, stage by stage."""
    found = []
    for stage in definition.stages:
        rows = [
            (heading(one), shown(one, case.data))
            for one in stage.fields
            if case.data.get(one.name) is not None
        ]
        if rows:
            found.append((str(stage.title), rows))
    return found


def _objections(case: Case, *, internal: bool) -> list[Objection]:
    """For the offices; whoever applied reads only that there are some."""
    rows = Objection.objects.filter(notice__case=case).select_related("answered_by")
    return list(rows.order_by("-pk")) if internal else []


def _publishes(case: Case, user: Any, definition: ProcedureDefinition) -> bool:
    stage = next((one for one in definition.stages if one.kind == StageKind.PUBLICISE), None)
    if stage is None or not holds_stage(user, case, stage):
        return False
    return not CaseActor.objects.filter(case=case, user=user).exclude(power="publicise").exists()


def _may_end(case: Case, user: Any, definition: ProcedureDefinition) -> bool:
    acts = user.role in {role for stage in definition.stages for role in stage.roles}
    holds = case.state == CaseState.GRANTED and stands(case) == LicenceState.VALID
    return acts and holds and (case.valid_until is not None or definition.lasts)


def _votes(case: Case, definition: ProcedureDefinition) -> list[tuple[str, int]]:
    if not any(stage.kind == StageKind.VOTE for stage in definition.stages):
        return []
    counted = dict(results_of(case))
    rows = [(name, counted.get(number, 0)) for number, name in enumerate(entries_of(case))]
    return sorted(rows, key=lambda row: -row[1])


def known_for_stage(case: Case, stage: Stage) -> dict[str, Any]:
    """What a stage's form begins with, as data stores it: what was decided elsewhere, this case's
    own, else of an earlier case of the same applicant (the account)."""
    own = {one.name: case.data[one.name] for one in stage.fields if one.name in case.data}
    own |= settled_values(case, stage)
    if case.organisation is None:
        return own
    earlier = from_earlier(case.organisation, stage.fields)
    sealed = {
        one.name: seal_value(one, earlier[one.name])
        for one in stage.fields
        if one.name in earlier and personal_class(one)
    }
    return sealed | own


def kept_values(case: Case, stage: Stage) -> dict[str, Any]:
    """The personal values that a form showed masked, plain, for the action."""
    data = known_for_stage(case, stage)
    return {
        one.name: opened(one, data)
        for one in stage.fields
        if personal_class(one) and one.name in data
    }
