"""The acceptance in the frozen dossier: decision on paper, score sheet, all steps, data. As it
stood at the moment of the dossier; an acceptance that was opened later is not in it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from ezhen.archive.api import path_of
from ezhen.core.excel import workbook
from ezhen.core.pack import pack
from ezhen.core.printing import STAND_IN, compile_pdf
from ezhen.programme.enums import AcceptanceState, Column, StepKind
from ezhen.programme.models import Acceptance, AcceptanceStep
from ezhen.programme.queries.acceptance import (
    Given,
    Line,
    Sheet,
    decision_facts,
    sheet_of,
    step_facts,
    title_of,
)
from ezhen.standards.api import Build, Layer, Piece

FOLDER = "acceptance"
SHOWN = 16  # of the hash, as the name of an original
TASKS = ("P.4", "P.5")  # inspection and acceptance are steps of the project's control
TEMPLATE = Path(__file__).parent.parent / "papers" / "acceptance.typ"
CHINESE = "zh-hans"
VERDICTS = ("系统计算", "自查", "委托方核验", "审计")
HEADERS = [
    *("部分", "编号", "名称", "分值", "系统建议"),
    *(f"{name}（满足/不满足/过期）" for name in VERDICTS),
    *("材料评分", "现场评分", "最终得分", "评分人", "复核人", "理由与现场情况", "承办方答复"),
]


def acceptance_part(build: Build) -> Iterator[Piece]:
    """Four files for each acceptance, the newest last, and the originals that go with it."""
    rows = Acceptance.objects.filter(at__lte=build.as_of).select_related("version", "decided_by")
    for number, found in enumerate(rows.order_by("at", "pk"), start=1):
        with translation.override(CHINESE):
            yield from _pieces(build, sheet_of(found, build.as_of), f"{FOLDER}/{number}")


def _pieces(build: Build, sheet: Sheet, place: str) -> Iterator[Piece]:
    is_decided = _closing(sheet) is not None
    paper = compile_pdf(TEMPLATE, paper_of(sheet), at=build.as_of, stand_in=STAND_IN)
    title = "验收结论" if is_decided else "验收评分（未作结论）"
    yield Piece(f"{place}/decision.pdf", title, paper, TASKS)
    yield Piece(f"{place}/scores.xlsx", "验收评分表", score_sheet(sheet, build.as_of), TASKS)
    told = "".join(
        f"{json.dumps(step, ensure_ascii=False, sort_keys=True)}\n" for step in _steps(sheet)
    )
    yield Piece(f"{place}/steps.jsonl", "评分、答复与复核记录", told.encode(), TASKS)
    # what was hashed when it was decided, byte for byte
    body = (
        sheet.acceptance.body
        if is_decided
        else json.dumps(decision_facts(sheet), ensure_ascii=False, sort_keys=True)
    )
    yield Piece(f"{place}/decision.json", f"{title}（数据）", body.encode(), TASKS)

    yield from _originals(sheet, place)


def _originals(sheet: Sheet, place: str) -> Iterator[Piece]:
    """Photos and answers' papers, each content once, under its hash."""
    told: set[str] = set()
    for given in sheet.given:
        for step in given.steps:
            for file in sorted(step.files.all(), key=lambda one: one.sha256):
                if file.sha256 in told:
                    continue
                told.add(file.sha256)
                name = f"{file.sha256[:SHOWN]}{Path(file.name).suffix.lower()}"
                title = f"{title_of(sheet, given.item)}：{file.name}"
                yield Piece(
                    f"{place}/files/{name}", title, path_of(file), TASKS, sha256=file.sha256
                )


def _closing(sheet: Sheet) -> AcceptanceStep | None:
    return next((step for step in sheet.general if step.kind == StepKind.CLOSED), None)


def _steps(sheet: Sheet) -> list[dict[str, Any]]:
    told = [
        (step.pk, step_facts(step) | {"column": given.item.column, "code": given.item.code})
        for given in sheet.given
        for step in given.steps
    ]
    told += [(step.pk, step_facts(step)) for step in sheet.general]
    return [facts for _number, facts in sorted(told, key=lambda one: one[0])]


def score_sheet(sheet: Sheet, at: Any) -> bytes:
    """The whole sheet in Excel: verdicts side by side, points, persons, reasons, answers."""
    rows: list[list[Any]] = []
    for block in sheet.blocks:
        rows += [_row(sheet, f"{block.title.zh}", line) for line in block.lines]
    rows += [_bonus_row(sheet, one) for one in sheet.bonus]
    rows.append(
        ["合计", "", "", sheet.rubric.total, sheet.proposed, *[""] * 6, sheet.total, *[""] * 4]
    )
    return workbook("验收评分表", HEADERS, rows, at=at)


