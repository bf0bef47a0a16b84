"""Cases as plain facts for whoever counts them: the standard, figures, reports."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from ezhen.approvals.definitions import ProcedureDefinition, StageKind
from ezhen.approvals.enums import CaseState, Decision
from ezhen.approvals.models import Case, CaseStep
from ezhen.approvals.queries.procedure import definition_of
from ezhen.core.definitions import FieldType
from ezhen.core.personal import open_value, personal_class

# what happened when, of every case; voided: what was approved before an application changed
DATES = ("sent_on", "reviewed_on", "approved_on", "noticed_on", "paid_on", "received_on")
PLAIN = frozenset(
    {FieldType.CHOICE, FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY, FieldType.PLACE}
)
_BY_KIND = {
    StageKind.REVIEW: "reviewed_on",
    StageKind.APPROVE: "approved_on",
    StageKind.RECEIVE: "received_on",
}


def fields_of(definition: ProcedureDefinition) -> dict[str, frozenset[str] | None]:
    """What can be asked about the cases of a procedure: name → its codes, None for free values."""
    found: dict[str, frozenset[str] | None] = dict.fromkeys((*DATES, "granted_on", "organisation"))
    found |= {"state": frozenset(CaseState.values), "amount": None, "granted": None}
    for field in definition.all_fields:
        if field.type in PLAIN and not personal_class(field):
            codes = frozenset(choice.code for choice in field.choices)
            found.setdefault(field.name, codes or None)
    return found


def case_of(uuid: Any) -> Case | None:
    """The case of a uuid, for modules that were told that it moved."""
    rows = Case.objects.select_related("organisation", "procedure", "applicant")
    return rows.filter(uuid=uuid).first()


def values_of(case: Case) -> dict[str, Any]:
    """Everything that stands in a case, its own words and those of its stages, personal values
    open: for the module that goes on with what was granted, never for a page."""
    fields = definition_of(case).all_fields
    return {field.name: open_value(field, case.data.get(field.name)) for field in fields}


def case_facts(code: str, as_of: dt.datetime | None = None) -> Iterator[dict[str, Any]]:
    """Each case that was sent in by a moment (None: now), as it stood then. Two queries."""
    at = as_of or timezone.now()
    cases = Case.objects.filter(code=code, sent_at__lte=at).select_related("procedure")
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    for step in CaseStep.objects.filter(case__in=cases, at__lte=at).order_by("pk"):
        steps[step.case_id].append(step)
    for case in cases.order_by("sent_at", "pk"):
        yield _facts(case, steps[case.pk], at)


def _facts(case: Case, steps: Iterable[CaseStep], at: dt.datetime) -> dict[str, Any]:
    definition = definition_of(case)
    days = _days(definition, steps)
    has_ended = case.closed_at is not None and case.closed_at <= at
    values = {
        field.name: case.data.get(field.name)
        for field in definition.all_fields
        if field.type in PLAIN and not personal_class(field)
    }
    return (
        values
        | days
        | {
            "id": str(case.uuid),
            "label": case.number,
            "url": case.get_absolute_url(),
            "date": days["sent_on"],
            "state": case.state if has_ended else CaseState.RUNNING.value,
            "granted_on": case.granted_on if has_ended else None,
            "organisation": case.organisation_id,
            "amount": case.amount,
            "granted": case.granted if days["approved_on"] else None,
        }
    )


def _days(definition: ProcedureDefinition, steps: Iterable[CaseStep]) -> dict[str, Any]:
    days: dict[str, Any] = dict.fromkeys(DATES)
    for step in steps:
        day = timezone.localdate(step.at)
        if step.decision == Decision.SENT:
            days["sent_on"] = days["sent_on"] or day
        elif step.decision == Decision.VOIDED:
            days["approved_on"] = days["noticed_on"] = None
        elif step.decision == Decision.PUBLISHED:
            days["noticed_on"] = day
        elif step.decision == Decision.PAID:
            days["paid_on"] = day
        elif step.decision == Decision.PASSED:
            name = _BY_KIND.get(definition.stage(step.stage).kind)
            days |= {name: day} if name else {}
    return days
