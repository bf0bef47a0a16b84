"""The short way of a label's page: past sessions, sign-in and forms, which it never uses.

They cost as much as the whole look-up does. What protects a page is kept: the same headers, written
out once; an address that is no label's, or anything but reading it, goes the ordinary way.
"""

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from ezhen.core.middleware import ChosenLanguageMiddleware

LABELS = ("/c/", "/C/", "/01/")
URLS = "ezhen.portal.urls"


class LabelMiddleware:
    """Answers what is printed on a label; stands before all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.short_way = ChosenLanguageMiddleware(self._answer)
        self.headers = protecting_headers()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_of_label(request):
            return self.get_response(request)
        return self.short_way(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info, URLS)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        request.user = AnonymousUser()
        response = match.func(request, *match.args, **match.kwargs)
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


def _is_of_label(request: HttpRequest) -> bool:
    is_reading = request.method in {"GET", "HEAD"}
    is_sent_on = settings.SECURE_SSL_REDIRECT and not request.is_secure()
    return is_reading and request.path_info.startswith(LABELS) and not is_sent_on


def protecting_headers() -> dict[str, str]:
    """What Django's and csp's middleware put on every page; a test keeps the two equal."""
    headers = {
        "Content-Security-Policy": build_policy(),
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        )
    return headers
