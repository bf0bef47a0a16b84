"""Refusals of accounts."""

from ezhen.core.errors import DomainError


class NameTaken(DomainError):
    """Another account has this name."""

    code = "name_taken"
