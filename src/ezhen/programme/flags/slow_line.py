"""The money of a budget line goes out more slowly than its contracts foresee."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import BudgetLine

CODE = "slow_line"


def find(today: dt.date) -> Iterator[Finding]:
    """Of what fell due some time ago (pack), less than the pack's share is paid."""
    rules = fund_rules()
    since = today - dt.timedelta(days=rules.pace_from_days)
    due = Sum("contracts__milestones__value", filter=Q(contracts__milestones__due_on__lte=since))
    for row in BudgetLine.objects.annotate(due=due).filter(due__gt=0):
        if row.paid < row.due * rules.pace:
            facts = {"line": str(row), "due": yuan(row.due), "paid": yuan(row.paid)}
            yield Finding(CODE, str(row.uuid), None, facts)


CHECK = Check(
    CODE,
    _("Money goes out too slowly"),
    _("Of %(due)s that fell due on “%(line)s”, %(paid)s is paid."),
    find,
)
