"""Registration of a product: fill in, submit, return with a reason, approve."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.parties.enums import RegistrationState
from ezhen.products.enums import ProductState
from ezhen.products.errors import ProducerNotApproved, ProductClosed, ReasonMissing
from ezhen.products.models import Product


@action
def create_product(
    *, organisation: Any, by: Any, at: dt.datetime | None = None, **facts: Any
) -> Product:
    """Begin a product; without a GTIN it goes by the town's code. Raises ProducerNotApproved."""
    if organisation.state != RegistrationState.APPROVED:
        raise ProducerNotApproved(_("The producer must be registered and approved first."))
    locked = type(organisation).objects.select_for_update(no_key=True).get(pk=organisation.pk)
    facts.setdefault("code", _next_code(locked))
    product = Product(organisation=locked, created_at=at or timezone.now(), **facts)
    product.full_clean()
    product.save()
    record(action="products.create_product", subject=product, by=by, at=at, code=product.code)
    return product


@action
def enter_ingredient(
    *, supplier: Any, name: str, by: Any, at: dt.datetime | None = None, **facts: Any
) -> Product:
    """Enter what a business outside the town supplies; the same name again is the same product.

    It needs no review: nothing is made of it here, it only comes in.
    """
    locked = type(supplier).objects.select_for_update(no_key=True).get(pk=supplier.pk)
    known = Product.objects.filter(organisation=locked, name=name).first()
    if known:
        return known
    product = Product(
        organisation=locked,
        name=name,
        code=_next_code(locked),
        state=ProductState.OUTSIDE,
        created_at=at or timezone.now(),
        **facts,
    )
    product.full_clean()
    product.save()
    record(action="products.enter_ingredient", subject=product, by=by, at=at, code=product.code)
    return product


@action
def change_product(*, product: Product, by: Any, **facts: Any) -> Product:
    """Correct a product while it is one's own. Raises ProductClosed."""
    locked = Product.objects.select_for_update().get(pk=product.pk)
    if not locked.is_editable:
        raise ProductClosed(_("The product is with the reviewer and cannot be changed now."))
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    record(action="products.change_product", subject=locked, by=by, code=locked.code)
    return locked


@action
def submit_product(*, product: Product, by: Any, at: dt.datetime | None = None) -> Product:
    """Hand the product to the reviewer. Raises ProductClosed."""
    locked = Product.objects.select_for_update().get(pk=product.pk)
    if not locked.is_editable:
        raise ProductClosed(_("The product is with the reviewer and cannot be changed now."))
    locked.state = ProductState.SUBMITTED
    locked.save(update_fields=["state"])
    record(action="products.submit_product", subject=locked, by=by, at=at)
    return locked


@action
def approve_product(*, product: Product, by: Any, at: dt.datetime | None = None) -> Product:
    """Accept it: lots can be made of it. Raises AlreadyDone."""
    return _decide(product, ProductState.APPROVED, reason="", by=by, at=at)


@action
def return_product(
    *, product: Product, reason: str, by: Any, at: dt.datetime | None = None
) -> Product:
    """Send it back with a reason. Raises ReasonMissing, AlreadyDone."""
    if not reason.strip():
        raise ReasonMissing(_("Say what has to be mended."), field="reason")
    return _decide(product, ProductState.RETURNED, reason=reason.strip(), by=by, at=at)


def _decide(product: Product, state: str, *, reason: str, by: Any, at: Any) -> Product:
    locked = Product.objects.select_for_update().get(pk=product.pk)
    if locked.state != ProductState.SUBMITTED:
        raise AlreadyDone(_("This product is not waiting for review any more."))
    locked.state, locked.return_reason = state, reason
    locked.decided_at, locked.decided_by = at or timezone.now(), by
    locked.save()
    record(action=f"products.{state}_product", subject=locked, by=by, at=at, reason=reason)
    return locked


def _next_code(organisation: Any) -> str:
    """Town code of a product: producer's lot prefix (or its number) and a running number."""
    prefix = organisation.lot_prefix or f"P{organisation.pk}"
    number = organisation.products.count() + 1
    while Product.objects.filter(code=f"{prefix}-{number:02d}").exists():
        number += 1
    return f"{prefix}-{number:02d}"
