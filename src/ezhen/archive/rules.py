"""Who keeps papers."""

from typing import Any

from ezhen.accounts.enums import Role

KEEPERS = frozenset({Role.OPERATOR, Role.BUREAU, Role.REGULATOR, *Role.BUSINESS})


def may_keep(user: Any) -> bool:
    """May this person put papers in? Those who only look may not."""
    return getattr(user, "role", None) in KEEPERS


def may_change(user: Any, document: Any) -> bool:
    """Replace or withdraw: the offices that keep papers; a business its own."""
    if not may_keep(user):
        return False
    return user.role not in Role.BUSINESS or document.added_by_id == user.pk
