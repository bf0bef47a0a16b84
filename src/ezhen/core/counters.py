"""How many things wait for a person beside the entries of the navigation.

Every page shows them and each costs a query, so what was counted is kept for a moment in the
process that counted. What a person does is seen at once: doing leaves a mark in a cookie, and
another mark means counting again. What others do is seen within `COUNTER_SECONDS`.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

MARK = "acted"
LONGEST = 16  # characters of a mark that are believed
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def counted(request: HttpRequest, name: str, count: Callable[[Any], int]) -> int:
    """The number for this person; `name` tells the counters apart."""
    mark = request.COOKIES.get(MARK, "")[:LONGEST]
    key = f"counter:{request.user.pk}:{name}:{mark}"
    known: int | None = cache.get(key)
    if known is None:
        known = count(request.user)
        cache.set(key, known, settings.COUNTER_SECONDS)
    return known


class ActedMiddleware:
    """Marks that a person did something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and getattr(request, "user", None) is not None:
            response.set_cookie(
                MARK,
                secrets.token_hex(LONGEST // 2),
                max_age=2 * settings.COUNTER_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
