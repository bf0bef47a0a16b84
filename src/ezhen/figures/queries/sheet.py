"""A return as an Excel form: one row a field, out and in."""

import io
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from ezhen.core.definitions import FieldType
from ezhen.core.excel import workbook
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.errors import FilingRefused

MOST_BYTES = 2 * 1024 * 1024
VALUE = 1  # column of the value


def sheet_of(definition: DatasetDefinition, values: dict[str, Any]) -> bytes:
    """The form with what is known filled in."""
    rows = [
        [str(one.label), values.get(one.name) or "", one.unit]
        for one in definition.fields
        if not one.retired and one.type != FieldType.FILES
    ]
    return workbook(str(definition.title), [_("Item"), _("Value"), _("Unit")], rows)


def read_sheet(definition: DatasetDefinition, upload: Any) -> dict[str, Any]:
    """Field name → cell of a filled-in form; rows are found by their label in either language.

    Raises FilingRefused at the file for what is no workbook or has none of the items.
    """
    if upload.size > MOST_BYTES or PurePath(upload.name).suffix.lower() not in {".xlsx", ".xls"}:
        raise FilingRefused(_("This is not the Excel form."), field="file")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(upload.read()))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, OSError) as error:
        raise FilingRefused(_("This file cannot be opened in Excel."), field="file") from error
    labels = {
        label: one.name for one in definition.fields for label in (one.label.zh, one.label.en)
    }
    found = {
        labels[str(row[0]).strip()]: row[VALUE]
        for row in rows
        if len(row) > VALUE and str(row[0]).strip() in labels
    }
    if not found:
        raise FilingRefused(_("None of the items stands in this file."), field="file")
    return found
