"""Registers, returns, applications and figures behind the requirements: in Excel and on paper."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ezhen.approvals.api import case_facts, fields_of, procedures
from ezhen.approvals.enums import CaseState
from ezhen.core import values
from ezhen.core.definitions import Words, heading
from ezhen.core.excel import workbook
from ezhen.core.references import REFERENCES, reference_for
from ezhen.figures.api import Span, datasets, figure, filed_table, value
from ezhen.figures.enums import Known
from ezhen.figures.errors import UnknownFigure
from ezhen.registers.api import definitions, filed
from ezhen.standards.papers.bag import safe_name
from ezhen.standards.papers.typeset import table_pdf
from ezhen.standards.parts import Build, Piece, Rows, tasks_by_source
from ezhen.standards.parts.heading import heading as paper_heading
from ezhen.standards.parts.heading import moment

FOLDER = "tables"


def steps(build: Build) -> int:
    """Two files for each source, and the figures and statistics."""
    return 2 * len(tasks_by_source(build.content)) + 4


def pieces(build: Build) -> Iterator[Piece]:
    """Every table, in the order of the codes."""
    sources = tasks_by_source(build.content)
    for code, tasks in sources.items():
        prefix, _dot, name = code.partition(".")
        if prefix == "register" and name in definitions():
            yield from _register(build, name, tasks)
        elif prefix == "dataset" and name in datasets():
            yield from _dataset(build, name, tasks)
        elif prefix == "approval" and name in procedures():
            yield from _applications(build, name, tasks)
    yield from _figures(build, sources)
    yield from _statistics(build)


def _register(build: Build, name: str, tasks: tuple[str, ...]) -> Iterator[Piece]:
    found = filed(name, build.as_of)
    title = str(found.definition)
    headers, rows = found.table()
    months = Counter(f"{row.date:%Y-%m}" for row in found.revisions if row.date)
    months_in_order = dict(sorted(months.items()))
    build.rows.append(Rows(f"register.{name}", title, len(rows), tasks, months_in_order))
    place = f"{FOLDER}/{name} {safe_name(title)}"
    note = f"{len(rows)} 行"
    excel = workbook(title, headers, rows, at=build.as_of)
    yield Piece(f"{place}.xlsx", title, excel, tasks, note=note)
    total = found.num_volumes
    for number, paper in enumerate(found.volumes(), 1):
        mark = f" {number}" if total > 1 else ""
        told = f"第 {number} 册，共 {total} 册" if mark else note
        yield Piece(f"{place}{mark}.pdf", title, paper, tasks, note=told)


def _dataset(build: Build, name: str, tasks: tuple[str, ...]) -> Iterator[Piece]:
    title = str(datasets()[name].title)
    table = filed_table(name, build.as_of)
    build.rows.append(Rows(f"dataset.{name}", title, len(table[1]), tasks))
    yield from both(build, f"{name} {safe_name(title)}", title, table, tasks)


def _applications(build: Build, name: str, tasks: tuple[str, ...]) -> Iterator[Piece]:
    """The applications of a procedure: number, what happened when, and the form's plain fields."""
    definition = procedures()[name]
    found = list(case_facts(name, build.as_of))
    known = fields_of(definition)
    asked = [one for one in definition.all_fields if one.name in known]
    headers = ["编号", "提交日期", "状态", "批准日期", "申请金额", "批准金额", *map(heading, asked)]
    labels = {
        one.name: reference_for(one.type).labels({row.get(one.name) or "" for row in found}, one)
        for one in asked
        if one.type in REFERENCES
    }
    rows = [
        [
            row["label"],
            row["date"],
            str(CaseState(row["state"]).label),
            row["granted_on"],
            row["amount"],
            row["granted"],
            *(values.cell(one, row.get(one.name), labels.get(one.name)) for one in asked),
        ]
        for row in found
    ]
    title = definition.title.zh
    months = Counter(f"{row['date']:%Y-%m}" for row in found if row["date"])
    by_month = dict(sorted(months.items()))
    build.rows.append(Rows(f"approval.{name}", title, len(rows), tasks, by_month))
    yield from both(build, f"{name} {safe_name(title)}", title, (headers, rows), tasks)


def _figures(build: Build, sources: dict[str, tuple[str, ...]]) -> Iterator[Piece]:
    """The named figures over the whole programme, as they were known."""
    frame = build.picture.frame
    span = Span(frame.programme.begins_on, frame.today, build.as_of)
    rows: list[list[Any]] = []
    tasks: set[str] = set()
    for code, used in sources.items():
        prefix, _dot, name = code.partition(".")
        if prefix != "figure":
            continue
        try:
            spec, found = figure(name), value(name, span)
        except UnknownFigure:
            continue
        tasks.update(used)
        known = str(Known(found.state).label) if found.number is not None else "未知"
        number = found.number if found.number is not None else ""
        rows.append([name, _zh(spec.title), number, _zh(spec.unit), known, "、".join(used)])
    headers = ["代码", "指标", "数值", "单位", "状态", "用于任务"]
    order = list(build.content.tasks)
    title = f"指标（{span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d}）"
    used_by = tuple(sorted(tasks, key=order.index))
    yield from both(build, "figures 指标", title, (headers, rows), used_by)


def _zh(words: Words) -> str:
    return words.zh


def _statistics(build: Build) -> Iterator[Piece]:
    """Rows by register and month, with the running total."""
    table: list[list[Any]] = []
    for rows in build.rows:
        total = 0
        for month, num in rows.by_month.items():
            total += num
            table.append([rows.title, month, num, total])
    headers = ["台账或申请", "月份", "行数", "累计"]
    yield from both(build, "statistics 统计", "分月统计", (headers, table), ())


def both(
    build: Build,
    name: str,
    title: str,
    table: tuple[Sequence[str], Sequence[Sequence[Any]]],
    tasks: tuple[str, ...],
) -> Iterator[Piece]:
    """A table (headers, rows) as Excel and as PDF."""
    headers, rows = table
    note = f"{len(rows)} 行"
    excel = workbook(title, headers, rows, at=build.as_of)
    yield Piece(f"{FOLDER}/{name}.xlsx", title, excel, tasks, note=note)
    data = paper_heading(build) | {
        "title": title,
        "headers": [str(header) for header in headers],
        "rows": [[_text(cell) for cell in row] for row in rows],
    }
    yield Piece(f"{FOLDER}/{name}.pdf", title, table_pdf(data, build.as_of), tasks, note=note)


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return moment(cell)
    if hasattr(cell, "normalize"):
        return f"{cell.normalize():,f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell if cell is not None else "")
