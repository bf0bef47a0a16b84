"""Imports: what a file would change, its rows for the preview, whether it can be taken back."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from ezhen.core import values
from ezhen.core.cells import say
from ezhen.core.definitions import Field
from ezhen.core.personal import open_value
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import ImportState, Verdict
from ezhen.registers.models import ImportBatch, ImportChunk, RecordRevision
from ezhen.registers.queries.record import Labels, labels_of

UNDO_DAYS = 7
ORDER = (Verdict.WRONG, Verdict.DIFFERS, Verdict.NEW, Verdict.SAME)


def batches_of(register: str, user: Any) -> QuerySet[ImportBatch]:
    """The files that went into a register, newest first; a business sees its own."""
    rows = ImportBatch.objects.filter(register=register).select_related("file", "created_by")
    if user.role in {"producer", "merchant"}:
        rows = rows.filter(organisation__memberships__user=user)
    return rows.order_by("-created_at", "-pk")


def untouched(batch: ImportBatch) -> QuerySet[RecordRevision]:
    """What an import wrote and nobody built on: still the newest revision of its record."""
    return RecordRevision.objects.filter(batch=batch, reason="", number=F("record__revision"))


def num_touched(batch: ImportBatch) -> int:
    """Rows of an import that were verified, changed or withdrawn since."""
    mine = RecordRevision.objects.filter(batch=batch, reason="")
    return mine.exclude(number=F("record__revision")).count()


def undo_until(batch: ImportBatch) -> dt.datetime | None:
    """Until when the import can be taken back; None when it cannot."""
    if batch.state != ImportState.DONE or batch.ended_at is None:
        return None
    until = batch.ended_at + dt.timedelta(days=UNDO_DAYS)
    return until if until > timezone.now() else None


@dataclass(frozen=True)
class Cell:
    """A cell of the preview; a faulty one carries its reason and can be written anew."""

    field: Field
    text: str
    reason: str = ""
    is_wrong: bool = False
    differs: bool = False
    was: str = ""


@dataclass
class PreviewRow:
    """A row of the file as the preview shows it."""

    chunk: int
    line: int
    verdict: Verdict
    cells: list[Cell] = field(default_factory=list)
    use: bool = False
    known: str = ""

    @property
    def reasons(self) -> list[Cell]:
        """The cells with something to say."""
        return [cell for cell in self.cells if cell.reason or cell.differs]


def preview_rows(
    definition: RegisterDefinition,
    batch: ImportBatch,
    verdicts: Sequence[str],
    first: int,
    most: int,
) -> list[PreviewRow]:
    """Rows `first` to `first + most` of some verdicts, problems first; only the chunks that hold
    them are read."""
    found: list[PreviewRow] = []
    skip = first
    for chunk in _chunks(batch, verdicts):
        if len(found) >= most:
            break
        if skip >= chunk.num_rows:
            skip -= chunk.num_rows
            continue
        whole = ImportChunk.objects.get(pk=chunk.pk)
        part = whole.rows[skip : skip + most - len(found)]
        found.extend(_shown(definition, whole, part))
        skip = 0
    return found


def _chunks(batch: ImportBatch, verdicts: Sequence[str]) -> list[ImportChunk]:
    rows = batch.chunks.filter(verdict__in=verdicts).defer("rows")
    return sorted(rows, key=lambda chunk: (ORDER.index(Verdict(chunk.verdict)), chunk.position))


def all_rows(
    definition: RegisterDefinition, batch: ImportBatch, verdict: str
) -> Iterator[PreviewRow]:
    """Every row of a verdict, for the file of problem rows."""
    for chunk in batch.chunks.filter(verdict=verdict).order_by("position").iterator():
        yield from _shown(definition, chunk, chunk.rows)


def shown_fields(definition: RegisterDefinition, rows: Sequence[PreviewRow]) -> list[Field]:
    """The columns of the preview: those of the list, and those with something to say."""
    told = {cell.field.name for row in rows for cell in row.reasons}
    told |= {one.name for one in definition.listed}
    return [one for one in definition.active if one.name in told]


def _shown(
    definition: RegisterDefinition, chunk: ImportChunk, rows: Sequence[dict[str, Any]]
) -> list[PreviewRow]:
    fields = list(definition.active)
    labels = labels_of(fields, [row["values"] for row in rows])
    before = [row.get("was", {}) for row in rows]
    was = labels_of(fields, before)
    return [
        PreviewRow(
            chunk=chunk.pk,
            line=row["line"],
            verdict=Verdict(chunk.verdict),
            cells=[_cell(one, row, labels, was) for one in fields],
            use=bool(row.get("use")),
            known=row.get("known", ""),
        )
        for row in rows
    ]


def _cell(one: Field, row: dict[str, Any], labels: Labels, was: Labels) -> Cell:
    if error := row.get("errors", {}).get(one.name):
        text = row.get("raw", {}).get(one.name, "")
        return Cell(one, text, reason=say(error[0], error[1]), is_wrong=True)
    text = _text(one, row["values"].get(one.name), labels)
    if one.name in row.get("differs", ()):
        before = _text(one, row["was"].get(one.name), was)
        return Cell(one, text, differs=True, was=before)
    return Cell(one, text)


def _text(one: Field, stored: Any, labels: Labels) -> str:
    return values.show(one, open_value(one, stored), labels.get(one.name))
