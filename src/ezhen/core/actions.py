"""How every write runs: one transaction, retried as a whole.

A lock time-out, a deadlock or a serialisation failure rolls everything back and runs the action
again. PostgreSQL and Citus may report such a failure at COMMIT as InternalError: retried too.
"""

import contextlib
import functools
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import InternalError, OperationalError, transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 6
_inside: ContextVar[bool] = ContextVar("inside an action", default=False)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one transaction of its own; inside another action it joins that one.

    Inside a transaction that is no action (a test's) it is a savepoint, and is not retried.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            with transaction.atomic(savepoint=False):
                return function(*args, **kwargs)
        mark = _inside.set(True)
        try:
            return _retried(transaction.atomic, function, *args, **kwargs)
        finally:
            _inside.reset(mark)

    run.is_action = True  # type: ignore[attr-defined]  # read by the sweep over all actions
    return run


def statement(function: Callable[P, R]) -> Callable[P, R]:
    """An action that is one SQL statement: the database makes it a transaction by itself, without
    the two trips of BEGIN and COMMIT. For what runs at every look-up; everything else is `action`.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return _retried(contextlib.nullcontext, function, *args, **kwargs)

    run.is_action = True  # type: ignore[attr-defined]  # as above
    return run


def _retried(
    within: Callable[[], Any], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    attempts = 1 if transaction.get_connection().in_atomic_block else ATTEMPTS
    for attempt in range(attempts):
        try:
            with within():
                return function(*args, **kwargs)
        except (OperationalError, InternalError):
            if attempt == attempts - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 jitter, no secret
    raise AssertionError("unreachable: the last attempt returns or raises")
