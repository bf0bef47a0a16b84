"""The statement of funds (资金使用明细表) in the clerk's layout: one line a payment, the balance of
its budget line after it, sums by source below."""

import datetime as dt
import io
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import Q, Sum

from ezhen.core.pack import pack
from ezhen.programme.enums import FundSource
from ezhen.programme.models import BudgetLine, Payment

TITLE = "资金使用明细表"
HEAD = (
    ("序号", 6),
    ("付款日期", 12),
    ("资金来源", 10),
    ("预算科目", 22),
    ("任务", 7),
    ("收款单位", 28),
    ("用途", 28),
    ("合同编号", 18),
    ("发票号码", 20),
    ("金额（元）", 15),
    ("凭证号", 14),
    ("审批人", 10),
    ("科目余额（元）", 16),
    ("备注", 20),
)
AMOUNT, BALANCE = 9, 12
SOURCES = {"central": "中央资金", "province": "省级资金", "county": "县级配套", "own": "自筹资金"}
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Statement:
    """Payments of a period in the order of their days. Yuan."""

    rows: tuple[Row, ...]
    by_source: tuple[tuple[str, Decimal, Decimal], ...]  # source, planned, paid in the period
    paid: Decimal


def statement(
    first: dt.date | None = None, last: dt.date | None = None, as_of: dt.datetime | None = None
) -> Statement:
    """All payments and reversals between two days; balances count what was paid before, too.
    `as_of`: as it stood at that moment."""
    lines = _lines(as_of)
    left = {line.pk: line.planned for line in lines}
    payments = Payment.objects.select_related(
        "invoice__milestone", "contract__line", "contract__party", "reverses"
    ).order_by("paid_on", "pk")
    if as_of:
        payments = payments.filter(at__lte=as_of)
    if last:
        payments = payments.filter(paid_on__lte=last)
    rows: list[Row] = []
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for payment in payments:
        line = payment.contract.line
        left[line.pk] -= payment.amount
        if first and payment.paid_on < first:
            continue
        paid[line.source] += payment.amount
        rows.append(_row(len(rows) + 1, payment, left[line.pk]))
    return Statement(tuple(rows), _by_source(lines, paid), sum(paid.values(), Decimal(0)))


def _row(number: int, payment: Payment, left: Decimal) -> Row:
    contract = payment.contract
    note = f"红字冲销凭证{payment.reverses.voucher}：{payment.reason}" if payment.reverses else ""
    return (
        number,
        payment.paid_on,
        SOURCES[contract.line.source],
        str(contract.line),
        contract.task,
        contract.party.name,
        f"{contract.subject}·{payment.invoice.milestone.title}",
        contract.number,
        str(payment.invoice),
        payment.amount,
        payment.voucher,
        payment.approver,
        left,
        note,
    )


def _lines(as_of: dt.datetime | None) -> list[BudgetLine]:
    """Budget lines, each with the plan it had at a moment."""
    if as_of is None:
        return list(BudgetLine.objects.all())
    later = Sum("changes__change", filter=Q(changes__at__gt=as_of))
    lines: list[BudgetLine] = []
    for line in BudgetLine.objects.filter(at__lte=as_of).annotate(later=later).order_by("pk"):
        line.planned -= line.later or Decimal(0)
        lines.append(line)
    return lines


def _by_source(
    lines: list[BudgetLine], paid: dict[str, Decimal]
) -> tuple[tuple[str, Decimal, Decimal], ...]:
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        planned[line.source] += line.planned
    known = [source for source in FundSource.values if source in planned]
    return tuple((SOURCES[source], planned[source], paid[source]) for source in known)


def statement_sheet(found: Statement, *, until: dt.date) -> bytes:
    """The statement as an .xlsx to print on A4 landscape: title, head, rows, total, sums by source,
    the three signatures. Texts are never formulas; the total is a number, so that no recalculation
    is needed to read it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    # no time of its own: the same statement gives the same bytes
    book.set_properties({"created": dt.datetime.combine(until, dt.time())})
    page = book.add_worksheet(TITLE)
    style = _styles(book)
    for column, (_name, width) in enumerate(HEAD):
        page.set_column(column, column, width)
    last = len(HEAD) - 1
    page.merge_range(0, 0, 0, last, TITLE, style["title"])
    unit = f"编制单位：{pack().town.operator}    截至：{until:%Y-%m-%d}    单位：元"
    page.merge_range(1, 0, 1, last, unit, style["sub"])
    for column, (name, _width) in enumerate(HEAD):
        page.write_string(2, column, name, style["head"])
    line = 3
    for row in found.rows:
        _write_row(page, line, row, style)
        line += 1
    page.merge_range(line, 0, line, AMOUNT - 1, "合计", style["head"])
    page.write_number(line, AMOUNT, float(found.paid), style["money"])
    line += 2
    for source, planned, paid in found.by_source:
        page.merge_range(line, 2, line, 3, source, style["text"])
        texts = f"预算 {planned:,.2f}    已付 {paid:,.2f}    结余 {planned - paid:,.2f}"
        page.merge_range(line, 4, line, 8, texts, style["text"])
        line += 1
    page.merge_range(
        line + 1, 0, line + 1, last, "编制人：          审核人：          负责人：", style["sub"]
    )
    page.freeze_panes(3, 0)
    page.repeat_rows(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    line = {"border": 1, "font_size": 10, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "sub": book.add_format({"font_size": 10}),
        "head": book.add_format(line | {"bold": True, "align": "center", "text_wrap": True}),
        "text": book.add_format(line | {"text_wrap": True}),
        "date": book.add_format(line | {"num_format": "yyyy-mm-dd"}),
        "money": book.add_format(line | {"num_format": "#,##0.00"}),
    }


def _write_row(page: Any, line: int, row: Row, style: dict[str, Any]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, dt.date):
            page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), style["date"])
        elif isinstance(value, Decimal):
            page.write_number(line, column, float(value), style["money"])
        elif isinstance(value, int):
            page.write_number(line, column, value, style["text"])
        else:
            page.write_string(line, column, str(value), style["text"])
