"""Pages that open offline, without a script: the whole dossier, and one page a task."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ezhen.standards.papers.typeset import page
from ezhen.standards.parts import Build, Piece, Shelved
from ezhen.standards.parts.heading import heading

INDEX = "index.html"
GROUPS = (("tasks", "封面与结论"), ("tables", "台账、报数与指标"), ("files", "原始文件"))


def steps(build: Build) -> int:
    """One a task, and the front."""
    return len(build.board.rows) + 1


def pieces(build: Build) -> Iterator[Piece]:
    """The front page comes last: it links to all that is there."""
    for row in build.board.rows:
        facts = heading(build) | {
            "row": row,
            "groups": _groups(build.of_task(row.task.id), depth=2),
            "back": "../../index.html",
        }
        content = page("task.html", facts)
        yield Piece(f"tasks/{row.task.id}/{INDEX}", "目录", content)
    known = {name for name, _title in GROUPS}
    own = [one for one in build.shelf if one.part not in known]
    own.sort(key=lambda one: one.part == "log")  # what people read comes first
    facts = heading(build) | {
        "board": build.board,
        "own": _links(own, depth=0),
        "tables": _links(build.of_part("tables"), depth=0),
        "num_files": len(build.of_part("files")),
        "counts": build.counts,
        "refused": build.refused,
    }
    yield Piece(INDEX, "总目录", page("index.html", facts))


def _groups(shelf: list[Shelved], depth: int) -> list[tuple[str, list[dict[str, Any]]]]:
    named = [(title, [one for one in shelf if one.part == name]) for name, title in GROUPS]
    known = {name for name, _title in GROUPS}
    others = [one for one in shelf if one.part not in known]
    return [(title, _links(found, depth)) for title, found in [*named, ("其他", others)] if found]


def _links(shelf: list[Shelved], depth: int) -> list[dict[str, Any]]:
    return [
        {
            "url": "../" * depth + quote(one.path),
            "title": one.title,
            "name": one.path.rpartition("/")[2],
            "note": one.note,
            "size": one.size,
        }
        for one in shelf
    ]
