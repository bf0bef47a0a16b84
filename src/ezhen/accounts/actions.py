"""Accounts are made, granted, closed and unlocked; each step leaves an entry.

It takes two people to let somebody in (GB/T 22239, three powers): the system administrator makes an
office account or gives any account a new password, the security administrator grants it. Neither
can do it alone, and neither touches the log.
"""

import datetime as dt
from typing import Any

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.enums import AccountState, Role
from ezhen.accounts.errors import AccountRefused, NameTaken
from ezhen.accounts.models import User
from ezhen.accounts.queries import VERIFY, last_verification
from ezhen.accounts.rules import must_be
from ezhen.core import jobs
from ezhen.core.actions import action
from ezhen.core.enums import JobState
from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.log import record
from ezhen.core.models import Job


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
    """Make an account that may be entered at once: a registration's, or the console's.

    Raises NameTaken, or ValidationError for a weak password.
    """
    user = User(username=username, display_name=display_name, role=role, phone=phone)
    _set_password(user, password)
    _save_new(user)
    record(action="accounts.create_user", subject=user, by=by, username=username, role=role)
    return user


@action
def propose_user(
    *, username: str, display_name: str, role: str, password: str, by: User, phone: str = ""
) -> User:
    """Make an office account: it waits for its grant, and its first password must be changed.

    Raises NotAllowed, AccountRefused for a business role, NameTaken, ValidationError.
    """
    must_be(by, Role.SYSTEM_ADMIN)
    if role in Role.BUSINESS:
        raise AccountRefused(_("A business registers itself on the public page."), field="role")
    user = User(username=username, display_name=display_name, role=role, phone=phone)
    user.state, user.is_active, user.must_change_password = AccountState.WAITING, False, True
    _set_password(user, password)
    _save_new(user)
    record(action="accounts.propose_user", subject=user, by=by, username=username, role=role)
    return user


@action
def create_demo_user(
    *, username: str, display_name: str, role: str, at: dt.datetime | None = None
) -> User:
    """A chair of the demo town: entered with one click, with no password at all.

    Raises NotAllowed outside demo mode, NameTaken.
    """
    if not settings.DEMO:
        raise NotAllowed(_("Demo accounts exist in demo mode only."))
    at = at or timezone.now()
    user = User(username=username, display_name=display_name, role=role, is_demo=True)
    user.date_joined = at
    user.set_unusable_password()
    _save_new(user)
    facts = {"username": username, "role": role}
    record(action="accounts.create_demo_user", subject=user, by=None, at=at, **facts)
    return user


@action
def grant_user(*, user: User, by: User) -> User:
    """Let an account in that waits. Raises NotAllowed, AlreadyDone."""
    must_be(by, Role.SECURITY_ADMIN)
    locked = _lock(user, AccountState.WAITING)
    _change_state(locked, AccountState.OPEN)
    record(action="accounts.grant_user", subject=locked, by=by, role=locked.role)
    return locked


@action
def refuse_user(*, user: User, reason: str, by: User) -> User:
    """Close an account that waits instead of granting it. Raises NotAllowed, AccountRefused
    without a reason, AlreadyDone."""
    must_be(by, Role.SECURITY_ADMIN)
    _need(reason)
    locked = _lock(user, AccountState.WAITING)
    _change_state(locked, AccountState.CLOSED)
    record(action="accounts.refuse_user", subject=locked, by=by, reason=reason)
    return locked


@action
def close_user(*, user: User, reason: str, by: User) -> User:
    """Close an account: the person can no longer enter, what they did stays.

    Raises NotAllowed, AccountRefused (without a reason, one's own, or the last one of a power),
    AlreadyDone.
    """
    must_be(by, Role.SYSTEM_ADMIN)
    _need(reason)
    if user.pk == by.pk:
        raise AccountRefused(_("Nobody closes the own account; ask a colleague."))
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.state == AccountState.CLOSED:
        raise AlreadyDone(_("This account is closed already."))
    _keep_each_power(locked)
    _change_state(locked, AccountState.CLOSED)
    record(action="accounts.close_user", subject=locked, by=by, reason=reason)
    return locked


@action
def reset_password(*, user: User, password: str, by: User) -> User:
    """A new first password for somebody who forgot theirs.

    It must be changed at the next sign-in, and the account waits for its grant again: whoever sets
    a password cannot use it alone. Raises NotAllowed, AccountRefused, ValidationError.
    """
    must_be(by, Role.SYSTEM_ADMIN)
    if user.pk == by.pk:
        raise AccountRefused(_("Change your own password on its own page."))
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.state == AccountState.CLOSED or locked.is_demo:
        raise AccountRefused(_("This account cannot be entered with a password."))
    _set_password(locked, password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    if locked.state == AccountState.OPEN:
        _keep_each_power(locked)
        _change_state(locked, AccountState.WAITING)
    reset(username=locked.username)
    record(action="accounts.reset_password", subject=locked, by=by)
    return locked


@action
def unlock_user(*, user: User, by: User) -> User:
    """End the pause after too many wrong passwords. Raises NotAllowed."""
    must_be(by, Role.SYSTEM_ADMIN)
    failed = reset(username=user.username)
    record(action="accounts.unlock_user", subject=user, by=by, failed=failed)
    return user


@action
def password_was_changed(*, user: User) -> None:
    """The person chose a password of their own: nothing must be changed any more."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    record(action="accounts.change_password", subject=user, by=user)


@action
def note_entry(*, user: User, what: str, **facts: Any) -> None:
    """Somebody came, left, was locked out or changed how they enter: the log remembers it."""
    record(action=f"accounts.{what}", subject=user, by=user, **facts)


def _set_password(user: User, password: str) -> None:
    validate_password(password, user)
    user.set_password(password)


def _save_new(user: User) -> None:
    if User.objects.filter(username__iexact=user.username).exists():
        raise NameTaken(_("This name is taken. Choose another."), field="username")
    user.save()


def _need(reason: str) -> None:
    if not reason.strip():
        raise AccountRefused(_("Say why."), field="reason")


def _lock(user: User, state: str) -> User:
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.state != state:
        raise AlreadyDone(_("Somebody decided about this account before you."))
    return locked


def _change_state(user: User, state: str) -> None:
    user.state, user.is_active = state, state == AccountState.OPEN
    user.save(update_fields=["state", "is_active"])


def _keep_each_power(user: User) -> None:
    """Without one of the three administrators nobody could make, grant or audit any more."""
    if user.role not in Role.POWERS:
        return
    others = User.objects.select_for_update().filter(role=user.role, state=AccountState.OPEN)
    if not others.exclude(pk=user.pk).order_by("pk").first():
        raise AccountRefused(
            _("This is the last account of its power. Open another first."), field="reason"
        )


@action
def verify_log(*, by: User) -> Job:
    """Begin to recompute the whole log; the one that runs already is answered instead."""
    if by.role not in {Role.AUDIT_ADMIN, Role.AUDITOR}:
        raise NotAllowed(_("Only the audit administrator and the auditor verify the log."))
    last = last_verification()
    if last and last.state not in JobState.ENDED:
        return last
    job = jobs.enqueue(VERIFY, by=by)
    record(action="accounts.verify_log", subject=job, by=by)
    return job
