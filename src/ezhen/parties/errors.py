"""Refusals of parties."""

from ezhen.core.errors import DomainError


class RegistrationClosed(DomainError):
    """The registration is with the reviewer or approved; it cannot be edited now."""

    code = "registration_closed"


class RegistrationIncomplete(DomainError):
    """Something the reviewer needs is missing."""

    code = "registration_incomplete"


class ReasonMissing(DomainError):
    """A decision against somebody needs a reason."""

    code = "reason_missing"
