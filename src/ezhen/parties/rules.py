"""Who may do what with a party."""

from typing import Any

from ezhen.accounts.enums import Role
from ezhen.parties.models import SEES_ALL, Organisation


def works_for(user: Any, organisation: Organisation) -> bool:
    """The person is on the organisation's own list."""
    return organisation.memberships.filter(user=user).exists()


def may_review(user: Any) -> bool:
    """The commerce bureau reviews registrations."""
    return user.role == Role.BUREAU


def may_see_papers(user: Any, organisation: Organisation) -> bool:
    """Papers and people: the organisation itself and the offices."""
    return user.role in SEES_ALL or works_for(user, organisation)
