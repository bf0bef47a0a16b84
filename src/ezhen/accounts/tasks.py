"""Verifying the log in the background."""

from collections.abc import Iterator
from dataclasses import asdict

from ezhen.accounts.queries import VERIFY
from ezhen.core import log
from ezhen.core.jobs import Progress, job
from ezhen.core.models import Job, LogBlock

PART = 50  # blocks, of up to 4096 entries each


@job(VERIFY)
def verify_log(job: Job) -> Iterator[Progress]:
    """Walk the blocks part by part; a killed worker goes on from the last part.

    The result stays in the job's `state_data`: blocks, entries, waiting, head, findings.
    """
    total = LogBlock.objects.count()
    walk = _walk(job)
    while (further := log.walk_on(walk, limit=PART)) != walk:
        walk = further
        yield Progress(walk.blocks, total, {"walk": asdict(walk)})
    yield Progress(total, total, {"result": asdict(log.conclude(walk))})


def _walk(job: Job) -> log.Walk:
    stored = job.state_data.get("walk")
    if not stored:
        return log.Walk()
    findings = tuple(log.Finding(**row) for row in stored["findings"])
    return log.Walk(**(stored | {"findings": findings}))
