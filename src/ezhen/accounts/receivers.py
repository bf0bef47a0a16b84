"""What allauth, axes and Django tell about entering goes into the log."""

import time
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from ezhen.accounts.actions import note_entry
from ezhen.accounts.models import User

BEGAN = "began"


def connect() -> None:
    """Called once when the app is ready."""
    user_logged_in.connect(came)
    user_logged_out.connect(left)
    user_locked_out.connect(locked)
    password_changed.connect(changed_password)
    authenticator_added.connect(added_factor)
    authenticator_removed.connect(removed_factor)
    authentication_failed.connect(wrong_code)


def came(*, request: Any, user: User, **_more: Any) -> None:
    """A session begins; its absolute end counts from here."""
    request.session[BEGAN] = int(time.time())
    note_entry(user=user, what="sign_in")


def left(*, user: User | None, **_more: Any) -> None:
    """A session ends, by the person or by the clock."""
    if user is not None:
        note_entry(user=user, what="sign_out")


def locked(*, username: str, **_more: Any) -> None:
    """Five wrong passwords or codes. A name that nobody has leaves no entry."""
    if user := User.objects.filter(username=username).first():
        note_entry(user=user, what="locked_out")


def changed_password(*, user: User, **_more: Any) -> None:
    """A new password."""
    note_entry(user=user, what="change_password")


def added_factor(*, user: User, authenticator: Any, **_more: Any) -> None:
    """An authenticator app, or recovery codes."""
    note_entry(user=user, what="add_second_factor", kind=authenticator.type)


def removed_factor(*, user: User, authenticator: Any, **_more: Any) -> None:
    """No longer."""
    note_entry(user=user, what="remove_second_factor", kind=authenticator.type)


def wrong_code(*, request: Any, user: User, **_more: Any) -> None:
    """A wrong code counts like a wrong password."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
