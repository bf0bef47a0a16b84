"""A folder for each task: its cover, and its requirements with verdicts and reasons."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import translation

from ezhen.standards.enums import Code, Layer, Result
from ezhen.standards.papers.typeset import cover_pdf, requirements_pdf
from ezhen.standards.parts import LANGUAGE, Build, Piece
from ezhen.standards.parts.heading import heading, moment
from ezhen.standards.queries.board import TaskRow
from ezhen.standards.queries.standing import Standing
from ezhen.standards.tests.outcome import Outcome

FOLDER = "tasks"
LANGUAGES = {"zh": LANGUAGE, "en": "en"}


def steps(build: Build) -> int:
    """Three files a task."""
    return 3 * len(build.board.rows)


def pieces(build: Build) -> Iterator[Piece]:
    """Cover, requirements on paper, requirements as data."""
    for row in build.board.rows:
        place, task = f"{FOLDER}/{row.task.id}", (row.task.id,)
        cover = cover_pdf(_cover(build, row), build.as_of)
        yield Piece(f"{place}/cover.pdf", "封面", cover, task)
        paper = requirements_pdf(_paper(build, row), build.as_of)
        yield Piece(f"{place}/requirements.pdf", "要求、结论与理由", paper, task)
        text = json.dumps(facts_of_task(build, row), ensure_ascii=False, indent=1)
        data = f"{text}\n".encode()
        yield Piece(f"{place}/requirements.json", "要求、结论与理由（数据）", data, task)


def _cover(build: Build, row: TaskRow) -> dict[str, Any]:
    tables = [found for found in build.rows if row.task.id in found.tasks]
    listed = build.of_task(row.task.id)
    files = [one for one in listed if one.part == "files"]
    more = [one for one in listed if one.part not in {"files", "tables", FOLDER}]
    return heading(build) | {
        "task": row.task.id,
        "title": row.task.title.zh,
        "aim": row.task.aim.zh,
        "area": row.area.title.zh,
        "state": str(row.state.label),
        "satisfied": row.satisfied,
        "total": row.total,
        "score": _plain(row.score),
        "points": _plain(row.points),
        "due": f"{row.duty.due:%Y-%m-%d}",
        "responsible": row.duty.name,
        "layers": [[str(Layer(layer).label), *_judged(row, layer)] for layer in Layer.HUMAN],
        "tables": [[found.title, f"{found.num:,}"] for found in tables],
        "files": [[one.title, one.note] for one in files],
        "more": [[one.title, one.note] for one in more],
    }


def _judged(row: TaskRow, layer: str) -> list[str]:
    """Satisfied, not, out of date of the requirements that a layer has judged."""
    opinions = [found.opinions[layer] for found in row.standings if layer in found.opinions]
    current = [opinion for opinion in opinions if opinion.counts]
    met = sum(opinion.result == Result.SATISFIED for opinion in current)
    stale = sum(opinion.is_stale for opinion in opinions)
    return [str(met), str(len(current) - met), str(stale)]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _paper(build: Build, row: TaskRow) -> dict[str, Any]:
    return heading(build) | {
        "task": row.task.id,
        "title": row.task.title.zh,
        "satisfied": row.satisfied,
        "total": row.total,
        "targets": [target.zh for target in row.task.targets],
        "requirements": [_line(build, found) for found in row.standings],
    }


def _line(build: Build, found: Standing) -> dict[str, Any]:
    """A requirement as the paper shows it."""
    outcome = found.outcome
    binding = found.item.binding
    return {
        "id": found.item.id,
        "text": found.item.requirement.text.zh,
        "state": str(found.state.label),
        "satisfied": found.satisfied,
        "code": str(Code(found.code).label),
        "points": _plain(build.content.points(found.item.id).quantize(Decimal("0.01"))),
        "reasons": _reasons(outcome),
        "evidence": [
            f"{row.label}{'（缺）' if row.missing else ''}"
            for row in outcome.evidence
            if str(row.label)
        ],
        "gaps": [str(gap.label) for gap in outcome.gaps if str(gap.label)],
        "reading": binding.reading.zh if binding and binding.reading else "",
        "layers": [_opinion(found, layer) for layer in Layer.HUMAN],
    }


def _reasons(outcome: Outcome) -> list[list[Any]]:
    """Sentence by sentence, whether what it is about holds."""
    parts = outcome.parts or (outcome,)
    return [[part.holds, str(say)] for part in parts for say in part.said if str(say)]


def _opinion(found: Standing, layer: str) -> dict[str, str]:
    told = {"layer": str(Layer(layer).label), "result": "", "who": "", "note": ""}
    opinion = found.opinions.get(layer)
    if opinion is None:
        return told
    verdict = opinion.verdict
    second = getattr(verdict, "second", None)
    who = f"{verdict.by} {moment(verdict.at)}"
    if second and not opinion.waits:
        who += f"；复核 {second.by} {moment(second.at)}"
    notes = [verdict.reason]
    notes += ["待第二人复核"] if opinion.waits else []
    notes += ["依据已变，结论过期"] if opinion.is_stale else []
    result = str(Result(verdict.result).label)
    return told | {"result": result, "who": who, "note": "；".join(filter(None, notes))}


def facts_of_task(build: Build, row: TaskRow) -> dict[str, Any]:
    """A task for programs: texts in both languages, numbers as text, nothing rounded."""
    return {
        "task": row.task.id,
        "title": _words(row.task.title),
        "aim": _words(row.task.aim),
        "area": row.area.id,
        "as_of": build.as_of.isoformat(),
        "standard": {"code": build.recipe.version.code, "sha256": build.recipe.version.sha256},
        "state": row.state.value,
        "satisfied": row.satisfied,
        "total": row.total,
        "score": str(row.score),
        "points": str(row.points),
        "due": f"{row.duty.due}",
        "responsible": row.duty.name,
        "targets": [target.model_dump(mode="json") for target in row.task.targets],
        "requirements": [facts_of(build, found) for found in row.standings],
        "files": [
            {"path": f"data/{one.path}", "title": one.title, "note": one.note}
            for one in build.of_task(row.task.id)
            if one.part != FOLDER
        ],
    }


def facts_of(build: Build, found: Standing) -> dict[str, Any]:
    """A requirement for programs."""
    outcome = found.outcome
    binding = found.item.binding
    return {
        "id": found.item.id,
        "text": _words(found.item.requirement.text),
        "state": found.state.value,
        "code": found.code.value,
        "points": str(build.content.points(found.item.id)),
        "computed": {"holds": found.row.holds, "code": found.row.code, "digest": found.row.digest},
        "tests": [_test(part) for part in outcome.parts or (outcome,)],
        "bound_to": binding.model_dump(mode="json") if binding else None,
        "layers": {
            layer: {
                "result": opinion.verdict.result,
                "reason": opinion.verdict.reason,
                "by": str(opinion.verdict.by),
                "at": opinion.verdict.at.isoformat(),
                "needs_second": opinion.verdict.needs_second,
                "waits": opinion.waits,
                "stale": opinion.is_stale,
                "digest": opinion.verdict.digest,
            }
            for layer, opinion in found.opinions.items()
        },
    }


def _test(part: Outcome) -> dict[str, Any]:
    return {
        "test": part.test,
        "holds": part.holds,
        "code": part.code.value,
        "have": None if part.have is None else str(part.have),
        "need": None if part.need is None else str(part.need),
        "how": _said([part.how]),
        "reasons": _said(part.said),
        "evidence": _said([row.label for row in part.evidence]),
        "missing": _said([gap.label for gap in part.gaps]),
        "periods": [[cell.key, cell.count, cell.state] for cell in part.cells],
    }


def _said(sentences: Any) -> dict[str, list[str]]:
    found = {}
    for key, language in LANGUAGES.items():
        with translation.override(language):
            found[key] = [text for say in sentences if (text := str(say))]
    return found


def _words(words: Any) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
