"""Conformity certificates (承诺达标合格证): a producer's promise about a lot of fresh produce."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace.actions.event import bump
from ezhen.trace.actions.lot import lock_lots, may_sell
from ezhen.trace.errors import CertificateNotForClass, CertificateRefused, NotEnough
from ezhen.trace.models import Certificate, Lot
from ezhen.trace.queries.certificate import basis_of
from ezhen.trace.validators import not_in_future, positive


@action
def issue_certificate(
    *,
    lot: Lot,
    quantity: Decimal,
    by: Any,
    basis_control: bool = False,
    basis_own_test: bool = False,
    basis_outside_test: bool = False,
    at: dt.datetime | None = None,
) -> Certificate:
    """Promise that so much of a lot meets the standard, for one buyer.

    A basis that names a test needs a passed one in the books; all certificates together promise no
    more than the lot. Raises CertificateNotForClass, CertificateRefused, NotEnough, LotHeld,
    LotNotSellable, ImpossibleDate.
    """
    at = at or timezone.now()
    not_in_future(at, "at")
    positive(quantity)
    (locked,) = lock_lots([lot.pk])
    if not locked.product.rules.certificate:
        raise CertificateNotForClass(
            _("%(product)s gets no conformity certificate: it is for fresh produce only.")
            % {"product": locked.product}
        )
    may_sell(locked, on=timezone.localdate(at))
    basis = {
        "basis_control": basis_control,
        "basis_own_test": basis_own_test,
        "basis_outside_test": basis_outside_test,
    }
    _check_basis(locked, basis)
    _check_left(locked, quantity)
    certificate = Certificate(
        number=_next_number(locked),
        lot=locked,
        quantity=quantity,
        issued_at=at,
        issued_by=by,
        **basis,
    )
    certificate.save()
    bump([locked.pk])
    record(
        action="trace.issue_certificate",
        subject=certificate,
        by=by,
        at=at,
        number=certificate.number,
        lot=locked.code,
        quantity=quantity,
        basis=[name for name, ticked in basis.items() if ticked],
    )
    return certificate


def _check_basis(lot: Lot, basis: dict[str, bool]) -> None:
    if not any(basis.values()):
        raise CertificateRefused(
            _("Tick at least one basis of the promise."), field="basis_control"
        )
    known = basis_of(lot)
    for name, ticked in basis.items():
        if ticked and not known[name]:
            raise CertificateRefused(
                _("No such passed test of lot %(lot)s is recorded.") % {"lot": lot}, field=name
            )


def _check_left(lot: Lot, quantity: Decimal) -> None:
    promised = lot.certificates.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    if promised + quantity > lot.quantity:
        left = max(lot.quantity - promised, Decimal(0))
        raise NotEnough(
            _("Certificates can still be issued for %(left)s %(unit)s of lot %(lot)s.")
            % {
                "left": f"{left.normalize():f}",
                "unit": lot.product.get_unit_display(),
                "lot": lot,
            },
            field="quantity",
        )


def _next_number(lot: Lot) -> str:
    """The lot's number and a running one; two owners with the same lot number share the row."""
    taken = set(
        Certificate.objects.filter(number__startswith=f"{lot.code}-").values_list(
            "number", flat=True
        )
    )
    return next(name for n in count(1) if (name := f"{lot.code}-{n:02d}") not in taken)
