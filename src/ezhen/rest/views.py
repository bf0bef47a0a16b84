"""Answers for machines."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ezhen.accounts.api import public
from ezhen.core.readonly import read_only
from ezhen.rest.queries import answer_facts, story_facts
from ezhen.trace.api import CodeError, city_of_request, look_up_code, normalise, story_of


@public
@require_safe
@read_only
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; a proxy asks here. Says nothing a stranger could use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


@public
@require_safe
@read_only
def scan(request: HttpRequest, serial: str) -> JsonResponse:
    """Verdict and story of an item, as the scan page has them. It counts as a look-up, like the
    page: whoever asks in a loop makes the code suspect. Errors are RFC 9457 problems: 400 for what
    is no serial, 404 for one that this town did not issue."""
    try:
        serial = normalise(serial)
    except CodeError as error:
        return _problem(400, error.code, _("This is not a whole code."))
    answer = look_up_code(
        serial=serial,
        language=request.LANGUAGE_CODE,
        city=city_of_request(request.headers),
    )
    if answer.reading is None:
        return _problem(404, answer.verdict.value, _("This town did not issue this code."))
    lot = answer.reading.lot
    facts = answer_facts(answer) | {"story": story_facts(story_of(lot.pk)) if lot else None}
    return _never_stored(JsonResponse(facts, json_dumps_params={"ensure_ascii": False}))


def _problem(status: int, code: str, title: str) -> JsonResponse:
    facts: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "code": code}
    return _never_stored(
        JsonResponse(
            facts,
            status=status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    )


def _never_stored(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
