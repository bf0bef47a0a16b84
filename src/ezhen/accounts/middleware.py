"""Closed by default, a session that ends when nobody is there, and a first password changed."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from ezhen.accounts.receivers import BEGAN

LAST_SEEN = "last_seen"
STEP_SECONDS = 60
STILL_OPEN = frozenset({"account_change_password", "account_logout", "language"})


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Login is required unless a view opted out. A session ends when it was left alone, and after
    a working day whatever was done in it (GB/T 22239)."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        """End a session that is over, then ask for a sign-in where one is needed."""
        if getattr(view_func, "login_required", True):
            self._end_old(request)
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        return answer or self._first_password(request)

    def _first_password(self, request: HttpRequest) -> HttpResponseBase | None:
        """Who was given a password chooses one of their own before anything else."""
        page = request.resolver_match.url_name if request.resolver_match else ""
        if getattr(request.user, "must_change_password", False) and page not in STILL_OPEN:
            return redirect("account_change_password")
        return None

    def _end_old(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        now = int(time.time())
        began = request.session.setdefault(BEGAN, now)
        last = request.session.get(LAST_SEEN, now)
        if now - last > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif now - last >= STEP_SECONDS or LAST_SEEN not in request.session:
            request.session[LAST_SEEN] = now
