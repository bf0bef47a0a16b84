"""Money went while the award was still on public notice."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import STANDING, Payment

CODE = "paid_before_notice_end"


def find(_today: dt.date) -> Iterator[Finding]:
    """Standing payments on or before the last day of the notice."""
    rows = Payment.objects.filter(STANDING, paid_on__lte=F("contract__notice_until"))
    for row in rows.select_related("contract"):
        facts = {
            "voucher": row.voucher,
            "paid_on": f"{row.paid_on}",
            "until": f"{row.contract.notice_until}",
        }
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Paid before the notice ended"),
    _("The award was on notice until %(until)s, voucher %(voucher)s was paid on %(paid_on)s."),
    find,
)
