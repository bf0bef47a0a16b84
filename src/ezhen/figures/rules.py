"""Who files, checks and seals."""

from typing import Any

from ezhen.accounts.enums import Role
from ezhen.figures.definitions import DatasetDefinition
from ezhen.parties.api import organisation_of

SEALERS = frozenset({Role.BUREAU, Role.OPERATOR})


def filer_of(user: Any, definition: DatasetDefinition) -> tuple[bool, Any]:
    """May this person file, and for whom? (True, organisation), or (True, None) for the town."""
    if definition.by_office:
        return user.role == Role.OPERATOR, None
    if user.role not in Role.BUSINESS:
        return False, None
    mine = organisation_of(user)
    fits = mine is not None and (not definition.filers or mine.kind in definition.filers)
    return fits, mine


def may_verify(user: Any, definition: DatasetDefinition) -> bool:
    """The role that the definition names confirms or returns; never the one who filed."""
    return getattr(user, "role", "") == definition.verifier


def may_seal(user: Any, definition: DatasetDefinition) -> bool:
    """The stamped paper is matched by the bureau or the contractor's office."""
    return bool(definition.sealer) and getattr(user, "role", "") in SEALERS
