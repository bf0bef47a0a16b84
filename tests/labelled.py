"""Labels to scan: an order of codes bound to a lot and in use, and serials of it."""

from dataclasses import dataclass

from tests.factories import make_noodles, make_order, member_of, pass_test, serial_of


@dataclass
class Labels:
    """Codes of one order; `serial(index)` counts from 0."""

    order: object
    lot: object

    def serial(self, index=0):
        """The serial of a label."""
        return serial_of(self.order, index)

    def void(self, first, last=None):
        """The producer withdraws labels."""
        from ezhen.trace.actions.code import void_codes

        last = first if last is None else last
        by = member_of(self.lot.owner)
        void_codes(order=self.order, first=first, last=last, reason="印坏了", by=by)


def make_labels(lot=None, *, quantity=1000, bound=True, active=True):
    """Labels on the packs of a lot that passed its test."""
    from ezhen.trace.actions.code import activate_codes, bind_codes

    lot = lot or make_tested_noodles()
    order = make_order(organisation=lot.owner, product=lot.product, quantity=quantity)
    every = {"order": order, "first": 0, "last": quantity - 1, "by": member_of(lot.owner)}
    if bound:
        bind_codes(lot=lot, **every)
    if bound and active:
        activate_codes(**every)
    return Labels(order, lot)


def make_tested_noodles(**facts):
    """Noodles that may be sold."""
    lot = make_noodles(**facts)
    pass_test(lot)
    return lot
