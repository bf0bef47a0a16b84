"""From a scanned label or a typed number to the lot, and on to an inspection or a recall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.trace.queries.find import Found, find_lots

PURPOSES = ("look", "inspect", "recall")


@allow(*Role.OFFICE)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What a label or a number means; `for` says what the person came for."""
    purpose = request.GET.get("for", "look")
    return show_found(request, purpose if purpose in PURPOSES else "look")


def show_found(request: HttpRequest, purpose: str) -> HttpResponse:
    """The page with its one field, and what it found."""
    text = request.GET.get("q", "").strip()
    found = Found()
    if text:
        found = find_lots(request.user, text, organisations=purpose == "inspect")
    context = {
        "text": text,
        "found": found,
        "purpose": purpose,
        "is_regulator": request.user.role == Role.REGULATOR,
    }
    return render(request, "trace/find.html", context)
