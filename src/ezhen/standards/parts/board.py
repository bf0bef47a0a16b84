"""The board as it stood: on paper, in Excel, as data."""

import json
from collections.abc import Iterator
from typing import Any

from ezhen.core.excel import workbook
from ezhen.standards.enums import Code, Layer
from ezhen.standards.papers.typeset import board_pdf
from ezhen.standards.parts import Build, Piece
from ezhen.standards.parts.heading import heading

FOLDER = "board"


def steps(_build: Build) -> int:
    """Three files."""
    return 3


def pieces(build: Build) -> Iterator[Piece]:
    """All tasks, with what they add up to."""
    yield Piece(f"{FOLDER}/board.pdf", "标准总览", board_pdf(_paper(build), build.as_of))
    headers = ["任务", "任务名称", "要求", "要求内容", "结论", "理由", *_layers(), "分值", "得分"]
    excel = workbook("标准总览", headers, _rows(build), at=build.as_of)
    yield Piece(f"{FOLDER}/board.xlsx", "要求一览", excel, note=f"{build.board.total} 行")
    text = json.dumps(_facts(build), ensure_ascii=False, indent=1)
    yield Piece(f"{FOLDER}/board.json", "标准总览（数据）", f"{text}\n".encode())


def _layers() -> list[str]:
    return [str(Layer(layer).label) for layer in Layer.HUMAN]


def _rows(build: Build) -> Iterator[list[Any]]:
    for row in build.board.rows:
        for found in row.standings:
            points = build.content.points(found.item.id)
            yield [
                row.task.id,
                row.task.title.zh,
                found.item.id,
                found.item.requirement.text.zh,
                f"{found.state.label}（{Code(found.code).label}）",
                " ".join(str(say) for say in found.outcome.said),
                *(_opinion(found, layer) for layer in Layer.HUMAN),
                points,
                points if found.satisfied else 0,
            ]


def _opinion(found: Any, layer: str) -> str:
    opinion = found.opinions.get(layer)
    if opinion is None:
        return ""
    return f"{opinion.verdict.get_result_display()}{'（过期）' if opinion.is_stale else ''}"


def _paper(build: Build) -> dict[str, Any]:
    board = build.board
    return heading(build) | {
        "satisfied": board.satisfied,
        "total": board.total,
        "score": str(board.score),
        "points": str(board.points),
        "note": build.content.rubric.note.zh,
        "states": [[str(state.label), num] for state, num in board.states],
        "areas": [
            {
                "id": area.area.id,
                "title": area.area.title.zh,
                "met": f"{area.satisfied}/{area.total}",
                "points": f"{area.score}/{area.points}",
                "rows": [
                    [
                        row.task.id,
                        row.task.title.zh,
                        str(row.state.label),
                        f"{row.satisfied}/{row.total}",
                        f"{row.score}/{row.points}",
                        str(row.layer.label),
                        f"{row.duty.due:%Y-%m-%d}",
                        row.duty.name,
                    ]
                    for row in area.rows
                ],
            }
            for area in board.areas
        ],
    }


def _facts(build: Build) -> dict[str, Any]:
    board, version = build.board, build.recipe.version
    return {
        "as_of": build.as_of.isoformat(),
        "standard": {
            "code": version.code,
            "issued": f"{version.issued}",
            "number": version.number,
            "sha256": version.sha256,
        },
        "requirements": board.total,
        "satisfied": board.satisfied,
        "score": str(board.score),
        "points": str(board.points),
        "tasks": [
            {
                "id": row.task.id,
                "state": row.state.value,
                "satisfied": row.satisfied,
                "total": row.total,
                "score": str(row.score),
                "points": str(row.points),
                "due": f"{row.duty.due}",
                "responsible": row.duty.name,
            }
            for row in board.rows
        ],
    }
