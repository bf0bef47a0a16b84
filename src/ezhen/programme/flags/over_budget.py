"""A line has more in contracts than the budget gives it."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import BudgetLine

CODE = "over_budget"


def find(_today: dt.date) -> Iterator[Finding]:
    """Lines contracted above their plan."""
    for row in BudgetLine.objects.filter(contracted__gt=F("planned")):
        facts = {
            "line": str(row),
            "contracted": yuan(row.contracted),
            "planned": yuan(row.planned),
        }
        yield Finding(CODE, str(row.uuid), None, facts)


CHECK = Check(
    CODE,
    _("Contracts above the budget line"),
    _("“%(line)s” plans %(planned)s, contracts come to %(contracted)s."),
    find,
)
