"""The bank's slip names somebody else than the contract."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding
from ezhen.programme.models import STANDING, Payment

CODE = "other_payee"


def find(_today: dt.date) -> Iterator[Finding]:
    """Standing payments whose slip has another name."""
    rows = Payment.objects.filter(STANDING).exclude(slip_payee=F("contract__party__name"))
    for row in rows.select_related("contract__party"):
        facts = {
            "voucher": row.voucher,
            "slip": row.slip_payee,
            "party": row.contract.party.name,
        }
        yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Another payee"),
    _("The slip of voucher %(voucher)s names %(slip)s, the contract is with %(party)s."),
    find,
)
