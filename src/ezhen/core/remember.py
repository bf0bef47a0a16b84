"""What a page asks again and again, it asks the database once.

Only while a page is read (GET, HEAD): what an action has just changed is never answered from here.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers of this page", default=None)


def remembered(question: Callable[P, R]) -> Callable[P, R]:
    """Keep the answer until the page is done. Arguments must be hashable."""

    @functools.wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, frozenset(kwargs.items()))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        return answers[key]

    return asked


class RememberMiddleware:
    """Opens the memory of one page, and closes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        opened = _answers.set({} if request.method in {"GET", "HEAD"} else None)
        try:
            return self.get_response(request)
        finally:
            _answers.reset(opened)
