"""Tables that people hand in as Excel or CSV: find the header, match its columns to fields.

Columns may have moved, been renamed, carry units; lines may stand above the header, a totals row
below. Columns are matched by name, never by place; what matches only nearly is a guess that a
person confirms. Cells that are merged into another have no value of their own and are refused.
"""

import csv
import datetime as dt
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import python_calamine
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ezhen.core.cells import Unfit, as_number, is_nothing
from ezhen.core.definitions import NUMERIC, Field
from ezhen.core.errors import DomainError

MOST_ROWS = 100_000
MOST_COLUMNS = 200
HEADER_WITHIN = 10  # rows from the top in which the header is looked for
NEARLY = 0.6  # likeness of two names that makes a guess
TOTALS = frozenset({"合计", "总计", "小计", "共计", "total", "sum"})
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s*＊:：]+")
Cell = Any


class SheetUnreadable(DomainError):
    """The file holds no table that fits."""

    code = "sheet_unreadable"


@dataclass
class Sheet:
    """A sheet as read; `merged` holds the cells that are swallowed by a merged range."""

    name: str
    rows: list[list[Cell]]
    merged: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Table:
    """A sheet with its header found. `columns`: position of a column → name of a field."""

    sheet: Sheet
    header: int
    fields: Sequence[Field]
    columns: dict[int, str]
    guesses: dict[int, str] = field(default_factory=dict)

    @property
    def headers(self) -> list[str]:
        """What stands in the header, with one line each."""
        return [" ".join(str(cell).split()) for cell in self.sheet.rows[self.header]]

    @property
    def missing(self) -> list[Field]:
        """Fields that must be filled and have no column."""
        known = set(self.columns.values())
        return [one for one in self.fields if one.required and one.name not in known]

    @property
    def is_certain(self) -> bool:
        """Nothing was guessed and nothing is missing: no person need look at the columns."""
        return not (self.guesses or self.missing)


@dataclass
class Line:
    """A row of the table. `line` is its number in the file; `merged`: fields without a value of
    their own."""

    line: int
    raw: dict[str, Cell]
    merged: list[str] = field(default_factory=list)


def read_sheets(content: bytes, *, is_csv: bool) -> list[Sheet]:
    """Every sheet of a file. Raises SheetUnreadable."""
    if is_csv:
        return [Sheet("CSV", _csv_rows(content))]
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_sheet(book, name) for name in book.sheet_names]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise SheetUnreadable(
            _("The workbook cannot be read. Save it again as .xlsx and retry."), field="file"
        ) from error


