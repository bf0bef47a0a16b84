"""Versions of the standard: what is in force, what the pack would change, what was dropped."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ezhen.accounts.api import allow
from ezhen.core.errors import DomainError
from ezhen.core.forms import submit
from ezhen.core.packfile import PackError
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.forms import VersionForm
from ezhen.standards.models import StandardVersion
from ezhen.standards.queries.content import in_force, read_migration, read_pack
from ezhen.standards.queries.draft import Draft, draft
from ezhen.standards.queries.verdict import dropped
from ezhen.standards.rules import SEES, may_load


@allow(*SEES)
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest) -> HttpResponse:
    """The versions, and what the pack's standard would change before it takes effect."""
    now = in_force(timezone.localdate())
    newest = StandardVersion.objects.defer("body").order_by("-number").first()
    change, problem = _draft(newest)
    may = may_load(request.user) and change is not None and not change.is_empty
    form = VersionForm(request.POST or None)

    def do() -> str:
        assert change is not None
        put_into_force(
            content=change.content,
            by=request.user,
            migration=read_migration(),
            in_force_from=form.cleaned_data["in_force_from"],
        )
        return reverse("standards:versions")

    done = submit(request, form, do) if request.method == "POST" and may else None
    rows = StandardVersion.objects.defer("body").select_related("by").order_by("-number")
    context: dict[str, Any] = {
        "now": now,
        "versions": rows,
        "draft": change,
        "problem": problem,
        "may": may,
        "form": form,
        "dropped": dropped(now) if now else [],
    }
    return done or render(request, "standards/versions.html", context)


def _draft(newest: StandardVersion | None) -> tuple[Draft | None, str]:
    """What the pack would change, or why that cannot be said."""
    if newest is None:
        return None, ""
    try:
        drafted = read_pack()
        if drafted.problems:
            number = len(drafted.problems)
            return None, _("%(n)d problems in the pack; the first: %(first)s") % {
                "n": number,
                "first": drafted.problems[0],
            }
        return draft(newest, drafted.content, read_migration()), ""
    except (PackError, DomainError) as error:
        return None, str(error)
