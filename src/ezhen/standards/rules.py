"""Who may do what with the standard."""

from typing import Any

from ezhen.accounts.enums import Role
from ezhen.standards.enums import Layer
from ezhen.standards.models import Verdict

SEES = frozenset({Role.BUREAU, Role.OPERATOR, Role.AUDITOR, Role.REGULATOR})
DOSSIERS = frozenset({Role.BUREAU, Role.OPERATOR, Role.AUDITOR})
# roles of the standard and the account roles that speak for them
SPEAKS = {
    "client": Role.BUREAU,
    "competent_authority": Role.BUREAU,
    "leading_group_office": Role.BUREAU,
    "contractor": Role.OPERATOR,
    "public_service_centre": Role.OPERATOR,
    "platform_operator": Role.OPERATOR,
    "auditor": Role.AUDITOR,
}


def layer_of(user: Any) -> str:
    """The layer a person judges on; empty for roles that do not judge."""
    return next((layer for layer, role in Layer.ROLES.items() if role == user.role), "")


def may_judge(user: Any, layer: str) -> bool:
    """Each layer belongs to one role."""
    return Layer.ROLES.get(layer) == user.role


def may_second(user: Any, verdict: Verdict) -> bool:
    """Another person of the same layer."""
    return may_judge(user, verdict.layer) and verdict.by_id != user.pk


def may_attest(user: Any, role: str) -> bool:
    """The account speaks for that role of the standard."""
    return SPEAKS.get(role) == user.role


def may_assign(user: Any) -> bool:
    """The contractor plans, the client decides."""
    return user.role in {Role.BUREAU, Role.OPERATOR}


def may_set_term(user: Any) -> bool:
    """The client sets the programme's days."""
    return user.role == Role.BUREAU


def may_load(user: Any) -> bool:
    """The client puts a version of the standard into force."""
    return user.role == Role.BUREAU


def may_build(user: Any) -> bool:
    """Who builds and takes dossiers: the client, the contractor, the auditor; None: the town's own
    command."""
    return user is None or user.role in DOSSIERS