def _sheet(book: Any, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS * 2 or sheet.total_width > MOST_COLUMNS * 10:
        raise SheetUnreadable(
            _("Sheet %(name)s has more than %(most)d rows: hand them in by parts.")
            % {"name": name, "most": MOST_ROWS},
            field="file",
        )
    rows = [row[:MOST_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(name, rows, _swallowed(sheet.merged_cell_ranges or []))


def _swallowed(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> frozenset[Any]:
    return frozenset(
        (row, column)
        for (top, left), (bottom, right) in ranges
        for row in range(top, min(bottom, MOST_ROWS) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
        if (row, column) != (top, left)
    )


def _csv_rows(content: bytes) -> list[list[Cell]]:
    """Strict UTF-8, then GB 18030 (which reads GBK and GB 2312): never with errors ignored."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            rows = list(csv.reader(io.StringIO(text), strict=False))
        except csv.Error as error:
            raise SheetUnreadable(_("The CSV file cannot be read."), field="file") from error
        return [row[:MOST_COLUMNS] for row in rows]
    raise SheetUnreadable(_("The text of the CSV file cannot be read."), field="file")


def find_table(sheets: Sequence[Sheet], fields: Sequence[Field]) -> Table:
    """The sheet and row whose names match most fields. Raises SheetUnreadable."""
    best: Table | None = None
    for sheet in sheets:
        for position, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            table = Table(sheet, position, fields, *_matched(row, fields))
            if best is None or _rank(table) > _rank(best):
                best = table
    if best is None or len(best.columns) < min(2, len(fields)):
        raise SheetUnreadable(
            _("No header was found: the first rows should hold names such as %(names)s.")
            % {"names": "、".join(str(one.label) for one in fields[:4])},
            field="file",
        )
    return best


def _rank(table: Table) -> tuple[int, int]:
    return len(table.columns) - len(table.guesses), len(table.columns)


def _matched(row: list[Cell], fields: Sequence[Field]) -> tuple[dict[int, str], dict[int, str]]:
    """(columns, guesses): exact names first, then the likeliest pairs of what is left."""
    ways = {way: one.name for one in reversed(fields) for way in _ways(one)}
    columns: dict[int, str] = {}
    for position, cell in enumerate(row):
        name = ways.get(plain(cell))
        if name and name not in columns.values():
            columns[position] = name
    guesses = _guessed(row, fields, columns)
    return columns | guesses, guesses


def _guessed(row: list[Cell], fields: Sequence[Field], columns: dict[int, str]) -> dict[int, str]:
    free = [one for one in fields if one.name not in columns.values()]
    pairs = [
        (likeness, -position, position, one.name)
        for position, cell in enumerate(row)
        if position not in columns and plain(cell)
        for one in free
        if (likeness := _likeness(plain(cell), one)) >= NEARLY
    ]
    guesses: dict[int, str] = {}
    for _likely, _order, position, name in sorted(pairs, reverse=True):
        if position not in guesses and name not in guesses.values():
            guesses[position] = name
    return guesses


def plain(cell: Cell) -> str:
    """A name without width, case, spaces, stars, and what stands in brackets (the unit)."""
    text = unicodedata.normalize("NFKC", str(cell if cell is not None else "")).casefold()
    return _NOISE.sub("", _BRACKETS.sub("", text))


def _ways(one: Field) -> set[str]:
    return {plain(one.label.zh), plain(one.label.en), one.name}


def _likeness(name: str, one: Field) -> float:
    return max(_like(name, way) for way in _ways(one))


def _like(name: str, way: str) -> float:
    if min(len(name), len(way)) > 1 and (name in way or way in name):
        return 0.9
    return difflib.SequenceMatcher(None, name, way).ratio()


def lines_of(table: Table, columns: dict[int, str]) -> Iterator[Line]:
    """The rows below the header that hold something; the totals row is left out.

    `columns` is the matching that a person confirmed. Raises SheetUnreadable for too many rows.
    """
    number = 0
    for position in range(table.header + 1, len(table.sheet.rows)):
        row = table.sheet.rows[position]
        if all(cell in ("", None) for cell in row) or is_total(row):
            continue
        number += 1
        if number > MOST_ROWS:
            raise SheetUnreadable(
                _("More than %(most)d rows: hand them in by parts.") % {"most": MOST_ROWS},
                field="file",
            )
        raw = {name: row[column] for column, name in columns.items() if column < len(row)}
        line = Line(position + 1, raw)
        if table.sheet.merged:
            line.merged = [
                name for column, name in columns.items() if (position, column) in table.sheet.merged
            ]
        yield line


def is_total(row: Sequence[Cell]) -> bool:
    """A row whose first words are 合计 or the like."""
    first = next((cell for cell in row[:3] if cell not in ("", None)), "")
    return isinstance(first, str) and plain(first) in TOTALS


def totals_of(table: Table, columns: dict[int, str]) -> dict[str, Decimal]:
    """What the file's own totals row says, by field; empty without one."""
    fields = {one.name: one for one in table.fields if one.type in NUMERIC}
    for row in reversed(table.sheet.rows[table.header + 1 :]):
        if is_total(row):
            return _numbers(row, columns, fields)
    return {}


def _numbers(
    row: Sequence[Cell], columns: dict[int, str], fields: dict[str, Field]
) -> dict[str, Decimal]:
    found = {}
    for column, name in columns.items():
        if name not in fields or column >= len(row) or is_nothing(row[column]):
            continue
        try:
            found[name] = as_number(row[column], fields[name].unit)
        except Unfit:
            continue
    return found


MERGED = gettext_noop("This cell is merged with another: fill each one")


def shown_raw(cell: Cell) -> str:
    """A cell as the file has it, for the preview of what could not be read."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return str(cell if cell is not None else "")[:120]
