"""An empty Excel form: one column a field, lists to choose from, notes, an example.

Columns of words are formatted as text, so that Excel keeps the digits of long numbers; a second
sheet says of every column what goes in and shows an example.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ezhen.core.definitions import NUMERIC, Field, FieldType, heading
from ezhen.core.excel import width_of

ROWS = 2_000  # to which formats and lists reach
MOST_LISTED = 250  # characters of a list that Excel takes in the cell itself
OPTIONS = "_"  # the hidden sheet of longer lists


def blank_form(title: str, fields: Sequence[Field], options: Mapping[str, Sequence[str]]) -> bytes:
    """An .xlsx for these fields. `options`: what may be chosen in a field, by its name."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    page = book.add_worksheet(title[:31])
    notes = book.add_worksheet(_("How to fill it")[:31])
    lists = _Lists(book)
    for column, one in enumerate(fields):
        _column(book, page, column, one)
        lists.offer(page, column, list(options.get(one.name, ())))
    page.freeze_panes(1, 0)
    _notes(book, notes, fields, options)
    book.close()
    return buffer.getvalue()


class _Lists:
    """Dropdowns; long ones stand on a hidden sheet."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheet: Any = None
        self.column = 0

    def offer(self, page: Any, column: int, labels: list[str]) -> None:
        if not labels:
            return
        source: Any = labels
        if len(",".join(labels)) > MOST_LISTED:
            if self.sheet is None:
                self.sheet = self.book.add_worksheet(OPTIONS)
                self.sheet.hide()
            self.sheet.write_column(0, self.column, labels)
            name = xlsxwriter.utility.xl_col_to_name(self.column, col_abs=True)
            source = f"={OPTIONS}!{name}$1:{name}${len(labels)}"
            self.column += 1
        page.data_validation(1, column, ROWS, column, {"validate": "list", "source": source})


def _column(book: Any, page: Any, column: int, one: Field) -> None:
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    if one.required:
        head["font_color"] = "#8a5a0b"
    page.write_string(0, column, heading(one), book.add_format(head))
    style = book.add_format({"num_format": _format(one)})
    page.set_column(column, column, max(10, width_of(heading(one)) + 2), style)
    told = [_("Must be filled.")] if one.required else []
    told += [str(one.help)] if one.help else []
    if told:
        page.write_comment(0, column, " ".join(told))


def _format(one: Field) -> str:
    if one.type == FieldType.DATE:
        return "yyyy-mm-dd"
    if one.type == FieldType.TIME:
        return "hh:mm"
    if one.type in NUMERIC:
        return {FieldType.INTEGER: "0", FieldType.MONEY: "#,##0.00"}.get(one.type, "General")
    return "@"


def _notes(
    book: Any, page: Any, fields: Sequence[Field], options: Mapping[str, Sequence[str]]
) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    heads = [_("Column"), _("Must be filled"), _("What goes in"), _("Example")]
    page.write_row(0, 0, heads, bold)
    for line, one in enumerate(fields, start=1):
        what = "、".join(options.get(one.name, ())[:40])
        told = " ".join(filter(None, [str(one.help or ""), what]))
        row = [heading(one), _("yes") if one.required else "", told, example(one, options)]
        for column, text in enumerate(row):
            page.write_string(line, column, text, wrap)
    for column, width in enumerate((24, 10, 60, 24)):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)


def example(one: Field, options: Mapping[str, Sequence[str]]) -> str:
    """What a field may look like."""
    if chosen := options.get(one.name):
        return chosen[0]
    shown = {
        FieldType.DATE: "2026-11-23",
        FieldType.TIME: "19:30",
        FieldType.INTEGER: "120",
        FieldType.NUMBER: "12.5",
        FieldType.MONEY: "1234.00",
        FieldType.PERSON: _("Wang Xiaoming"),
        FieldType.LINK: "https://…",
    }
    return shown.get(one.type, "")
