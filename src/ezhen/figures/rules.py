"""Who files, checks and seals."""

from typing import Any

from ezhen.accounts.enums import Role
from ezhen.figures.definitions import DatasetDefinition
from ezhen.parties.api import organisation_of

SEALERS = frozenset({Role.BUREAU, Role.OPERATOR})


def filer_of(user: Any, definition: DatasetDefinition) -> tuple[bool, Any]:
    """May this person file, and for whom? (True, organisation), or (True, None) for the town."""
    if definition.by_office or user.role not in Role.BUSINESS:
        return may_file(user, definition, None), None
    mine = organisation_of(user)
    return may_file(user, definition, mine), mine


def may_file(user: Any, definition: DatasetDefinition, organisation: Any) -> bool:
    """May this person, who works for this organisation, file this return?"""
    if definition.by_office:
        return user.role == Role.OPERATOR
    if user.role not in Role.BUSINESS or organisation is None:
        return False
    return not definition.filers or organisation.kind in definition.filers


def may_verify(user: Any, definition: DatasetDefinition) -> bool:
    """The role that the definition names confirms or returns; never the one who filed."""
    return getattr(user, "role", "") == definition.verifier


def may_seal(user: Any, definition: DatasetDefinition) -> bool:
    """The stamped paper is matched by the bureau or the contractor's office."""
    return bool(definition.sealer) and getattr(user, "role", "") in SEALERS
