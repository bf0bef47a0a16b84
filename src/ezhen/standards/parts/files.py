"""The original papers under their own names, each content once however many tasks it serves."""

from collections.abc import Iterator
from typing import Any

from ezhen.approvals.api import case_facts, procedures
from ezhen.archive.api import path_of, type_name, versions_on
from ezhen.standards.papers.bag import safe_name
from ezhen.standards.parts import Build, Piece, tasks_by_source
from ezhen.standards.queries.content import Content

FOLDER = "files"
SHOWN = 16  # of the hash, as the name of a file's folder


def steps(build: Build) -> int:
    """One for each paper; papers that share their bytes go in once."""
    return versions_on(build.as_of).count()


def pieces(build: Build) -> Iterator[Piece]:
    """Every paper that serves a task of the standard."""
    sources = tasks_by_source(build.content)
    order = list(build.content.tasks)
    cases = _cases(build, sources)
    shelves: dict[str, tuple[Any, set[str], list[Any]]] = {}
    left_out = 0
    for version in versions_on(build.as_of):
        tasks = tasks_of(version.document, build.content, sources)
        tasks |= cases.get(version.document.subject_id, set())
        left_out += not tasks
        if tasks:
            _first, serving, papers = shelves.setdefault(version.file.sha256, (version, set(), []))
            serving.update(tasks)
            papers.append(version)
    build.counts["papers"] = sum(len(papers) for _first, _tasks, papers in shelves.values())
    build.counts["papers_left_out"] = left_out
    build.counts["originals_named"] = sum(
        bool(paper.by_id and paper.at)
        for _first, _tasks, papers in shelves.values()
        for paper in papers
    )
    for sha256, (version, serving, papers) in shelves.items():  # by the date of the oldest paper
        yield Piece(
            f"{FOLDER}/{sha256[:SHOWN]}/{safe_name(version.file.name)}",
            _title(version.document),
            path_of(version.file),
            tuple(sorted(serving, key=order.index)),
            sha256=sha256,
            note=_note(papers),
        )


def _cases(build: Build, sources: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """Application → the tasks that rest on its procedure: its papers are theirs."""
    found: dict[str, set[str]] = {}
    for code, tasks in sources.items():
        prefix, _dot, name = code.partition(".")
        if prefix == "approval" and name in procedures():
            for row in case_facts(name, build.as_of):
                found.setdefault(row["id"], set()).update(tasks)
    return found


def _title(document: Any) -> str:
    kind = type_name(document.type)
    return kind if kind == document.title else f"{kind}：{document.title}"


def _note(papers: list[Any]) -> str:
    """Date and, where other papers have the very same bytes, how many."""
    first = papers[0]
    told = [f"{first.document.dated_on:%Y-%m-%d}", f"第 {first.number} 版"]
    if first.document.valid_until:
        told.append(f"有效至 {first.document.valid_until:%Y-%m-%d}")
    if len(papers) > 1:
        told.append(f"同一文件用于 {len(papers)} 处")
    return "，".join(told)


def tasks_of(document: Any, content: Content, sources: dict[str, tuple[str, ...]]) -> set[str]:
    """The tasks that a paper serves: its own, those that share it, those that use its register or
    data set; a paper of none of these serves whoever asks for its type."""
    kind, group = document.subject_kind, document.subject_group
    if kind == "task":
        own = {document.subject_id} & content.tasks.keys()
        return own | _sharing(document, content)
    if kind in {"record", "dataset"}:
        source = f"register.{group}" if kind == "record" else f"dataset.{group}"
        return {*sources.get(source, ()), *_each(document, content, source)}
    return set(sources.get(f"files.{document.type}", ()))


def _sharing(document: Any, content: Content) -> set[str]:
    return {
        item.task.id
        for item in content.items.values()
        for slot in (item.binding.slots if item.binding else ())
        if slot.document == document.type and document.subject_id in slot.also
    }


def _each(document: Any, content: Content, source: str) -> set[str]:
    return {
        item.task.id
        for item in content.items.values()
        for slot in (item.binding.slots if item.binding else ())
        if slot.document == document.type and slot.each == source
    }
