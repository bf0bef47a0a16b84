"""Amendments made a contract larger than the law lets them."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Contract

CODE = "grown_contract"


def find(_today: dt.date) -> Iterator[Finding]:
    """Grown by more than a tenth (pack) of the first value."""
    share = fund_rules().grown_by
    for row in Contract.objects.annotate(grown=Sum("amendments__change")).filter(grown__gt=0):
        first = row.value - row.grown
        if row.grown > first * share:
            facts = {"first": yuan(first), "value": yuan(row.value)}
            yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("Contract grown by a tenth or more"),
    _("Amendments took the contract from %(first)s to %(value)s."),
    find,
)
