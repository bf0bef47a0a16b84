"""The entries of a public vote and how they stand."""

from django.db.models import Count

from ezhen.approvals.models import Ballot, Case


def entries_of(case: Case) -> list[str]:
    """One entry a line of the application's field `entries`."""
    lines = str(case.data.get("entries", "")).splitlines()
    return [line.strip() for line in lines if line.strip()]


def results_of(case: Case) -> list[tuple[int, int]]:
    """(entry, ballots), most first."""
    rows = Ballot.objects.filter(case=case).values_list("entry").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "entry"))
