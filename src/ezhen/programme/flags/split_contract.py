"""Work that must be tendered as a whole was given out in pieces."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from ezhen.programme.definitions import fund_rules
from ezhen.programme.enums import ContractKind
from ezhen.programme.flags.finding import Check, Finding, yuan
from ezhen.programme.models import Contract

CODE = "split_contract"


def find(_today: dt.date) -> Iterator[Finding]:
    """Contracts with one party, of one kind for one task, each below the tender sum, that reach
    it together within the days of the pack; flagged at the one that reaches it."""
    rules = fund_rules()
    rows = Contract.objects.order_by("party", "kind", "task", "signed_on", "pk")
    for (_party, kind, _task), alike in groupby(rows, lambda r: (r.party_id, r.kind, r.task)):
        limit = rules.tender_from[ContractKind(kind)]
        near: list[Contract] = []
        for row in (one for one in alike if one.value < limit):
            since = row.signed_on - dt.timedelta(days=rules.split_within_days)
            near = [one for one in near if one.signed_on >= since] + [row]
            total = sum((one.value for one in near), Decimal(0))
            if len(near) > 1 and total >= limit:
                facts = {
                    "contracts": "、".join(one.number for one in near),
                    "total": yuan(total),
                    "limit": yuan(limit),
                }
                yield Finding(CODE, str(row.uuid), row, facts)


CHECK = Check(
    CODE,
    _("Split below the tender sum"),
    _("%(contracts)s come to %(total)s together; from %(limit)s they must be tendered."),
    find,
)
