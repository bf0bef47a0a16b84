"""The entries of a public vote and how they stand."""

from django.db.models import Count, QuerySet

from ezhen.approvals.definitions import StageKind
from ezhen.approvals.enums import CaseState
from ezhen.approvals.models import Ballot, Case
from ezhen.approvals.queries.procedure import definition_of, procedures


def entries_of(case: Case) -> list[str]:
    """One entry a line of the application's field `entries`."""
    lines = str(case.data.get("entries", "")).splitlines()
    return [line.strip() for line in lines if line.strip()]


def results_of(case: Case) -> list[tuple[int, int]]:
    """(entry, ballots), most first."""
    rows = Ballot.objects.filter(case=case).values_list("entry").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "entry"))


def public_votes() -> QuerySet[Case]:
    """Cases of procedures with a vote that were sent in."""
    codes = [
        code
        for code, one in procedures().items()
        if any(stage.kind == StageKind.VOTE for stage in one.stages)
    ]
    rows = Case.objects.filter(code__in=codes, sent_at__isnull=False)
    return rows.exclude(state__in=CaseState.EDITABLE).select_related("procedure")


def is_voting(case: Case) -> bool:
    """Can ballots be cast now?"""
    stage = definition_of(case).stage(case.stage)
    return case.state == CaseState.RUNNING and stage.kind == StageKind.VOTE
