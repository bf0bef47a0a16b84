"""The door of accounts."""

from ezhen.accounts.actions import close_user, create_user
from ezhen.accounts.enums import Role
from ezhen.accounts.rules import allow, everyone, public

__all__ = ["Role", "allow", "close_user", "create_user", "everyone", "public"]
