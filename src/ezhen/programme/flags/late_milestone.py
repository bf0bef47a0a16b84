"""A milestone is long due and its work not accepted."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import Milestone

CODE = "late_milestone"


def find(today: dt.date) -> Iterator[Finding]:
    """Due before the days of grace (pack), not accepted, and no advance."""
    since = today - dt.timedelta(days=fund_rules().late_days)
    rows = Milestone.objects.filter(due_on__lt=since, acceptance=None, is_advance=False)
    for row in rows.select_related("contract"):
        facts = {"milestone": row.title, "due_on": f"{row.due_on}"}
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Milestone overdue"),
    _("“%(milestone)s” was due on %(due_on)s and is not accepted."),
    find,
)
