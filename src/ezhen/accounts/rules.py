"""Who may open a page: declared on the view, closed by default."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ezhen.accounts.enums import Role

BACKEND = "ezhen.accounts.adapter.TownBackend"  # whom a session of this town is begun by

View = Callable[..., HttpResponse]


def allow(*roles: str) -> Callable[[View], View]:
    """Open a view to these roles; every other signed-in person gets 403.

    The decorated view carries `roles`, from which the role × URL matrix is generated.
    """
    allowed = frozenset(str(role) for role in roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request.user, "role", None) not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        check.roles = allowed  # type: ignore[attr-defined]  # read by the matrix test
        return check

    return decorate


def everyone(view: View) -> View:
    """Open a view to every signed-in role."""
    return allow(*Role.values)(view)


def public(view: View) -> View:
    """Open a view to people without an account, by name."""
    opened = login_not_required(view)
    opened.roles = None  # type: ignore[attr-defined]  # read by the matrix test
    return opened
