"""Papers, statements and verdicts of the standard, as the bindings ask for them."""

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ezhen.archive.api import Subject, add_document, store_file, type_name
from ezhen.core.personal import personal_class
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.ledgers.fill import Filled
from ezhen.demo.actions.ledgers.wording import lines_of
from ezhen.demo.actions.papers import paper_upload
from ezhen.demo.actions.pictures import picture_upload
from ezhen.registers.api import RegisterDefinition, attach_paper, definition
from ezhen.registers.api import rows as rows_of
from ezhen.registers.enums import RecordState
from ezhen.standards.api import Attested, Compound, Content, Slot, attest

FROM_REGISTER = "register."
OFFICE = "古韩乡村e镇项目部"
LISTED = 4  # columns of a bound paper
PROGRAMME_PAPERS = 200  # days of the programme over which they come in
# not handed in: (task, type)
MISSING = frozenset({("6.3", "startup_material"), ("4.7", "video_project_file")})
EXPIRED = {("2.5", "cooperation_agreement"): 9}  # valid until so many days ago
VALID_FOR = 30  # days, at least
RENEWED = {"product_info_sheet": 60, "audit_material": 45}  # the newest is so many days old
STATED_BEFORE = 200  # days


def hand_in_papers(town: Town, content: Content, filled: Filled) -> None:
    """Papers of the rows, then those of the tasks."""
    for code, rows in filled.items():
        _of_register(town, definition(code), _wanted(content, code), rows)
    plans = {slot.document for _task, slot in _slots(content) if slot.each == "standard.tasks"}
    for task in content.tasks.values():
        if task.id[0].isdigit():
            for document in sorted(plans):
                _of_task(town, task, document, at=later(town.begin, 6, 15))
    asked = {(task, slot.document) for task, slot in _slots(content) if not slot.each}
    asked |= {(task, part.source.removeprefix("files.")) for task, part in _counted_files(content)}
    for number, document in sorted(asked - MISSING):
        _of_task(town, content.tasks[number], document)


def _slots(content: Content) -> Iterator[tuple[str, Slot]]:
    for item in content.items.values():
        for part in item.parts:
            if isinstance(part, Slot):
                yield item.task.id, part


def _counted_files(content: Content) -> Iterator[tuple[str, Any]]:
    for item in content.items.values():
        for part in item.parts:
            if getattr(part, "source", "").startswith("files."):
                yield item.task.id, part


def _wanted(content: Content, code: str) -> dict[str, list[Mapping[str, Any]]]:
    """Type of paper to the filters of the rows that need one; an empty filter: every row."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for paper in definition(code).papers:
        if paper.required:
            found[paper.document].append({})
    for _task, slot in _slots(content):
        if slot.each == FROM_REGISTER + code:
            found[slot.document].append(slot.where)
    return found


def _of_register(
    town: Town,
    about: RegisterDefinition,
    wanted: Mapping[str, list[Mapping[str, Any]]],
    rows: list[tuple[dict[str, Any], Any, dt.datetime]],
) -> None:
    """The papers of a month are bound together: one file, filed with each of its rows."""
    if not wanted:
        return
    records = {one.uuid: one for one in rows_of(about.code, states=RecordState.STANDS)}
    pairs = {paper.document for paper in about.papers if paper.pair}
    bound: dict[tuple[str, str], list[tuple[dict[str, Any], Any, dt.datetime]]] = defaultdict(list)
    for row in rows:
        for document, filters in wanted.items():
            if any(_fits(row[0], where) for where in filters):
                bound[document, f"{row[2]:%Y-%m}"].append(row)
    by = town.users["operator"]
    for (document, _month), members in bound.items():
        at = max(at for _row, _uuid, at in members)
        for part, upload in _files(about, document, members, at, is_pair=document in pairs):
            file = store_file(upload=upload, by=by, at=at)
            for _row, uuid, written in members:
                attach_paper(
                    record=records[uuid], document=document, file=file, by=by, part=part, at=written
                )


def _files(
    about: RegisterDefinition, document: str, members: Any, at: dt.datetime, *, is_pair: bool
) -> Any:
    if is_pair:
        return [
            ("before", picture_upload("floor", "前")),
            ("after", picture_upload("pallet", "后")),
        ]
    columns = [one for one in about.listed if not personal_class(one)][:LISTED]
    rows = [[str(one.label) for one in columns]]
    rows += [[_told(one, row.get(one.name)) for one in columns] for row, _uuid, _at in members]
    facts = [("所属台账", str(about.title)), ("份数", str(len(members))), ("整理单位", OFFICE)]
    name = str(type_name(document))
    return [
        (
            "",
            paper_upload(
                title=name, number=f"{about.title} {at:%Y-%m}", facts=facts, rows=rows, at=at
            ),
        )
    ]


def _told(one: Any, value: Any) -> str:
    if value is None or isinstance(value, list):
        return "" if value is None else "、".join(map(str, value))
    chosen = [choice.zh for choice in one.choices if choice.code == value]
    return (
        chosen
        or [
            {True: "是", False: "否"}.get(value, str(value))
            if isinstance(value, bool)
            else str(value)
        ]
    )[0]


def _fits(row: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    return all(_is(row.get(name), asked) for name, asked in where.items())


def _is(value: Any, asked: Any) -> bool:
    if isinstance(asked, Mapping):
        return (value is not None) == asked["set"] if "set" in asked else True
    return value in asked if isinstance(asked, list | tuple) else value == asked


def _of_task(town: Town, task: Any, document: str, *, at: dt.datetime | None = None) -> None:
    name = str(type_name(document))
    key = f"{task.id}{document}"
    at = at or _moment(town, key, document)
    until = EXPIRED.get((task.id, document))
    if until:
        at = min(at, town.diary.ago(until + VALID_FOR, 15))
    facts = [
        ("任务", f"{task.id} {task.title.zh}"),
        ("编制单位", OFFICE),
        ("日期", f"{at:%Y-%m-%d}"),
    ]
    lines = lines_of(name, task.title.zh)
    number = f"GH-{task.id}-{zlib.crc32(document.encode()) % 1000:03}"
    today = town.diary.now.date()
    add_document(
        type=document,
        subject=Subject("task", task.id),
        file=paper_upload(title=name, number=number, facts=facts, lines=lines, at=at),
        title=f"{task.title.zh}·{name}",
        valid_until=today - dt.timedelta(days=until) if until else None,
        by=town.users["operator"],
        at=at,
    )


def _moment(town: Town, key: str, document: str) -> dt.datetime:
    """Spread over the first part of the programme; some papers are renewed."""
    if document in RENEWED:
        return town.diary.ago(RENEWED[document], 15)
    at = later(town.begin, 10 + zlib.crc32(key.encode()) % PROGRAMME_PAPERS, 15, 20)
    return min(at, town.diary.ago(1, 15))


def state_facts(town: Town, content: Content, version: Any) -> None:
    """What the client and the authority confirm with their own eyes."""
    for item in content.items.values():
        for part in item.parts:
            for role in _roles(part):
                days = STATED_BEFORE - zlib.crc32(item.id.encode()) % 150
                attest(
                    version=version,
                    requirement=item.id,
                    role=role,
                    is_met=True,
                    note="现场查看并核对台账，情况属实",
                    by=town.users["bureau"],
                    at=max(town.diary.ago(days, 11), later(town.begin, 1, 11)),
                )


def _roles(part: Any) -> Iterator[str]:
    if isinstance(part, Attested):
        yield part.role
    elif isinstance(part, Compound):
        for inner in part.tests:
            yield from _roles(inner)
