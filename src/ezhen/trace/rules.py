"""Who acts for whom in traceability."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.core.errors import NotAllowed
from ezhen.parties.api import organisation_of
from ezhen.parties.enums import RegistrationState


def my_organisation(user: Any) -> Any:
    """The business a person works for; None for the offices."""
    return organisation_of(user) if user.role in Role.BUSINESS else None


def trading_organisation(user: Any) -> Any:
    """The business a person works for, once its registration is approved; else None."""
    mine = my_organisation(user)
    return mine if mine and mine.state == RegistrationState.APPROVED else None


def organisation_of_actor(user: Any) -> Any:
    """The business a person acts for. Raises PermissionDenied when there is none."""
    mine = my_organisation(user)
    if mine is None:
        raise PermissionDenied
    return mine


def must_regulate(user: Any) -> None:
    """Stopping goods, inspecting and recalling are the regulator's. Raises NotAllowed."""
    if getattr(user, "role", None) != Role.REGULATOR:
        raise NotAllowed(_("Only the market regulator may do this."))
