"""Accounts and the log."""

from ezhen.accounts.actions import verify_log
from ezhen.core.log import history


def add(scene):
    """The log was verified once."""
    verify_log(by=scene.users["audit_admin"])
    return {
        "account/demo/": {"username": "nobody"},
        "account/users/<": {"uuid": scene.users["bureau"].uuid},
        "account/log/<": {"uuid": history(scene.lot).first().uuid},
    }
