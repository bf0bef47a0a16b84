"""Is this trace input acceptable? Pure checks, one for page, command and API."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.parties.enums import RegistrationState
from ezhen.products.enums import ProductState
from ezhen.trace.errors import BalanceRefused, ImpossibleDate, NotApproved, NotEnough

TOLERATED_CLOCK = dt.timedelta(minutes=10)


def not_in_future(value: dt.date | dt.datetime, field: str) -> None:
    """A step that happened lies in the past. Raises ImpossibleDate."""
    now = timezone.now() + TOLERATED_CLOCK
    limit = now if isinstance(value, dt.datetime) else timezone.localdate(now)
    if value > limit:
        raise ImpossibleDate(_("This date is in the future."), field=field)


def positive(quantity: Decimal, field: str = "quantity") -> None:
    """Raises NotEnough for nothing or less."""
    if quantity <= 0:
        raise NotEnough(_("The quantity must be more than 0."), field=field)


def may_trade(organisation: Any) -> None:
    """Raises NotApproved while the organisation's registration is not approved."""
    if organisation.state != RegistrationState.APPROVED:
        raise NotApproved(
            _("%(name)s is not registered and approved yet.") % {"name": organisation}
        )


def may_be_made(product: Any) -> None:
    """Raises NotApproved while the product's registration is not approved."""
    if product.state != ProductState.APPROVED:
        raise NotApproved(
            _("%(name)s is not approved yet; lots can be made after that.") % {"name": product},
            field="product",
        )


def mass_balance(*, mass_in: Decimal, mass_out: Decimal, tolerance: Decimal) -> None:
    """Output is not heavier than input, and no more is lost than `tolerance` (a share of input).

    Masses in kg. Raises BalanceRefused with the numbers.
    """
    facts = {"mass_in": f"{mass_in:,.1f}", "mass_out": f"{mass_out:,.1f}"}
    if mass_out > mass_in:
        raise BalanceRefused(
            _("More came out (%(mass_out)s kg) than went in (%(mass_in)s kg). Check both amounts.")
            % facts,
            field="quantity",
        )
    lost = (mass_in - mass_out) / mass_in
    if lost > tolerance:
        facts |= {"lost": f"{lost:.1%}", "allowed": f"{tolerance:.1%}"}
        raise BalanceRefused(
            _(
                "%(mass_in)s kg went in and %(mass_out)s kg came out: %(lost)s lost, "
                "%(allowed)s is allowed. Check the amounts."
            )
            % facts,
            field="quantity",
        )
