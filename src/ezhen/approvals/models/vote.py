"""Ballots of a public vote: one a phone number."""

from django.db import models

from ezhen.core.models import AppendOnly


class Ballot(AppendOnly):
    """One vote for one entry; the voter is a keyed index of the phone, nothing else is kept."""

    case = models.ForeignKey("approvals.Case", models.PROTECT, related_name="ballots")
    entry = models.PositiveSmallIntegerField()
    voter = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "voter"], name="ballot_one_a_voter"),
        ]
