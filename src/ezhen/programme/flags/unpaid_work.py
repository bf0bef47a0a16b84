"""Accepted work waits too long for its money."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Milestone

CODE = "unpaid_work"


def find(today: dt.date) -> Iterator[Finding]:
    """Accepted longer ago than the days of the pack, and not paid in full."""
    since = today - dt.timedelta(days=fund_rules().unpaid_days)
    rows = Milestone.objects.filter(acceptance__accepted_on__lt=since, paid__lt=F("value"))
    for row in rows.select_related("contract", "acceptance"):
        facts = {
            "milestone": row.title,
            "accepted_on": f"{row.acceptance.accepted_on}",
            "left": yuan(row.value - row.paid),
        }
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Accepted work not paid"),
    _("“%(milestone)s” was accepted on %(accepted_on)s, %(left)s is still to be paid."),
    find,
)
