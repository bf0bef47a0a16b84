"""Lists as Excel files: a header row that stays, widths that fit, text that is never a formula."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 48
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")  # of a sheet


def workbook(
    sheet: str,
    headers: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    at: dt.datetime | None = None,
) -> bytes:
    """An .xlsx with one sheet. Decimals and integers become numbers, dates become dates in local
    time; all other values are written as text, so a name that begins with "=" stays a name.
    `at` is the time of making written into it (default: now): the same call gives the same bytes.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False})
    if at:
        book.set_properties({"created": at.astimezone(dt.UTC).replace(tzinfo=None)})
    page = book.add_worksheet(NOT_IN_A_NAME.sub(" ", sheet)[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    table = [[str(header) for header in headers], *([*row] for row in rows)]
    for column, width in enumerate(_widths(table)):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    for line, row in enumerate(table):
        for column, value in enumerate(row):
            _write(page, (line, column), value, head if line == 0 else None, formats)
    book.close()
    return buffer.getvalue()


def _write(page: Any, cell: tuple[int, int], value: Any, style: Any, formats: Any) -> None:
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
        page.write_datetime(*cell, local, formats["time"])
    elif isinstance(value, dt.date):
        page.write_datetime(*cell, dt.datetime.combine(value, dt.time()), formats["date"])
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        page.write_number(*cell, float(value))
    elif value not in (None, ""):
        page.write_string(*cell, str(value), style)


def _widths(table: list[list[Any]]) -> list[int]:
    return [
        min(WIDEST, 2 + max(width_of(str(value)) for value in column))
        for column in zip(*table[:200], strict=True)
    ]


def width_of(text: str) -> int:
    """How wide a text is, in columns of Excel: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def excel_response(
    name: str, headers: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The workbook as a download named `name`.xlsx (may be Chinese, RFC 5987)."""
    return download(name, workbook(name, headers, rows))


def download(name: str, content: bytes) -> HttpResponse:
    """A workbook as a download named `name`.xlsx."""
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
