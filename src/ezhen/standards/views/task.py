"""One task, and one requirement with everything that is known of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ezhen.accounts.api import allow
from ezhen.standards.queries.links import links_of
from ezhen.standards.queries.standing import load_reasons
from ezhen.standards.queries.story import story
from ezhen.standards.queries.task import requirement_row, task_page
from ezhen.standards.queries.verdict import newest_verdicts
from ezhen.standards.rules import SEES, layer_of, may_assign, may_attest
from ezhen.standards.views.day import day_of, picture_on, suffix_of

SHOWN = 8


@allow(*SEES)
@require_GET
def task(request: HttpRequest, task: str) -> HttpResponse:
    """Its requirements with reasons, evidence, the four layers and the button that mends."""
    day = day_of(request)
    picture = picture_on(day)
    if picture is None:
        raise Http404
    try:
        page = task_page(picture, task)
    except LookupError as error:
        raise Http404 from error
    ids = [row.item.id for row in page.requirements]
    events = story(picture.version, ids, task, picture.frame.as_of)
    context = {
        "page": page,
        "row": page.row,
        "day": day,
        "suffix": suffix_of(day),
        "first_to_mend": next((found.item.id for found in page.requirements if found.mend), ""),
        "events": events if request.GET.get("all") else events[:SHOWN],
        "num_events": len(events),
        "layer": "" if day else layer_of(request.user),
        "links": [] if day else links_of(task, request.user),
        "may_assign": not day and may_assign(request.user),
    }
    return render(request, "standards/task.html", context)


@allow(*SEES)
@require_GET
def requirement(request: HttpRequest, requirement: str) -> HttpResponse:
    """Why it stands as it does: every part, every gap, every verdict it ever had."""
    day = day_of(request)
    picture = picture_on(day)
    if picture is None or requirement not in picture.standings:
        raise Http404
    standing = picture.standings[requirement]
    load_reasons([standing])
    row = requirement_row(standing, newest_verdicts(picture.version, picture.frame.as_of))
    binding = standing.item.binding
    names = {role.id: str(role) for role in picture.content.catalogue.roles}
    asked = {test.role for test in binding.tests if test.type == "attested"} if binding else set()
    context = {
        "row": row,
        "picture": picture,
        "day": day,
        "suffix": suffix_of(day),
        "events": story(picture.version, [requirement], as_of=picture.frame.as_of),
        "layer": "" if day else layer_of(request.user),
        "readings": _readings(binding),
        "confirm": [
            (role, names.get(role, role))
            for role in sorted(asked)
            if not day and may_attest(request.user, role)
        ],
        "points": picture.content.points(requirement),
    }
    return render(request, "standards/requirement.html", context)


def _readings(binding: Any) -> list[str]:
    """The recorded readings of the text: of the requirement, and of its tests."""
    if binding is None:
        return []
    found = [binding.reading, *(test.why for test in binding.tests)]
    return [str(words) for words in found if words]
