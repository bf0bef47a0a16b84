"""Accounts are made, closed and used; each leaves an entry."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _

from ezhen.accounts.errors import NameTaken
from ezhen.accounts.models import User
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record


@action
def create_user(
    *,
    username: str,
    display_name: str,
    role: str,
    password: str,
    phone: str = "",
    by: User | None = None,
) -> User:
    """Make an account. Raises NameTaken, or ValidationError for a weak password."""
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(_("This name is taken. Choose another."), field="username")
    user = User(username=username, display_name=display_name, role=role, phone=phone)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    record(action="accounts.create_user", subject=user, by=by, username=username, role=role)
    return user


@action
def create_demo_user(*, username: str, display_name: str, role: str) -> User:
    """A chair of the demo town: entered with one click, with no password at all.

    Raises NotAllowed outside demo mode, NameTaken.
    """
    if not settings.DEMO:
        raise NotAllowed(_("Demo accounts exist in demo mode only."))
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(_("This name is taken. Choose another."), field="username")
    user = User(username=username, display_name=display_name, role=role, is_demo=True)
    user.set_unusable_password()
    user.save()
    record(action="accounts.create_demo_user", subject=user, by=None, username=username, role=role)
    return user


@action
def close_user(*, user: User, reason: str, by: User) -> User:
    """Close an account: the person can no longer enter, what they did stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(action="accounts.close_user", subject=user, by=by, reason=reason)
    return user


@action
def note_entry(*, user: User, what: str, **facts: Any) -> None:
    """Somebody came, left, was locked out or changed how they enter: the log remembers it."""
    record(action=f"accounts.{what}", subject=user, by=user, **facts)
