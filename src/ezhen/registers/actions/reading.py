"""Reading a file that was handed in: every row gets a verdict before anything is entered."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from ezhen.archive.api import path_of
from ezhen.core.actions import action
from ezhen.core.bulk import in_parts
from ezhen.core.definitions import FieldType
from ezhen.core.log import record as log
from ezhen.core.sheets import Table, find_table, lines_of, read_sheets, shown_raw, totals_of
from ezhen.core.values import show_total
from ezhen.registers.actions.judging import AT_ONCE, Judge
from ezhen.registers.enums import ImportState, Verdict
from ezhen.registers.models import ImportBatch
from ezhen.registers.queries.register import definition as definition_of

SAMPLES = 3


class Reading:
    """One run through a file. Raises SheetUnreadable."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.definition = definition_of(batch.register)
        fields = [one for one in self.definition.active if one.type != FieldType.FILES]
        content = path_of(batch.file).read_bytes()
        sheets = read_sheets(content, is_csv=batch.file.media_type == "text/csv")
        self.table: Table = find_table(sheets, fields)

    @property
    def columns(self) -> dict[int, str]:
        """Position of a column → field: as a person said, else as the names say."""
        if self.batch.mapping:
            return {int(position): name for position, name in self.batch.mapping.items()}
        return self.table.columns

    @property
    def is_matched(self) -> bool:
        """A person has matched the columns, or there is nothing to ask."""
        owner = self.definition.party if self.batch.organisation_id else ""
        lacking = [one for one in self.table.missing if one.name != owner]
        return bool(self.batch.mapping) or not (self.table.guesses or lacking)

    def ask_for_columns(self) -> None:
        """Leave the matching to a person, with what is known and what was guessed."""
        rows = self.table.sheet.rows[self.table.header + 1 :][:SAMPLES]
        self._save(
            state=ImportState.MAPPING,
            headers=[
                {
                    "name": name,
                    "field": self.table.columns.get(position, ""),
                    "guess": position in self.table.guesses,
                    "samples": [shown_raw(row[position]) for row in rows if position < len(row)],
                }
                for position, name in enumerate(self.table.headers)
            ],
        )

    def parts(self) -> Iterator[tuple[int, int]]:
        """Read 500 rows at a time; yields (done, total). The counts wait for the end."""
        self.batch.chunks.all().delete()
        self.batch.counts = {}
        judge = Judge(self.batch)
        total = max(1, len(self.table.sheet.rows) - self.table.header - 1)
        done = 0
        for part in in_parts(lines_of(self.table, self.columns), AT_ONCE):
            judge.judge(part)
            judge.store(least=AT_ONCE)
            done += len(part)
            yield min(done, total), total
        judge.store(least=1)
        self._save(
            state=ImportState.PREVIEW,
            headers=self.table.headers,
            mapping={str(position): name for position, name in self.columns.items()},
            notes=self._notes(judge),
            counts=judge.summary(),
        )

    def _save(self, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self.batch, name, value)
        self.batch.sheet, self.batch.header_row = self.table.sheet.name, self.table.header + 1
        self.batch.save()

    def _notes(self, judge: Judge) -> list[list[Any]]:
        """What a person should know about the file as a whole."""
        notes: list[list[Any]] = []
        if judge.counts[Verdict.NEW] == sum(judge.counts.values()):
            notes += self._wrong_totals(judge.totals)
        unused = [
            header
            for position, header in enumerate(self.table.headers)
            if header and position not in self.columns
        ]
        if unused:
            told = {"columns": "、".join(unused[:8])}
            notes.append([gettext_noop("Columns left out: %(columns)s"), told])
        return notes

    def _wrong_totals(self, totals: dict[str, Decimal]) -> list[list[Any]]:
        """Where the file's own totals row says something else than its rows."""
        text = gettext_noop("%(field)s: the file's total is %(said)s, its rows give %(sum)s")
        return [
            [
                text,
                {
                    "field": str(self.definition.field(name).label),
                    "said": show_total(self.definition.field(name), said),
                    "sum": show_total(self.definition.field(name), totals[name]),
                },
            ]
            for name, said in totals_of(self.table, self.columns).items()
            if name in totals and totals[name] != said
        ]


@action
def refuse_import(*, batch: ImportBatch, refusal: str) -> None:
    """The file cannot be read: say why, and leave nothing behind."""
    batch.chunks.all().delete()
    batch.state, batch.refusal = ImportState.REFUSED, refusal[:300]
    batch.save(update_fields=["state", "refusal"])
    log(action="registers.refuse_import", subject=batch, by=batch.created_by, refusal=refusal)
