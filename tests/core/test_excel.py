"""Lists as Excel: numbers are numbers, dates are dates, and no text is ever a formula."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineWorkbook

from ezhen.core.excel import MEDIA_TYPE, excel_response, workbook

NASTY = ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org", "{=1}"]


def read(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_text_is_never_a_formula_or_a_link():
    content = workbook("x", ["名称"], [[text] for text in NASTY])
    assert [row[0] for row in read(content)[1:]] == NASTY
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_headers_are_never_formulas_either():
    assert read(workbook("x", ["=1+1"], []))[0] == ["=1+1"]


def test_values_keep_their_kind():
    moment = dt.datetime(2026, 11, 24, 0, 30, tzinfo=dt.UTC)
    rows = [[Decimal("1240.5"), 7, dt.date(2026, 11, 24), moment, True, None, "", "140423"]]
    (row,) = read(workbook("x", list("abcdefgh"), rows))[1:]
    assert row[:2] == [1240.5, 7]
    assert row[2] == dt.date(2026, 11, 24)
    assert row[3] == dt.datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001 a sheet knows no zones
    assert row[4] == "True"
    assert row[5:7] == ["", ""]
    assert row[7] == "140423"


def test_long_number_kept_as_text_loses_no_digit():
    code = "914201106918005280"
    assert read(workbook("x", ["代码"], [[code]]))[1] == [code]


def test_lazy_header_and_long_sheet_name_are_written():
    content = workbook("[很长]/的:表名?" * 10, [_("Name")], [["面粉"]])
    assert read(content)[1] == ["面粉"]


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_any_number_of_rows_is_written(rows):
    content = workbook("x", ["序号"], ([number] for number in range(rows)))
    assert len(read(content)) == rows + 1


def test_response_is_a_download_with_a_chinese_name():
    response = excel_response("批次台账", ["名称"], [["面粉"]])
    assert response["Content-Type"] == MEDIA_TYPE
    assert unquote(response["Content-Disposition"]).endswith("批次台账.xlsx")
    assert read(response.content)[1] == ["面粉"]
