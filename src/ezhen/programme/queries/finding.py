"""Findings for people: what waits first."""

from django.db.models import Case, F, QuerySet, When

from ezhen.programme.enums import FindingState
from ezhen.programme.models import Finding


def findings(state: str = "") -> QuerySet[Finding]:
    """Findings of one state, or all; what is not closed first, by deadline."""
    rows = Finding.objects.select_related("by", "sample")
    rows = rows.filter(state=state) if state else rows
    waits = Case(When(state__in=FindingState.WAITS, then=0), default=1)
    return rows.order_by(waits, F("due_on").asc(nulls_first=True), "-at", "-pk")


def num_open() -> int:
    """Findings that are not closed."""
    return Finding.objects.filter(state__in=FindingState.WAITS).count()
