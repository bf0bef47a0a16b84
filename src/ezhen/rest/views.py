"""Answers for machines: JSON, and RFC 9457 problems for whatever goes wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.api import public
from ezhen.core.readonly import read_only
from ezhen.rest.queries import answer_facts, story_facts
from ezhen.trace.api import (
    Answer,
    CodeError,
    city_of_request,
    is_robot,
    look_up_code,
    normalise,
    show_again,
    story_of,
)


def reading(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """A view for GET and HEAD; another method and a lost database are problems, too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if request.method not in {"GET", "HEAD"}:
            refusal = _problem(405, "method", _("This address can only be read."))
            refusal["Allow"] = "GET, HEAD"
            return refusal
        try:
            return view(request, *args, **kwargs)
        except DatabaseError:
            return _problem(503, "database", _("The database does not answer. Try again soon."))

    return answer


@public
@reading
@read_only
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; a proxy asks here. Says nothing a stranger could use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return _json({"status": "ok"})


@public
@reading
@read_only
def scan(request: HttpRequest, serial: str) -> JsonResponse:
    """Verdict and story of an item, as the scan page has them. It counts as a look-up, like the
    page: whoever asks in a loop makes the code suspect. 400 for what is no serial, 404 for one
    that this town did not issue."""
    try:
        serial = normalise(serial)
    except CodeError as error:
        return _problem(400, error.code, _("This is not a whole code."))
    answer = _answer(request, serial)
    if answer.reading is None:
        return _problem(404, answer.verdict.value, _("This town did not issue this code."))
    story = story_facts(story_of(answer.lot.pk)) if answer.lot else None
    return _json(answer_facts(answer) | {"story": story})


@public
@reading
@read_only
def nothing(_request: HttpRequest, path: str) -> JsonResponse:
    """Whatever else is asked for."""
    return _problem(404, "address", _("There is nothing at this address."))


def _answer(request: HttpRequest, serial: str) -> Answer:
    language = request.LANGUAGE_CODE
    if is_robot(request.META):
        return show_again(serial=serial, language=language, at=timezone.now())
    return look_up_code(serial=serial, language=language, city=city_of_request(request.META))


def _problem(status: int, code: str, title: str) -> JsonResponse:
    facts = {"type": "about:blank", "title": title, "status": status, "code": code}
    return _json(facts, status=status, content_type="application/problem+json")


def _json(facts: dict[str, Any], **answer: Any) -> JsonResponse:
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False}, **answer)
    response["Cache-Control"] = "no-store"
    return response
