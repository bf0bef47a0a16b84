"""What becomes of a row of a file: wrong, new, the same as in the register, or different from it.

A row's key (the definition's unique fields) says whether the register has it. Personal values are
sealed before a row is stored for the preview.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_noop

from ezhen.core.cells import Unfit
from ezhen.core.fields import mask
from ezhen.core.periods import period_of
from ezhen.core.personal import open_value, personal_class
from ezhen.core.sheets import MERGED, Line, shown_raw
from ezhen.registers.actions.build import Builder, Values
from ezhen.registers.enums import Verdict
from ezhen.registers.models import ImportBatch, ImportChunk, Record, RecordKey
from ezhen.registers.queries.gap import gaps
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.validators import Row, RowReader

AT_ONCE = 500
Entry = dict[str, Any]  # a row of a chunk


class Judge:
    """Sorts rows of one import; make it once for a run."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.definition = definition_of(batch.register)
        self.reader = RowReader(self.definition)
        self.builder = Builder(self.definition)
        self.owner = str(batch.organisation.uuid) if batch.organisation else ""
        self.buffers: dict[str, list[Entry]] = {verdict: [] for verdict in Verdict}
        last = batch.chunks.order_by().values_list("verdict").annotate(last=Max("position"))
        self.positions = dict.fromkeys(Verdict, 0) | dict(last)
        counts = batch.counts
        self.counts = {str(verdict): counts.get(verdict, 0) for verdict in Verdict}
        known = counts.get("totals", {})
        self.totals = {name: Decimal(known.get(name, 0)) for name in self.definition.totals}
        self.filled = set(counts.get("filled", ()))
        self.open = self._open_periods()
        self.seen: dict[str, tuple[int, Values]] = {}

    def _open_periods(self) -> set[str]:
        """The gaps of the register that a row could close."""
        cadence = self.definition.cadence
        if cadence is None or cadence.each:
            return set()
        return {gap.period.key for gap in gaps(self.definition)}

    def judge(self, lines: Sequence[Line]) -> None:
        """Give each row its verdict; the register is asked once for all of them."""
        rows = self.reader.read([self._raw(line) for line in lines])
        judged = []
        for line, row in zip(lines, rows, strict=True):
            for name in line.merged:
                row.errors[name] = Unfit(MERGED)
            digests = [] if row.errors else self.builder.digests(row.values)
            self._check_twice(line, row, digests)
            judged.append((line, row, digests))
        known = self._known([digest for _line, _row, own in judged for digest in own])
        for line, row, digests in judged:
            record = next((known[digest] for digest in digests if digest in known), None)
            self._sort(line, row, record)

    def take(self, verdict: str) -> list[Entry]:
        """The rows of a verdict that are not stored yet."""
        rows, self.buffers[verdict] = self.buffers[verdict], []
        return rows

    def store(self, least: int) -> None:
        """Store what has gathered of each verdict, once there are at least so many rows of it."""
        for verdict in Verdict:
            while len(rows := self.buffers[verdict]) >= least:
                part, self.buffers[verdict] = rows[:AT_ONCE], rows[AT_ONCE:]
                self.positions[verdict] += 1
                ImportChunk.objects.create(
                    batch=self.batch,
                    verdict=verdict,
                    position=self.positions[verdict],
                    rows=part,
                    num_rows=len(part),
                )

    def summary(self) -> dict[str, Any]:
        """What entering the new rows would do."""
        return self.counts | {
            "rows": sum(self.counts.values()),
            "totals": {name: str(total) for name, total in self.totals.items()},
            "filled": sorted(self.filled),
        }

    def _raw(self, line: Line) -> dict[str, Any]:
        if self.owner:
            line.raw[self.definition.party] = self.owner
        return line.raw

    def _check_twice(self, line: Line, row: Row, digests: Sequence[str]) -> None:
        """The same key twice in one file: the second is refused, and says which is the first;
        word for word the same, it is folded away."""
        for digest in digests:
            if digest in self.seen:
                first, values = self.seen[digest]
                row.twin = values == row.values
                key = self.definition.unique[0][0]
                row.errors[key] = Unfit(gettext_noop("the same as line %(line)d"), line=first)
            else:
                self.seen[digest] = (line.line, row.values)

    def _known(self, digests: Sequence[str]) -> dict[str, Record]:
        keys = RecordKey.objects.filter(register=self.definition.code, digest__in=list(digests))
        return {key.digest: key.record for key in keys.select_related("record")}

    def _sort(self, line: Line, row: Row, record: Record | None) -> None:
        entry: Entry = {"line": line.line, "values": self.builder.data(row.values)}
        verdict = Verdict.NEW
        if row.errors:
            verdict = Verdict.SAME if row.twin else Verdict.WRONG
            entry["errors"] = {
                name: [error.message_id, error.params] for name, error in row.errors.items()
            }
            entry["raw"] = {name: self._shown(name, line.raw.get(name)) for name in row.errors}
        elif record:
            verdict = self._compare(entry, row, record)
        if verdict == Verdict.NEW:
            self._add_up(row.values)
        self.buffers[verdict].append(entry)
        self.counts[verdict] += 1

    def _shown(self, name: str, raw: Any) -> str:
        kind = personal_class(self.definition.field(name))
        return mask(kind, shown_raw(raw)) if kind else shown_raw(raw)

    def _compare(self, entry: Entry, row: Row, record: Record) -> Verdict:
        """Fields that the file leaves empty are no difference: they are kept."""
        differs = [
            one.name
            for one in self.definition.active
            if row.values.get(one.name) is not None
            and row.values[one.name] != open_value(one, record.data.get(one.name))
        ]
        if not differs:
            return Verdict.SAME
        entry |= {
            "known": str(record.uuid),
            "revision": record.revision,
            "differs": differs,
            "was": {name: record.data.get(name) for name in differs},
        }
        return Verdict.DIFFERS

    def _add_up(self, found: Values) -> None:
        for name in self.totals:
            self.totals[name] += Decimal(found.get(name) or 0)
        day = found.get(self.definition.date) if self.open else None
        if day and self.definition.cadence:
            period = period_of(self.definition.cadence.grain, dt.date.fromisoformat(day)).key
            if period in self.open:
                self.filled.add(period)
