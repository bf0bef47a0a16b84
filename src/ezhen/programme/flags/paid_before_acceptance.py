"""The work was accepted only after it had been paid."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import STANDING, Payment

CODE = "paid_before_acceptance"


def find(_today: dt.date) -> Iterator[Finding]:
    """Standing payments dated before the acceptance of their milestone."""
    rows = Payment.objects.filter(
        STANDING,
        invoice__milestone__is_advance=False,
        paid_on__lt=F("invoice__milestone__acceptance__accepted_on"),
    )
    for row in rows.select_related("contract", "invoice__milestone__acceptance"):
        facts = {
            "voucher": row.voucher,
            "paid_on": f"{row.paid_on}",
            "accepted_on": f"{row.invoice.milestone.acceptance.accepted_on}",
        }
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Paid before acceptance"),
    _("Voucher %(voucher)s was paid on %(paid_on)s, the work was accepted on %(accepted_on)s."),
    find,
)
