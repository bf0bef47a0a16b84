"""Accounts: the list, one account, and what the administrators do with it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts import actions, queries
from ezhen.accounts.enums import AccountState, Role
from ezhen.accounts.forms import AccountFilter, AccountForm, PasswordForm, ReasonForm
from ezhen.accounts.models import User
from ezhen.core.access import allow
from ezhen.core.fields import mask
from ezhen.core.forms import press, submit
from ezhen.core.shell import identity_of, word_for

PAGE = 50
SHOWN = 12
READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR)


@allow(*READERS)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """All accounts, those that wait for their grant first."""
    chosen = AccountFilter(request.GET)
    facts = chosen.cleaned_data if chosen.is_valid() else {}
    page = Paginator(queries.accounts(**facts), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "form": chosen,
        "num_waiting": queries.waiting_accounts().count(),
        "num_locked": queries.locked_accounts().count(),
        "may_make": request.user.role == Role.SYSTEM_ADMIN,
    }
    return render(request, "accounts/users.html", context)


@allow(*READERS)
@require_GET
def user(request: HttpRequest, uuid: str) -> HttpResponse:
    """One account: who, since when, its state, and what its person did last."""
    return _page(request, _found(uuid))


def _found(uuid: str) -> User:
    return get_object_or_404(queries.accounts(), uuid=uuid)


def _page(
    request: HttpRequest,
    found: User,
    *,
    close: ReasonForm | None = None,
    refuse: ReasonForm | None = None,
    password: PasswordForm | None = None,
) -> HttpResponse:
    role = request.user.role
    reads_log = role in {Role.AUDIT_ADMIN, Role.AUDITOR}
    rows = list(queries.entries_of(found)[:SHOWN]) if reads_log else []
    is_system, is_open = role == Role.SYSTEM_ADMIN, found.state == AccountState.OPEN
    is_own = found.pk == request.user.pk
    context = {
        "account": found,
        "organisation": identity_of(found)[0],
        "phone": mask("phone", found.phone),
        "entries": [(entry, word_for(entry.action)) for entry in rows],
        "reads_log": reads_log,
        "may_grant": role == Role.SECURITY_ADMIN and found.state == AccountState.WAITING,
        "may_unlock": is_system and found.is_locked,
        "may_close": is_system and found.state != AccountState.CLOSED and not is_own,
        "may_reset": is_system and is_open and not is_own and not found.is_demo,
        "close_form": close or ReasonForm(prefix="close"),
        "refuse_form": refuse or ReasonForm(prefix="refuse"),
        "password_form": password or PasswordForm(prefix="password"),
    }
    return render(request, "accounts/user.html", context)


@allow(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """Make an office account; it waits for the security administrator."""
    form = AccountForm(request.POST or None)

    def do() -> str:
        names = ("username", "display_name", "role", "password", "phone")
        facts = {name: form.cleaned_data[name] for name in names}
        return actions.propose_user(by=request.user, **facts).get_absolute_url()

    done = submit(request, form, do) if request.method == "POST" else None
    return done or render(request, "accounts/new_user.html", {"form": form})


@allow(Role.SYSTEM_ADMIN)
@require_POST
def close(request: HttpRequest, uuid: str) -> HttpResponse:
    """Close an account for good."""
    found, form = _found(uuid), ReasonForm(request.POST, prefix="close")

    def do() -> str:
        reason = form.cleaned_data["reason"]
        return actions.close_user(user=found, reason=reason, by=request.user).get_absolute_url()

    return submit(request, form, do) or _page(request, found, close=form)


@allow(Role.SYSTEM_ADMIN)
@require_POST
def reset_password(request: HttpRequest, uuid: str) -> HttpResponse:
    """A new first password; the account waits for its grant again."""
    found, form = _found(uuid), PasswordForm(request.POST, prefix="password")

    def do() -> str:
        password = form.cleaned_data["password"]
        changed = actions.reset_password(user=found, password=password, by=request.user)
        return changed.get_absolute_url()

    return submit(request, form, do) or _page(request, found, password=form)


@allow(Role.SYSTEM_ADMIN)
@require_POST
def unlock(request: HttpRequest, uuid: str) -> HttpResponse:
    """End the pause after wrong passwords."""
    found = _found(uuid)
    return press(
        request,
        found,
        lambda: actions.unlock_user(user=found, by=request.user),
        _("Unlocked. The person may try again at once."),
    )


@allow(Role.SECURITY_ADMIN)
@require_POST
def grant(request: HttpRequest, uuid: str) -> HttpResponse:
    """Let an account in."""
    found = _found(uuid)
    return press(
        request,
        found,
        lambda: actions.grant_user(user=found, by=request.user),
        _("Granted. The account may be entered from now on."),
    )


@allow(Role.SECURITY_ADMIN)
@require_POST
def refuse(request: HttpRequest, uuid: str) -> HttpResponse:
    """Close an account that waits."""
    found, form = _found(uuid), ReasonForm(request.POST, prefix="refuse")

    def do() -> str:
        reason = form.cleaned_data["reason"]
        return actions.refuse_user(user=found, reason=reason, by=request.user).get_absolute_url()

    return submit(request, form, do) or _page(request, found, refuse=form)
