"""One party is paid twice for one thing."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import Contract

CODE = "same_work_twice"


def find(_today: dt.date) -> Iterator[Finding]:
    """Contracts of one party with the same subject; the later ones are flagged."""
    rows = Contract.objects.select_related("party").order_by("party", "subject", "signed_on", "pk")
    for _key, alike in groupby(rows, lambda row: (row.party_id, row.subject)):
        first, *others = alike
        for row in others:
            facts = {"party": row.party.name, "subject": row.subject, "other": first.number}
            yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("The same work twice"),
    _("%(party)s has “%(subject)s” in contract %(other)s already."),
    find,
)
