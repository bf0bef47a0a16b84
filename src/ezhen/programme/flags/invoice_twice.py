"""One invoice seems to be entered twice under two numbers."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Invoice

CODE = "invoice_twice"


def _likeness(row: Invoice) -> tuple[Any, ...]:
    return row.seller, row.issued_on, row.amount


def find(_today: dt.date) -> Iterator[Finding]:
    """Invoices of one seller, day and amount; the later ones are flagged."""
    rows = Invoice.objects.select_related("contract").order_by(
        "seller", "issued_on", "amount", "pk"
    )
    for _key, alike in groupby(rows, _likeness):
        first, *others = alike
        for row in others:
            facts = {"number": str(row), "other": str(first), "amount": yuan(row.amount)}
            yield Finding(CODE, str(row.uuid), row.contract, facts)


CHECK = Check(
    CODE,
    _("Invoice entered twice?"),
    _("Invoice %(number)s has seller, day and amount (%(amount)s) of invoice %(other)s."),
    find,
)