def _row(_sheet: Sheet, area: str, line: Line) -> list[Any]:
    layers = ["/".join(map(str, told)) for _layer, _name, *told in line.layers]
    papers, site = (one.points if one else "" for one in (line.papers, line.on_site))
    points: list[Any] = [line.most, line.proposed, *layers, papers, site, line.points]
    return [area, line.code, line.title.zh, *points, *_said(line.parts)]


def _bonus_row(sheet: Sheet, one: Given) -> list[Any]:
    number = one.item.number
    title = title_of(sheet, one.item)
    blank = [""] * (len(Layer.values) + 2)
    points: list[Any] = [one.item.most, one.item.proposed, *blank, one.points]
    return ["加分", number, title, *points, *_said([one])]


def _said(parts: list[Given]) -> list[str]:
    """Who gave the points, who agreed, why, what the contractor said."""
    told = ("；".join(dict.fromkeys(filter(None, column))) for column in zip(*(
        (
            str(one.score.by) if one.score else "",
            str(one.second.by) if one.second else "",
            one.score.text if one.score else "",
            "；".join(step.text for step in one.steps if step.kind == StepKind.ARGUED),
        )
        for one in parts
    ), strict=True))  # fmt: skip
    return list(told)


def paper_of(sheet: Sheet) -> dict[str, Any]:
    """What the decision says on paper."""
    one, town, closing = sheet.acceptance, pack().town, _closing(sheet)
    grade = sheet.grade
    decided = timezone.localtime(closing.at) if closing else None
    return {
        "title": one.title,
        "town": town.name,
        "authority": town.host_authority,
        "operator": town.operator,
        "case": one.case or "—",
        "as_of": f"{timezone.localtime(one.as_of):%Y-%m-%d %H:%M}",
        "version": f"{one.version.issued:%Y-%m-%d}（第 {one.version.number} 版）",
        "rubric": one.rubric_sha256,
        "rubric_note": sheet.rubric.note.zh,
        "is_decided": closing is not None,
        "state": str(AcceptanceState(one.state).label),
        "total": _plain(sheet.total),
        "bonus": _plain(sheet.bonus_points),
        "proposed": _plain(sheet.proposed),
        "most": _plain(sheet.rubric.total),
        "grade": grade.title.zh if grade else "—",
        "follows": grade.follows.zh if grade else "",
        "limits": "，".join(f"{g.title.zh} ≥ {_plain(g.lower)}" for g in sheet.rubric.grades),
        "rectify_by": f"{one.rectify_by}" if closing and one.rectify_by else "—",
        "by": str(closing.by) if closing else "—",
        "decided": f"{decided:%Y-%m-%d %H:%M}" if decided else "—",
        "sha256": one.body_sha256 if closing else "",
        "areas": [
            {
                "title": f"{block.id} {block.title.zh}",
                "points": f"{_plain(block.points)}/{_plain(block.most)}",
                "rows": [_paper_row(line) for line in block.lines],
            }
            for block in sheet.blocks
        ],
        "bonuses": [
            [
                title_of(sheet, given.item),
                _plain(given.item.most),
                _plain(given.points),
                *_said([given])[:3],
            ]
            for given in sheet.bonus
        ],
        "changed": [
            _changed(sheet, given) for given in sheet.given if given.score and given.change
        ],
    }


def _paper_row(line: Line) -> list[str]:
    layers = [f"{good}/{line.item.num_requirements}" if good or bad else "—"
              for _layer, _name, good, bad, _stale in line.layers]  # fmt: skip
    papers, site = (_plain(one.points) if one else "—" for one in (line.papers, line.on_site))
    points = [_plain(line.most), _plain(line.proposed), papers, site, _plain(line.points)]
    return [line.code, line.title.zh, *layers, *points]


def _changed(sheet: Sheet, given: Given) -> list[str]:
    item = given.item
    name = title_of(sheet, item)
    code = name if item.column == Column.BONUS else f"{item.code} {name}"
    who, second, why, answer = _said([given])
    points = f"{_plain(item.proposed)} → {_plain(given.points)}"
    return [code, str(Column(item.column).label), points, f"{who}{'、' if second else ''}{second}",
            f"{why}{'　承办方：' if answer else ''}{answer}"]  # fmt: skip


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"
