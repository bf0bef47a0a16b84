"""Background jobs: rows in the town's own database, so a job is born with the fact it belongs to.

A queue library would be a second truth beside the database (docs/decisions): here progress, state
and result are one row, enqueued in the caller's transaction. A job function registers under a name
and yields `Progress` after each part it has stored; a killed worker's job goes on from there.
"""

import contextlib
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from ezhen.core.enums import JobState
from ezhen.core.ids import new_uuid
from ezhen.core.models import Job

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 5
DIED = "WorkerDied: the worker ended in the middle of it each time"


@dataclass(frozen=True)
class Progress:
    """`done` of `total` parts are stored; `state` is what the next worker needs to go on."""

    done: int
    total: int
    state: dict[str, Any] = field(default_factory=dict)


JobFunction = Callable[[Job], Iterator[Progress]]
_functions: dict[str, JobFunction] = {}
_beats: list[Callable[[], object]] = []


def job(name: str) -> Callable[[JobFunction], JobFunction]:
    """Register a job function under the name that actions enqueue."""

    def register(function: JobFunction) -> JobFunction:
        _functions[name] = function
        return function

    return register


def beat(function: Callable[[], object]) -> Callable[[], object]:
    """Register something small the worker does between jobs (sealing the log)."""
    _beats.append(function)
    return function


def enqueue(name: str, *, by: Any, total: int = 0, **arguments: Any) -> Job:
    """Store a job in the caller's transaction; it runs once that commits."""
    return Job.objects.create(name=name, arguments=arguments, total=total, by=by)


def claim(*, only: Job | None = None, at: dt.datetime | None = None) -> Job | None:
    """Take the oldest job that waits or whose worker died, or `only` this one if it is free.

    A guarded update decides who has it. A job whose worker died each time is stopped like one that
    failed each time.
    """
    now = at or timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    wanted = Job.objects.filter(free, pk=only.pk) if only else Job.objects.filter(free)
    for candidate in wanted.order_by("pk")[:5]:
        mine = Job.objects.filter(free, pk=candidate.pk, lease_key=candidate.lease_key)
        if candidate.attempts >= MAX_ATTEMPTS:
            mine.update(state=JobState.FAILED, error=DIED, ended_at=now, lease_until=None)
        elif mine.update(
            state=JobState.RUNNING,
            lease_key=new_uuid(),
            lease_until=now + LEASE,
            attempts=candidate.attempts + 1,
        ):
            return Job.objects.get(pk=candidate.pk)
    return None


def run(job: Job, *, report: Callable[[Job], object] | None = None) -> None:
    """Run a claimed job to its end, storing (and reporting) progress after each part."""
    try:
        for progress in _functions[job.name](job):
            _store(job, progress)
            if report:
                report(job)
        _keep(job, state=JobState.DONE, ended_at=timezone.now(), lease_until=None)
    except LeaseLostError:
        logger.warning("job %s (%s) goes on with another worker", job.uuid, job.name)
    except Exception as error:  # noqa: BLE001 the worker must outlive any job; the error is kept
        _fail(job, error)


class LeaseLostError(RuntimeError):
    """This worker was away so long that another one took the job; it must not write any more."""


def _keep(job: Job, **facts: Any) -> None:
    """Write to the job's row while it is this worker's. Raises LeaseLostError."""
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_key=job.lease_key)
    if not mine.update(**facts):
        raise LeaseLostError


def _store(job: Job, progress: Progress) -> None:
    job.state_data, job.done, job.total = progress.state, progress.done, progress.total
    job.lease_until, job.attempts = timezone.now() + LEASE, 1  # it gets on: tries count anew
    names = ("state_data", "done", "total", "lease_until", "attempts")
    _keep(job, **{name: getattr(job, name) for name in names})


def _fail(job: Job, error: Exception) -> None:
    logger.error("job %s (%s) stopped", job.uuid, job.name, exc_info=error)
    final = job.attempts >= MAX_ATTEMPTS
    with contextlib.suppress(LeaseLostError):
        _keep(
            job,
            state=JobState.FAILED if final else JobState.WAITING,
            error=f"{type(error).__name__}: {error}"[:2000],
            ended_at=timezone.now() if final else None,
            lease_until=None,
        )


def run_until_idle() -> int:
    """Run waiting jobs here and now (commands and tests). Returns how many ran."""
    count = 0
    while job := claim():
        run(job)
        count += 1
    return count


def wait_for(job: Job, *, report: Callable[[Job], object], pause: float = 0.5) -> Job:
    """Wait until a job has ended, running it here when no worker has it (commands)."""
    while True:
        if mine := claim(only=job):
            run(mine, report=report)
        job.refresh_from_db()
        report(job)
        if job.state in JobState.ENDED:
            return job
        time.sleep(pause)


def work(stop: threading.Event, *, pause: float = 1.0) -> None:
    """The worker's loop: jobs first, then the beats, then a pause; ends when `stop` is set."""
    while not stop.is_set():
        close_old_connections()
        try:
            ran = run_until_idle()
            for function in _beats:
                function()
        except Exception:  # a database that is away comes back; the worker waits for it
            logger.exception("the worker goes on after an error")
            ran = 0
        stop.wait(0.05 if ran else pause)
