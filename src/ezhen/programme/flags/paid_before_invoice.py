"""Money went before the invoice was issued."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import STANDING, Payment

CODE = "paid_before_invoice"


def find(_today: dt.date) -> Iterator[Finding]:
    """Standing payments dated before their invoice."""
    rows = Payment.objects.filter(STANDING, paid_on__lt=F("invoice__issued_on"))
    for row in rows.select_related("contract", "invoice"):
        facts = {
            "voucher": row.voucher,
            "paid_on": f"{row.paid_on}",
            "issued_on": f"{row.invoice.issued_on}",
        }
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Paid before the invoice"),
    _("Voucher %(voucher)s was paid on %(paid_on)s, the invoice was issued on %(issued_on)s."),
    find,
)
