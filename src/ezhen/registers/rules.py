"""Who may do what in a register. Keepers and reviewers stand in its definition."""

from typing import Any

from ezhen.accounts.enums import Role
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import Record


def may_see(user: Any, definition: RegisterDefinition) -> bool:
    """Offices see every register; a business those in which it has rows of its own."""
    if user.role in Role.BUSINESS:
        return definition.own_rows and user.role in definition.keepers
    return user.role in Role.OFFICE


def may_keep(user: Any, definition: RegisterDefinition) -> bool:
    """May enter rows."""
    return user.role in definition.keepers


def may_change(user: Any, definition: RegisterDefinition, record: Record) -> bool:
    """A keeper, as long as the row stands; a business its own rows only."""
    if not may_keep(user, definition) or record.state not in RecordState.STANDS:
        return False
    if user.role in Role.BUSINESS:
        return user.memberships.filter(organisation=record.organisation_id).exists()
    return True


def reviews(user: Any, definition: RegisterDefinition) -> bool:
    """Confirms or returns rows of this register."""
    return user.role in definition.reviewers


def may_review(user: Any, definition: RegisterDefinition, record: Record) -> bool:
    """A reviewer, and never of what they wrote themselves."""
    return (
        reviews(user, definition)
        and record.state == RecordState.WAITING
        and record.changed_by_id != user.pk
    )
