"""Background work of the registers: reading a file, entering its rows, taking them back."""

from collections.abc import Iterator

from ezhen.core.errors import DomainError
from ezhen.core.jobs import Progress, job
from ezhen.core.models import Job
from ezhen.registers.actions import importing
from ezhen.registers.actions.reading import Reading, refuse_import
from ezhen.registers.enums import ImportState, Verdict
from ezhen.registers.models import ImportBatch


@job("registers.read_import")
def read_import(job: Job) -> Iterator[Progress]:
    """Read the file and sort its rows by what becomes of them. Begins anew when it was killed:
    nothing of it was entered."""
    batch = ImportBatch.objects.select_related("file").get(uuid=job.arguments["batch"])
    if batch.state != ImportState.READING:
        return
    try:
        reading = Reading(batch)
        if not reading.is_matched:
            reading.ask_for_columns()
            return
        for done, total in reading.parts():
            yield Progress(done, total)
    except DomainError as error:
        refuse_import(batch=batch, refusal=str(error))


@job("registers.commit_import")
def commit_import(job: Job) -> Iterator[Progress]:
    """Enter chunk by chunk; what was entered before a kill is not entered again."""
    batch = ImportBatch.objects.get(uuid=job.arguments["batch"])
    wanted = batch.chunks.filter(verdict__in=[Verdict.NEW, Verdict.DIFFERS])
    total = sum(wanted.values_list("num_rows", flat=True))
    done = sum(wanted.exclude(entered_at=None).values_list("num_rows", flat=True))
    for chunk in wanted.filter(entered_at=None).defer("rows").order_by("verdict", "position"):
        importing.enter_chunk(chunk=chunk, by=job.by)
        done += chunk.num_rows
        yield Progress(done, total)
    if batch.state == ImportState.COMMITTING:
        importing.finish_import(batch=batch, state=ImportState.DONE, by=job.by)


@job("registers.undo_import")
def undo_import(job: Job) -> Iterator[Progress]:
    """Take rows back, 500 at a time; those that are back stay back."""
    batch = ImportBatch.objects.get(uuid=job.arguments["batch"])
    total = batch.counts.get("entered", 0)
    done = 0
    while number := importing.undo_part(batch=batch, by=job.by):
        done += number
        yield Progress(min(done, total), total)
    if batch.state == ImportState.UNDOING:
        importing.finish_import(batch=batch, state=ImportState.UNDONE, by=job.by)
