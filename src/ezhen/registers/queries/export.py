"""Rows of a register for Excel and for paper: no raw personal data leaves the system."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ezhen.core import values
from ezhen.core.bulk import in_parts
from ezhen.core.definitions import NUMERIC, Field, FieldType, heading
from ezhen.core.pack import pack
from ezhen.core.personal import open_value
from ezhen.core.references import REFERENCES, reference_for
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.models import Record
from ezhen.registers.queries.listing import Wanted, summary
from ezhen.registers.queries.record import labels_of

AT_ONCE = 500
MOST_OPTIONS = 500


def excel_table(
    definition: RegisterDefinition, rows: QuerySet[Record]
) -> tuple[list[str], Iterator[list[Any]]]:
    """Headers and rows: every field of every version, retired ones last; personal ones masked."""
    fields = [*definition.active, *(one for one in definition.fields if one.retired)]
    headers = [_("Number"), *map(heading, fields), _("State"), _("Entered by"), _("Entered at")]
    return headers, _excel_rows(fields, rows.select_related("created_by"))


def _excel_rows(fields: Sequence[Field], rows: QuerySet[Record]) -> Iterator[list[Any]]:
    for records in in_parts(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        labels = labels_of(fields, [record.data for record in records])
        for record in records:
            cells = [
                values.cell(one, open_value(one, record.data.get(one.name)), labels.get(one.name))
                for one in fields
            ]
            state = record.get_state_display()
            yield [record.number, *cells, state, str(record.created_by or ""), record.created_at]


def print_data(
    definition: RegisterDefinition, rows: QuerySet[Record], wanted: Wanted
) -> dict[str, Any]:
    """What the paper form shows: plain texts, the totals, the span, who signs."""
    fields = printed_fields(definition)
    lines = []
    for records in in_parts(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        labels = labels_of(fields, [record.data for record in records])
        for record in records:
            cells = [
                values.show(one, open_value(one, record.data.get(one.name)), labels.get(one.name))
                for one in fields
            ]
            lines.append([record.number, *cells])
    totals = summary(definition, rows, wanted.part).totals
    return paper_of(definition, lines, totals, _span(wanted), timezone.localdate())


def printed_fields(definition: RegisterDefinition) -> list[Field]:
    """The columns of the paper form."""
    names = definition.print.columns
    return [definition.field(name) for name in names] if names else list(definition.active)


def paper_of(
    definition: RegisterDefinition,
    lines: Sequence[Sequence[str]],
    totals: Mapping[str, Decimal],
    span: str,
    printed: dt.date,
) -> dict[str, Any]:
    """What the paper form is given; `lines`: number and printed fields, as text."""
    return {
        "title": str(definition),
        "keeper": pack().town.operator,
        "span": span,
        "landscape": definition.print.landscape,
        "columns": [
            {
                "label": str(one.label),
                "unit": one.unit,
                "number": one.type in NUMERIC,
                "total": values.show_total(one, totals[one.name]) if one.name in totals else "",
            }
            for one in printed_fields(definition)
        ],
        "rows": lines,
        "signatures": [str(words) for words in definition.print.signatures],
        "printed": f"{printed}",
        "version": definition.version,
        "words": {
            "number": _("No."),
            "total": _("Total"),
            "rows": _("%(n)d rows") % {"n": len(lines)},
            "printed": _("Printed"),
            "version": _("form version"),
            "date": _("Date"),
            "span": _("Time"),
            "keeper": pgettext("register", "Kept by"),
        },
    }


def _span(wanted: Wanted) -> str:
    ends: list[dt.date | None] = [wanted.first, wanted.last]
    if not any(ends):
        return _("all")
    return _("%(first)s to %(last)s") % {
        "first": ends[0] or "…",
        "last": ends[1] or timezone.localdate(),
    }


def template_options(definition: RegisterDefinition, user: Any) -> dict[str, list[str]]:
    """What may be chosen in each field of the empty form."""
    options: dict[str, list[str]] = {}
    for one in definition.active:
        if one.type == FieldType.CHOICE:
            options[one.name] = [str(choice) for choice in one.choices]
        elif one.type == FieldType.YES_NO:
            options[one.name] = [_("yes"), _("no")]
        elif one.type in REFERENCES - {FieldType.FILES}:
            found = reference_for(one.type).options(user, one)[:MOST_OPTIONS]
            options[one.name] = [label for _key, label in found]
    return options
