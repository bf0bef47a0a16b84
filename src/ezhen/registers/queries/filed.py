"""A register as it stood at a moment, for filing: as a table and as paper, by volumes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core import values
from ezhen.core.definitions import Field, heading
from ezhen.core.personal import open_value
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import RecordRevision
from ezhen.registers.papers.ledger import ledger_pdf
from ezhen.registers.queries.export import paper_of, printed_fields
from ezhen.registers.queries.record import labels_of
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.rows import rows

VOLUME = 500  # rows of one printed volume; longer ones take much longer to set


@dataclass(frozen=True)
class Filed:
    """The rows that stood (withdrawn ones left out), oldest first; personal values masked."""

    definition: RegisterDefinition
    as_of: dt.datetime

    @cached_property
    def revisions(self) -> list[RecordRevision]:
        """Each row as it stood."""
        found = rows(self.definition.code, self.as_of, RecordState.STANDS)
        found = found.select_related("record__created_by").order_by("date", "record")
        return list(found)

    @cached_property
    def _labels(self) -> Any:
        return labels_of(self.definition.fields, [row.data for row in self.revisions])

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """Headers and rows for Excel: every field of every version, retired ones last."""
        retired = [one for one in self.definition.fields if one.retired]
        fields = [*self.definition.active, *retired]
        headers = [_("Number"), *map(heading, fields), _("State"), _("Entered by"), _("Entered at")]
        return headers, [self._row(fields, row) for row in self.revisions]

    def _row(self, fields: list[Field], row: RecordRevision) -> list[Any]:
        record = row.record
        cells = [
            values.cell(one, self._open(one, row), self._labels.get(one.name)) for one in fields
        ]
        end = [row.get_state_display(), str(record.created_by or ""), record.created_at]
        return [record.number, *cells, *end]

    def _open(self, one: Field, row: RecordRevision) -> Any:
        return open_value(one, row.data.get(one.name))

    @property
    def num_volumes(self) -> int:
        """How many the paper form takes; at least one."""
        return max(1, -(-len(self.revisions) // VOLUME))

    def volumes(self) -> Iterator[bytes]:
        """The print form as PDF/A, five hundred rows a volume; one empty volume without rows."""
        fields = printed_fields(self.definition)
        for first in range(0, max(1, len(self.revisions)), VOLUME):
            part = self.revisions[first : first + VOLUME]
            lines = [
                [
                    row.record.number,
                    *(
                        values.show(one, self._open(one, row), self._labels.get(one.name))
                        for one in fields
                    ),
                ]
                for row in part
            ]
            day = timezone.localdate(self.as_of)
            span = _("as of %(day)s") % {"day": f"{day:%Y-%m-%d}"}
            yield ledger_pdf(
                paper_of(self.definition, lines, self._totals(part), span, day), self.as_of
            )

    def _totals(self, part: list[RecordRevision]) -> dict[str, Decimal]:
        return {
            name: sum((Decimal(row.data.get(name) or 0) for row in part), Decimal(0))
            for name in self.definition.totals
        }

    def missing_numbers(self) -> list[str]:
        """Running numbers that were never given to a row; a withdrawn row keeps its number."""
        known = RecordRevision.objects.filter(register=self.definition.code, at__lte=self.as_of)
        serials: dict[int, set[int]] = {}
        for year, serial in known.values_list("record__year", "record__serial").distinct():
            serials.setdefault(year, set()).add(serial)
        return [
            f"{year}-{number:04}"
            for year, found in sorted(serials.items())
            for number in range(1, max(found) + 1)
            if number not in found
        ]


def filed(code: str, as_of: dt.datetime) -> Filed:
    """A register as it stood at a moment. Raises NoSuchRegister."""
    return Filed(definition_of(code), as_of)
