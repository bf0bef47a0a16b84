"""Closed by default, and a session that ends when nobody is there."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

LAST_SEEN = "last_seen"
STEP_SECONDS = 60


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Login is required unless a view opted out; an idle session is ended (GB/T 22239)."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        """End a session that was left alone, then ask for a sign-in where one is needed."""
        if getattr(view_func, "login_required", True):
            self._end_idle(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def _end_idle(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        now = int(time.time())
        last = request.session.get(LAST_SEEN, now)
        if now - last > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif now - last >= STEP_SECONDS or LAST_SEEN not in request.session:
            request.session[LAST_SEEN] = now
