"""The contract was signed while the award was still on public notice."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import Contract

CODE = "notice_not_over"


def find(_today: dt.date) -> Iterator[Finding]:
    """Signed on or before the last day of the notice."""
    for row in Contract.objects.filter(signed_on__lte=F("notice_until")):
        facts = {"signed_on": f"{row.signed_on}", "until": f"{row.notice_until}"}
        yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("Signed before the notice ended"),
    _("The award was on notice until %(until)s, the contract was signed on %(signed_on)s."),
    find,
)
