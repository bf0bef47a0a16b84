"""Pages that belong to no module: home, search, job progress, gallery, errors."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from ezhen.core import shell
from ezhen.core.access import everyone, public
from ezhen.core.models import Job

SOON = dt.timedelta(days=2)


@everyone
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I do most, how I stand."""
    today = timezone.localdate()
    context = {"home": shell.home_for(request.user), "today": today, "soon": today + SOON}
    return render(request, "core/home.html", context)


@everyone
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """One box for lots, products, codes and people."""
    text = request.GET.get("q", "")
    rows = shell.search_for(request.user, text)
    if len(rows) == 1:
        return redirect(rows[0][2])
    return render(request, "core/search.html", {"text": text, "rows": rows})


@everyone
@require_GET
def job(request: HttpRequest, uuid: str) -> HttpResponse:
    """The progress of one's own job, as a fragment that asks again until it has ended."""
    found = get_object_or_404(Job, uuid=uuid, by=request.user)
    return render(request, "core/job.html", {"job": found})


@everyone
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the UI kit in every tone."""
    return render(request, "core/gallery.html")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language for a year."""
    response = redirect(_back(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=31_536_000, samesite="Lax", httponly=True
        )
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return "/"


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400 in the person's language."""
    return render(request, "core/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: says whose page it is not, and the way home."""
    return render(request, "core/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: what was asked for is not here, or not for this person."""
    return render(request, "core/error.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing was half-written; try again."""
    return render(request, "core/error.html", {"status": 500}, status=500)
