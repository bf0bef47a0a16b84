"""A contract is worth a little less than what must be tendered."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Contract

CODE = "under_tender_sum"


def find(_today: dt.date) -> Iterator[Finding]:
    """Worth at least 95 % (pack) of the sum from which its kind is tendered, and less than it."""
    rules = fund_rules()
    for kind, limit in rules.tender_from.items():
        least = (limit * (1 - rules.just_under)).quantize(Decimal("0.01"))
        for row in Contract.objects.filter(kind=kind, value__gte=least, value__lt=limit):
            facts = {"value": yuan(row.value), "limit": yuan(limit)}
            yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("Just under the tender sum"),
    _("The contract is worth %(value)s; from %(limit)s it must be tendered."),
    find,
)
