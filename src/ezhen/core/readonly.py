"""Pages for strangers only read: a statement that would write is refused before it runs.

What such a page may write all the same is said at the action: counting a look-up, keeping a card.
"""

import functools
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

_READS = re.compile(r"\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\b", re.IGNORECASE)
_declared: ContextVar[bool] = ContextVar("a declared write runs", default=False)


class WriteRefused(RuntimeError):
    """A page that only reads tried to write: a mistake in the code, never in what a person did."""


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view writes nothing when it is only asked for (GET, HEAD); WriteRefused otherwise."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        with connection.execute_wrapper(_refuse_writes):
            return view(request, *args, **kwargs)

    guarded.is_read_only = True  # type: ignore[attr-defined]  # read by the sweep over all pages
    return guarded


def declared_write(function: Callable[P, R]) -> Callable[P, R]:
    """This action may run from a page that only reads."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        mark = _declared.set(True)
        try:
            return function(*args, **kwargs)
        finally:
            _declared.reset(mark)

    return run


def _refuse_writes(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if _writes(sql) and not _declared.get():
        raise WriteRefused(" ".join(sql.split()[:4]))
    return execute(sql, *rest)


@functools.lru_cache(maxsize=512)
def _writes(sql: str) -> bool:
    return not _READS.match(sql) or bool(_WRITES.search(sql))
