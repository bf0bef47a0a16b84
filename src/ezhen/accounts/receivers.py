"""What comes from allauth, axes and Django goes into the log; what accounts add to home pages."""

import time
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.accounts import queries, tasks  # noqa: F401 the worker knows its jobs by importing them
from ezhen.accounts.actions import note_entry, password_was_changed
from ezhen.accounts.enums import LOGGED, AccountState, Role
from ezhen.accounts.models import User
from ezhen.core.models import LogEntry
from ezhen.core.shell import (
    Figure,
    Home,
    NavItem,
    Tile,
    Todo,
    register_home,
    register_nav,
    register_words,
)

BEGAN = "began"
ACCOUNTS = gettext_lazy("Accounts and log")
SHOWN = 6
WEEKS = 12
MONTHS = 12
VERIFY_EVERY = 7  # days


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
    """A new password of one's own: nothing must be changed any more."""
    password_was_changed(user=user)


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


def register() -> None:
    """Called once when the app is ready."""
    register_words(LOGGED)
    readers = frozenset({*Role.POWERS, Role.AUDITOR})
    register_nav(
        NavItem(
            ACCOUNTS,
            gettext_lazy("Accounts"),
            "users",
            readers,
            "user",
            80,
            tab=True,
            count=num_waiting,
        ),
        NavItem(
            ACCOUNTS,
            gettext_lazy("Log"),
            "log",
            frozenset({Role.AUDIT_ADMIN, Role.AUDITOR}),
            "list",
            81,
            tab=True,
        ),
    )
    register_home(fill_home)


def num_waiting(user: Any) -> int:
    """Accounts that wait for the security administrator."""
    if user.role != Role.SECURITY_ADMIN:
        return 0
    return queries.waiting_accounts().count()


def fill_home(user: Any, home: Home) -> None:
    """The three powers and the auditor: what waits, what they do, one figure."""
    fill = {
        Role.SYSTEM_ADMIN: _fill_system,
        Role.SECURITY_ADMIN: _fill_security,
        Role.AUDIT_ADMIN: _fill_audit,
        Role.AUDITOR: _fill_audit,
    }.get(user.role)
    if fill:
        fill(home)


def _fill_system(home: Home) -> None:
    for row in queries.locked_accounts()[:SHOWN]:
        home.todos.append(
            Todo(
                _("Unlock the account %(name)s") % {"name": row},
                _("%(role)s; too many wrong passwords") % {"role": row.get_role_display()},
                row.get_absolute_url(),
                _("See"),
                timezone.localdate(),
            )
        )
    home.tiles += [
        Tile(_("Open an account"), _("for an office"), reverse("new_user"), "plus", 10),
        Tile(_("Accounts"), _("close, unlock, new password"), reverse("users"), "user", 20),
    ]
    today = timezone.localdate()
    num = User.objects.filter(state=AccountState.OPEN).count()
    home.figure = Figure(
        _("Accounts in use"),
        f"{num:,}",
        "",
        _("as of %(date)s") % {"date": f"{today:%Y-%m-%d}"},
        reverse("users") + "?state=open",
        trend=queries.accounts_by_month(months=MONTHS, until=today),
        note=_("Bars: accounts made by the end of each month."),
    )


def _fill_security(home: Home) -> None:
    for row in queries.waiting_accounts()[:SHOWN]:
        made = timezone.localdate(row.date_joined)
        home.todos.append(
            Todo(
                _("Grant the account %(name)s") % {"name": row},
                _("%(role)s, made on %(date)s")
                % {"role": row.get_role_display(), "date": f"{made:%Y-%m-%d}"},
                row.get_absolute_url(),
                _("Handle"),
                made,
            )
        )
    home.tiles.append(
        Tile(_("Accounts"), _("who may enter, and how safely"), reverse("users"), "shield", 10)
    )
    share = queries.factor_share()
    home.figure = Figure(
        _("Second factor in use"),
        f"{share.used} / {share.total}",
        "",
        _("accounts of offices and administrators"),
        reverse("users") + "?state=open",
        note=_("Each person turns it on in the menu under the own name."),
    )


def _fill_audit(home: Home) -> None:
    today = timezone.localdate()
    done = queries.finished_verification()
    age = (today - timezone.localdate(done.ended_at)).days if done and done.ended_at else None
    if age is None or age >= VERIFY_EVERY:
        said = _("last done %(days)d days ago") % {"days": age} if age else _("never done yet")
        home.todos.append(Todo(_("Verify the log"), said, reverse("log"), _("Verify"), today))
    findings = done.state_data["result"]["findings"] if done else []
    if findings:
        home.todos.insert(
            0,
            Todo(
                _("The log was changed: %(n)d places") % {"n": len(findings)},
                findings[0]["place"],
                reverse("log"),
                _("See"),
                today,
            ),
        )
    home.tiles += [
        Tile(_("Search the log"), _("who did what, when"), reverse("log"), "list", 5),
        Tile(_("Accounts"), _("who may enter"), reverse("users"), "user", 40),
    ]
    sealed = LogEntry.objects.filter(block__isnull=False).count()
    home.figure = Figure(
        _("Log entries"),
        f"{LogEntry.objects.count():,}",
        "",
        _("as of %(date)s") % {"date": f"{today:%Y-%m-%d}"},
        reverse("log"),
        trend=queries.entries_by_week(weeks=WEEKS, until=today),
        note=_("%(n)s of them sealed; bars: entries a week.") % {"n": f"{sealed:,}"},
    )
