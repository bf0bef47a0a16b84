"""Labels to scan: an order of codes bound to a lot, and serials of it."""

import datetime as dt
from dataclasses import dataclass

from tests.factories import NUMBERS, make_noodles, member_of, pass_test


@dataclass
class Labels:
    """Codes of one order; `serial(index)` counts from 0."""

    order: object
    lot: object

    def serial(self, index=0):
        """The serial of a label."""
        from ezhen.trace.queries.code import order_key, scheme

        return scheme().serial(self.order.number, order_key(self.order), index)


def make_labels(lot=None, *, quantity=1000, bound=True, active=True, **facts):
    """Labels on the packs of a lot that passed its test."""
    from django.utils import timezone

    from ezhen.core import crypto
    from ezhen.trace.enums import CodeFactKind
    from ezhen.trace.models import CodeFact, CodeOrder

    crypto.ensure_master_key()
    lot = lot or make_tested_noodles()
    number = next(NUMBERS)
    key = crypto.seal("code order", crypto.new_key(), context=str(number))
    facts = {"state": "ready", "cipher": "sm4", "product": lot.product} | facts
    order = CodeOrder.objects.create(
        number=number, organisation=lot.owner, quantity=quantity, key=key, **facts
    )
    kinds = [CodeFactKind.BIND] * bound + [CodeFactKind.ACTIVATE] * active
    for kind in kinds:
        CodeFact(
            order=order,
            kind=kind,
            first=0,
            last=quantity - 1,
            lot=lot,
            at=timezone.now() - dt.timedelta(days=1),
            by=member_of(lot.owner),
        ).save()
    return Labels(order, lot)


def make_tested_noodles(**facts):
    """Noodles that may be sold."""
    lot = make_noodles(**facts)
    pass_test(lot)
    return lot
