"""How a reader of a public page wants it: language and large type, kept in two cookies."""

import time
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ezhen.accounts.api import public
from ezhen.core import crypto

YEAR = 31_536_000
SEEN_SECONDS = 1800
CARE_COOKIE = "care"
LANGUAGES = dict(settings.LANGUAGES)
LABELS = {"en": "English", "zh-hans": "中文"}


@dataclass
class Reader:
    """The reader's wishes; `cookies` are those this request changed."""

    language: str
    care: bool
    cookies: dict[str, str] = field(default_factory=dict)

    def remember(self, response: HttpResponse) -> HttpResponse:
        """Keep the changed wishes for a year."""
        for name, value in self.cookies.items():
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
        return response

    def context(self) -> dict[str, Any]:
        """What `portal/frame.html` needs of it."""
        other = "zh-hans" if self.language == "en" else "en"
        return {
            "lang": "en" if self.language == "en" else "zh-Hans",
            "care": self.care,
            "other_lang": other,
            "other_label": LABELS[other],
        }


def reader_of(request: HttpRequest) -> Reader:
    """Read the wishes from links (`?lang=`, `?care=`: they work without script) and cookies."""
    reader = Reader(request.LANGUAGE_CODE, request.COOKIES.get(CARE_COOKIE) == "1")
    if not request.GET:
        return reader
    language, care = request.GET.get("lang", ""), request.GET.get("care", "")
    if language in LANGUAGES:
        reader.language = language
        reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        translation.activate(language)
    if care in {"0", "1"}:
        reader.care = care == "1"
        reader.cookies[CARE_COOKIE] = care
    return reader


def seen_ticket(serial: str, moment: float) -> str:
    """A ticket for seeing an answer once more without counting: microseconds and their seal."""
    stamp = str(round(moment * 1_000_000))
    return f"{stamp}.{crypto.blind('scan page', f'{serial}.{stamp}')}"


def seen_at(serial: str, ticket: str) -> float | None:
    """The moment of a ticket of the last half hour for this serial; None for anything else."""
    stamp = ticket.partition(".")[0]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 18):  # noqa: PLR2004 year 33658
        return None
    moment = int(stamp) / 1_000_000
    is_fresh = 0 <= time.time() - moment <= SEEN_SECONDS
    return moment if is_fresh and compare_digest(ticket, seen_ticket(serial, moment)) else None


@public
@require_POST
def care(request: HttpRequest) -> HttpResponse:
    """Remember whether pages shall be in large type."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    value = "1" if request.POST.get("care") == "1" else "0"
    return Reader("", care=False, cookies={CARE_COOKIE: value}).remember(redirect(target))
