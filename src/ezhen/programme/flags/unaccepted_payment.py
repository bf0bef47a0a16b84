"""Money went before anybody had accepted the work; an advance may."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Milestone

CODE = "unaccepted_payment"


def find(_today: dt.date) -> Iterator[Finding]:
    """Paid milestones that nobody accepted."""
    rows = Milestone.objects.filter(paid__gt=0, acceptance=None, is_advance=False)
    for row in rows.select_related("contract"):
        facts = {"milestone": row.title, "paid": yuan(row.paid)}
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Paid without acceptance"),
    _("%(paid)s was paid for “%(milestone)s”, whose work nobody has accepted."),
    find,
)
