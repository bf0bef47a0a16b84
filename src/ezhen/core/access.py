"""Who may open a page: declared on the view, closed by default.

Roles are words here; what they mean stands in accounts, above.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
ANY = frozenset({"*"})


def allow(*roles: str) -> Callable[[View], View]:
    """Open a view to these roles; every other signed-in person gets 403.

    The decorated view carries `roles`, from which the role × URL matrix is generated.
    """
    return _open_to(frozenset(str(role) for role in roles))


def everyone(view: View) -> View:
    """Open a view to every signed-in person."""
    return _open_to(ANY)(view)


def public(view: View) -> View:
    """Open a view to people without an account, by name."""
    opened = login_not_required(view)
    opened.roles = None  # type: ignore[attr-defined]  # read by the matrix test
    return opened


def _open_to(allowed: frozenset[str]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            role = getattr(request.user, "role", None)
            if role is None or not (allowed is ANY or role in allowed):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        check.roles = allowed  # type: ignore[attr-defined]  # read by the matrix test
        check.login_required = True  # type: ignore[attr-defined]  # whatever the view said of itself
        return check

    return decorate
