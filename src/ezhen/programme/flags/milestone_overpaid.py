"""More was paid for a milestone than it is worth."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Milestone

CODE = "milestone_overpaid"


def find(_today: dt.date) -> Iterator[Finding]:
    """Payments of all its invoices above the milestone."""
    rows = Milestone.objects.filter(paid__gt=F("value")).select_related("contract")
    for row in rows:
        facts = {"milestone": row.title, "paid": yuan(row.paid), "value": yuan(row.value)}
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Paid above the milestone"),
    _("“%(milestone)s” is worth %(value)s, %(paid)s was paid."),
    find,
)
