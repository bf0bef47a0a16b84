"""Rows of a preview are mended on the page: what was written anew is read like the file was."""

from collections.abc import Mapping
from typing import Any

from ezhen.core.actions import action
from ezhen.core.log import record as log
from ezhen.core.personal import personal_class
from ezhen.core.sheets import Line
from ezhen.registers.actions.importing import locked_batch, opened
from ezhen.registers.actions.judging import Entry, Judge
from ezhen.registers.enums import ImportState, Verdict
from ezhen.registers.models import ImportBatch, ImportChunk
from ezhen.registers.queries.register import definition as definition_of

Fixes = Mapping[int, Mapping[int, Mapping[str, str]]]  # chunk → line → field → text


@action
def correct_rows(*, batch: ImportBatch, fixes: Fixes, by: Any) -> ImportBatch:
    """Read faulty cells anew; a row that has become right moves to those that can be entered.

    Raises ImportClosed.
    """
    locked = locked_batch(batch, ImportState.PREVIEW)
    judge = Judge(locked)
    num = 0
    for chunk in locked.chunks.filter(pk__in=list(fixes), verdict=Verdict.WRONG).order_by("pk"):
        wanted = fixes[chunk.pk]
        mended = [
            _line(locked, row, wanted[row["line"]]) for row in chunk.rows if row["line"] in wanted
        ]
        stay = [row for row in chunk.rows if row["line"] not in wanted]
        judge.counts[Verdict.WRONG] -= len(mended)
        judge.judge(mended)
        _keep(chunk, stay + judge.take(Verdict.WRONG))
        num += len(mended)
    judge.store(least=1)
    locked.counts |= judge.summary()
    locked.save(update_fields=["counts"])
    if num:
        log(action="registers.correct_import", subject=locked, by=by, rows=num)
    return locked


def _line(batch: ImportBatch, row: Entry, written: Mapping[str, str]) -> Line:
    """A stored row as it would come from the file: what was right, what was wrong as it stood
    there (personal values must be written anew), and what was written now."""
    definition = definition_of(batch.register)
    stood = {
        name: text
        for name, text in row.get("raw", {}).items()
        if personal_class(definition.field(name)) is None
    }
    return Line(row["line"], opened(definition, row["values"]) | stood | dict(written))


def _keep(chunk: ImportChunk, rows: list[Entry]) -> None:
    if not rows:
        chunk.delete()
        return
    chunk.rows = sorted(rows, key=lambda row: row["line"])
    chunk.num_rows = len(rows)
    chunk.save(update_fields=["rows", "num_rows"])
