"""Refusals of accounts."""

from ezhen.core.errors import DomainError


class NameTaken(DomainError):
    """Another account has this name."""

    code = "name_taken"


class AccountRefused(DomainError):
    """An account that may not be made, closed or changed this way."""

    code = "account_refused"
