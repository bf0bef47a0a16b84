"""The door of accounts."""

from ezhen.accounts.actions import (
    close_user,
    create_demo_user,
    create_user,
    propose_user,
    verify_log,
)
from ezhen.accounts.enums import Role
from ezhen.accounts.queries import demo_user, finished_verification, has_demo_users
from ezhen.accounts.rules import BACKEND
from ezhen.core.access import allow, everyone, public

__all__ = [
    "BACKEND",
    "Role",
    "allow",
    "close_user",
    "create_demo_user",
    "create_user",
    "demo_user",
    "everyone",
    "finished_verification",
    "has_demo_users",
    "propose_user",
    "public",
    "verify_log",
]
