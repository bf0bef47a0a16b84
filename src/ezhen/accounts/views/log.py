"""The log as people read it: search, one entry, verification."""

import datetime as dt
import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ezhen.accounts import actions, queries
from ezhen.accounts.enums import Role
from ezhen.accounts.forms import LogFilter
from ezhen.core.access import allow
from ezhen.core.enums import JobState
from ezhen.core.excel import excel_response
from ezhen.core.models import Job, LogEntry
from ezhen.core.shell import word_for

PAGE = 50
SPAN = dt.timedelta(days=30)


@allow(Role.AUDIT_ADMIN, Role.AUDITOR)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Entries by day, person, action and subject; above them, whether the log is whole."""
    today = timezone.localdate()
    chosen = LogFilter(request.GET)
    facts = chosen.cleaned_data if chosen.is_valid() else {}
    search = queries.LogSearch(
        first=facts.get("first") or today - SPAN,
        last=facts.get("last") or today,
        actor=facts.get("actor", ""),
        action=facts.get("action", ""),
        subject=facts.get("subject", ""),
    )
    rows = queries.entries(search)
    if request.GET.get("as") == "xlsx":
        return _excel(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.word = word_for(entry.action)
    finished = queries.finished_verification()
    context = {
        "page_obj": page,
        "form": chosen,
        "search": search,
        "finished": finished,
        "running": _running(),
        "result": _result(finished),
    }
    return render(request, "accounts/log.html", context)


def _running() -> Job | None:
    last = queries.last_verification()
    return last if last and last.state not in JobState.ENDED else None


def _result(job: Job | None) -> dict[str, Any]:
    return job.state_data.get("result", {}) if job else {}


def _excel(rows: Any) -> HttpResponse:
    headers = [_("Time"), _("Who"), _("What"), _("Action"), _("Kind of thing"), _("Thing")]
    headers += [_("Content"), _("Digest")]
    table = (
        [
            entry.at,
            entry.actor,
            word_for(entry.action),
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.facts,
            entry.digest,
        ]
        for entry in rows.iterator(chunk_size=500)
    )
    return excel_response(_("Log"), headers, table)


@allow(Role.AUDIT_ADMIN, Role.AUDITOR)
@require_GET
def entry(request: HttpRequest, uuid: str) -> HttpResponse:
    """One entry as it is hashed, where it is sealed, and the way to the thing it speaks of."""
    found = get_object_or_404(LogEntry.objects.select_related("block"), uuid=uuid)
    subject = queries.subject_of(found)
    context = {
        "entry": found,
        "word": word_for(found.action),
        "facts": json.dumps(json.loads(found.facts), ensure_ascii=False, indent=2),
        "subject": subject,
        "subject_url": subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else "",
    }
    return render(request, "accounts/entry.html", context)


@allow(Role.AUDIT_ADMIN, Role.AUDITOR)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Begin a verification; one that runs already is not begun twice."""
    actions.verify_log(by=request.user)
    return redirect("log")


@allow(Role.AUDIT_ADMIN, Role.AUDITOR)
@require_GET
def verification(request: HttpRequest) -> HttpResponse:
    """How far the running verification is, as a fragment that asks again until it has ended."""
    last = queries.last_verification()
    if last is None:
        raise Http404
    return render(request, "accounts/verification.html", {"job": last})
