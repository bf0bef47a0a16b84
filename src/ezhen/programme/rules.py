"""Who may do what with the programme's money. One account has one role, so whoever accepts the
work never pays for it, and whoever explains a flag never settles it."""

from typing import Any

from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.core.errors import NotAllowed

SEES = frozenset({Role.BUREAU, Role.OPERATOR, Role.AUDITOR})
KEEPS = frozenset({Role.OPERATOR})  # contracts, invoices, payments
DECIDES = frozenset({Role.BUREAU})  # the budget, acceptance of the work
SETTLES = frozenset({Role.BUREAU, Role.AUDITOR})

BOOKS = Role.BUSINESS | KEEPS  # rooms
VISITS = SEES | BOOKS  # sees which rooms there are
SCORES = frozenset({Role.BUREAU, Role.AUDITOR})  # the team of the acceptance


def must_keep(user: Any) -> None:
    """Raises NotAllowed for anybody but the contractor, who keeps contracts and payments."""
    if user.role not in KEEPS:
        raise NotAllowed(_("The town operator keeps contracts and payments."))


def must_decide(user: Any) -> None:
    """Raises NotAllowed for anybody but the client."""
    if user.role not in DECIDES:
        raise NotAllowed(_("The client decides this."))


def must_inspect(user: Any) -> None:
    """Raises NotAllowed for anybody but the client and the auditor."""
    if user.role not in SETTLES:
        raise NotAllowed(_("The client or the auditor inspects."))


def must_settle(user: Any) -> None:
    """Raises NotAllowed for whoever may not judge an explanation."""
    if user.role not in SETTLES:
        raise NotAllowed(_("The client or the auditor settles a flag."))


def must_score(user: Any) -> None:
    """Raises NotAllowed for whoever is not of the team of the acceptance."""
    if user.role not in SCORES:
        raise NotAllowed(_("The team of client and auditor scores."))
