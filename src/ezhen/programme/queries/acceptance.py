"""How an acceptance stands: what was given for each item, what waits, what was answered, and what
it adds up to. Everything is folded from its steps, in their order."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ezhen.approvals.api import case_facts
from ezhen.programme.enums import AcceptanceState, Column, StepKind
from ezhen.programme.models import Acceptance, AcceptanceItem, AcceptanceStep
from ezhen.programme.rules import KEEPS
from ezhen.standards.api import (
    Board,
    Content,
    Layer,
    Result,
    Rubric,
    TaskRow,
    board,
    content_of,
    outcomes_on,
    picture,
    refresh,
)

CENT, ZERO = Decimal("0.01"), Decimal(0)
PROCEDURE = "acceptance"  # the formal case of the pack


def acceptances() -> QuerySet[Acceptance]:
    """All of them, newest first."""
    return Acceptance.objects.select_related("version", "by", "decided_by").order_by("-at", "-pk")


def points_of(step: AcceptanceStep) -> Decimal:
    """Of a step that gave some."""
    assert step.points is not None, step.kind
    return step.points


@dataclass
class Given:
    """An item with what was done about it. `score` counts; `waits` is above what is proposed and
    has no second person yet; `open_answers`: said by the contractor, not replied to."""

    item: AcceptanceItem
    score: AcceptanceStep | None = None
    second: AcceptanceStep | None = None
    waits: AcceptanceStep | None = None
    steps: list[AcceptanceStep] = field(default_factory=list)
    open_answers: int = 0

    @property
    def points(self) -> Decimal:
        """What it gets as things stand: what was given, else what is proposed."""
        return points_of(self.score) if self.score else self.item.proposed

    @property
    def is_looked_at(self) -> bool:
        """Somebody of the team gave points, or they still wait for a second person."""
        return self.score is not None or self.waits is not None

    @property
    def must_be_seen(self) -> bool:
        """It is on site, and nobody was there yet."""
        return self.item.column == Column.ON_SITE and not self.is_looked_at

    @property
    def change(self) -> Decimal:
        """Above or below what is proposed."""
        return self.points - self.item.proposed

    def _is_waiting(self, key: str | None) -> bool:
        return self.waits is not None and self.waits.key == key

    def take(self, step: AcceptanceStep) -> None:
        """Fold a step in."""
        self.steps.append(step)
        if step.kind == StepKind.SCORED:
            if points_of(step) > self.item.proposed:
                self.waits = step
            else:
                self.score, self.second, self.waits = step, None, None
        elif step.kind == StepKind.AGREED and self._is_waiting(step.agrees_to_id):
            self.score, self.second, self.waits = self.waits, step, None
        elif step.kind == StepKind.ARGUED:
            self.open_answers += 1
        elif step.kind == StepKind.JUDGED:
            self.open_answers = 0


@dataclass(frozen=True)
class Line:
    """A task: its papers, and the place where it is looked at on site."""

    code: str
    title: Any
    papers: Given | None
    on_site: Given | None

    @property
    def parts(self) -> list[Given]:
        """What of it is scored."""
        return [part for part in (self.papers, self.on_site) if part]

    @property
    def item(self) -> AcceptanceItem:
        """The one that knows the verdicts of the task."""
        return self.parts[0].item

    @property
    def most(self) -> Decimal:
        """What the task is worth."""
        return sum((part.item.most for part in self.parts), ZERO)

    @property
    def proposed(self) -> Decimal:
        """What its verdicts come to."""
        return sum((part.item.proposed for part in self.parts), ZERO)

    @property
    def points(self) -> Decimal:
        """What it gets."""
        return sum((part.points for part in self.parts), ZERO)

    @property
    def layers(self) -> list[tuple[str, str, int, int, int]]:
        """The verdicts side by side: letter's code, name, satisfied, not, out of date."""
        found = self.item.layers
        return [
            (layer, str(Layer(layer).label), *found.get(layer, (0, 0, 0))) for layer in Layer.values
        ]


@dataclass(frozen=True)
class Block:
    """An area with its tasks."""

    id: str
    title: Any
    lines: tuple[Line, ...]

    @property
    def most(self) -> Decimal:
        """What the area is worth."""
        return sum((line.most for line in self.lines), ZERO)

    @property
    def points(self) -> Decimal:
        """What it gets."""
        return sum((line.points for line in self.lines), ZERO)


@dataclass(frozen=True)
class Sheet:
    """The whole of an acceptance as it stands."""

    acceptance: Acceptance
    rubric: Rubric
    blocks: tuple[Block, ...]
    bonus: tuple[Given, ...]
    general: tuple[AcceptanceStep, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All tasks in the order of the text."""
        return tuple(line for block in self.blocks for line in block.lines)

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """Everything that is scored."""
        return (*(part for line in self.lines for part in line.parts), *self.bonus)

    @property
    def total(self) -> Decimal:
        """As it stands, bonus included."""
        return sum((one.points for one in self.given), ZERO)

    @property
    def bonus_points(self) -> Decimal:
        """Of the bonus part."""
        return sum((one.points for one in self.bonus), ZERO)

    @property
    def proposed(self) -> Decimal:
        """What the verdicts come to."""
        return sum((one.item.proposed for one in self.given), ZERO)

    @property
    def grade(self) -> Any:
        """Of the total."""
        return self.rubric.grade_of(self.total)

    @cached_property
    def counts(self) -> Counter[str]:
        """How much is looked at, waits, is still to be seen, was answered."""
        found: Counter[str] = Counter()
        for one in self.given:
            found["scored"] += one.is_looked_at
            found["waits"] += one.waits is not None
            found["to_see"] += one.must_be_seen
            found["answers"] += one.open_answers > 0
        return found

    @property
    def short(self) -> list[Line]:
        """Tasks that fell short of the share the rubric names."""
        return [line for line in self.lines if line.points < line.most * self.rubric.weak_below]

    def of(self, item: AcceptanceItem) -> Given:
        """One item."""
        return next(one for one in self.given if one.item.pk == item.pk)


def rubric_of(acceptance: Acceptance) -> Rubric:
    """The rubric as it was frozen."""
    return Rubric.model_validate_json(acceptance.rubric)


def sheet_of(acceptance: Acceptance, as_of: dt.datetime | None = None) -> Sheet:
    """Fold all steps. Four queries."""
    rows = acceptance.items.order_by("number")
    found = {item.key: Given(item) for item in rows}
    steps = acceptance.steps.select_related("by").prefetch_related("files").order_by("pk")
    general = []
    for step in steps.filter(at__lte=as_of) if as_of else steps:
        if step.item_id:
            found[step.item_id].take(step)
        else:
            general.append(step)
    by_place = {(one.item.column, one.item.code): one for one in found.values()}
    content = content_of(acceptance.version)
    return Sheet(
        acceptance,
        rubric_of(acceptance),
        _blocks(content, by_place),
        tuple(one for one in found.values() if one.item.column == Column.BONUS),
        tuple(general),
    )


def _blocks(content: Content, found: dict[tuple[str, str], Given]) -> tuple[Block, ...]:
    blocks = []
    for area in content.catalogue.areas:
        lines = [
            Line(
                task.id,
                task.title,
                found.get((Column.PAPERS, task.id)),
                found.get((Column.ON_SITE, task.id)),
            )
            for task in area.tasks
        ]
        kept = tuple(line for line in lines if line.parts)
        if kept:
            blocks.append(Block(area.id, area.title, kept))
    return tuple(blocks)


def title_of(sheet: Sheet, item: AcceptanceItem) -> str:
    """What an item is called."""
    if item.column == Column.BONUS:
        known = {bonus.id: bonus.title for bonus in sheet.rubric.bonus}
    else:
        known = {line.code: line.title for line in sheet.lines}
    return str(known[item.code])


def asked_of(sheet: Sheet, item: AcceptanceItem) -> list[str]:
    """What is looked at: the questions on site, what a bonus asks."""
    if item.column == Column.ON_SITE:
        return [
            str(w) for site in sheet.rubric.on_site if site.task == item.code for w in site.looks
        ]
    if item.column == Column.BONUS:
        return [str(bonus.asks) for bonus in sheet.rubric.bonus if bonus.id == item.code]
    return []


def board_on(version: Any, day: dt.date | None) -> Board:
    """The board that points are proposed from: as it stands now, or at the end of a past day."""
    if day:
        return board(picture(version, outcomes_on(version, day), day=day))
    return board(picture(version, refresh()))


def layers_of(row: TaskRow) -> dict[str, list[int]]:
    """How many requirements of a task each layer finds satisfied, not satisfied, out of date."""
    met = sum(found.row.holds for found in row.standings)
    told = {Layer.COMPUTED.value: [met, row.total - met, 0]}
    for layer in Layer.HUMAN:
        opinions = [found.opinions[layer] for found in row.standings if layer in found.opinions]
        current = [one for one in opinions if one.counts]
        good = sum(one.result == Result.SATISFIED for one in current)
        stale = sum(one.is_stale for one in opinions)
        told[layer] = [good, len(current) - good, stale]
    return told


def shared_out(row: TaskRow, on_site: Decimal) -> list[tuple[str, Decimal, Decimal]]:
    """A task's points by column: (column, most, proposed); together what the board says."""
    share = (row.score * on_site / row.points).quantize(CENT, ROUND_DOWN) if row.points else ZERO
    parts = [
        (Column.PAPERS.value, row.points - on_site, row.score - share),
        (Column.ON_SITE.value, on_site, share),
    ]
    return [part for part in parts if part[1] > 0]


def decision_facts(sheet: Sheet, as_of: dt.datetime | None = None) -> dict[str, Any]:
    """Everything that was decided and why, as plain data: what is hashed and frozen."""
    one = sheet.acceptance
    grade = sheet.grade
    return {
        "acceptance": str(one.uuid),
        "title": one.title,
        "case": one.case,
        "as_of": one.as_of.isoformat(),
        "standard": {"number": one.version.number, "sha256": one.version.sha256},
        "rubric_sha256": one.rubric_sha256,
        "rubric": json.loads(one.rubric),
        "proposed": str(sheet.proposed),
        "total": str(sheet.total),
        "bonus": str(sheet.bonus_points),
        "grade": grade.model_dump(mode="json") if grade else None,
        "items": [_item_facts(sheet, given) for given in sheet.given],
    }


def _item_facts(sheet: Sheet, given: Given) -> dict[str, Any]:
    item = given.item
    return {
        "column": item.column,
        "code": item.code,
        "title": title_of(sheet, item),
        "most": str(item.most),
        "proposed": str(item.proposed),
        "points": str(given.points),
        "layers": item.layers,
        "by": str(given.score.by) if given.score else None,
        "reason": given.score.text if given.score else "",
        "seconded_by": str(given.second.by) if given.second else None,
        "steps": [step_facts(step) for step in given.steps],
    }


def step_facts(step: AcceptanceStep) -> dict[str, Any]:
    """A step as plain data."""
    return {
        "kind": step.kind,
        "points": None if step.points is None else str(step.points),
        "text": step.text,
        "by": str(step.by),
        "at": step.at.isoformat(),
        "files": sorted(file.sha256 for file in step.files.all()),
    }


def running_cases() -> list[tuple[str, str]]:
    """(number, address) of the formal acceptances that are under way."""
    return [
        (fact["label"], fact["url"]) for fact in case_facts(PROCEDURE) if fact["state"] == "running"
    ]


def case_url(number: str) -> str:
    """Where the formal case stands; empty when there is none."""
    return next((f["url"] for f in case_facts(PROCEDURE) if f["label"] == number), "")


def may_answer_on(acceptance: Acceptance, day: dt.date | None = None) -> bool:
    """The contractor may still answer."""
    until = acceptance.answer_until
    return (
        acceptance.state == AcceptanceState.HEARING
        and not acceptance.is_answered
        and until is not None
        and (day or timezone.localdate()) <= until
    )


def settled_values(case: Any, stage: Any) -> dict[str, Any]:
    """What the formal case takes from what was decided: grade and score of its approval."""
    if case.code != PROCEDURE or not any(one.name == "result" for one in stage.fields):
        return {}
    found = Acceptance.objects.filter(case=case.number, state=AcceptanceState.DECIDED)
    done = found.order_by("-pk").first()
    return {"result": done.grade, "final": str(done.total)} if done else {}


def num_open() -> int:
    """Acceptances that are not decided."""
    return Acceptance.objects.exclude(state=AcceptanceState.DECIDED).count()


def waiting_for(user: Any) -> list[tuple[Any, ...]]:
    """What of the open acceptance waits for this person, as home pages show it."""
    found = acceptances().exclude(state=AcceptanceState.DECIDED).first()
    if found is None or (user.role in KEEPS and not may_answer_on(found)):
        return []
    url = found.get_absolute_url()
    if user.role in KEEPS:
        text = _("Read the scores of the acceptance and answer them")
        return [(text, found.title, url, _("Look at them"), found.answer_until)]
    counts = sheet_of(found).counts
    if counts["to_see"] and found.state == AcceptanceState.SCORING:
        n = counts["to_see"]
        text = ngettext("%(n)d item to be seen on site", "%(n)d items to be seen on site", n)
        return [(text % {"n": n}, found.title, url, _("Score"), None)]
    if n := counts["waits"]:
        text = ngettext("%(n)d raised score waits", "%(n)d raised scores wait", n)
        return [(text % {"n": n}, found.title, url, _("Look at them"), None)]
    if n := counts["answers"]:
        text = ngettext("%(n)d answer to reply to", "%(n)d answers to reply to", n)
        return [(text % {"n": n}, found.title, url, _("Reply"), None)]
    return []


def grade_of(acceptance: Acceptance) -> Any:
    """The grade that was decided, with its words; None while nothing is."""
    grades = rubric_of(acceptance).grades if acceptance.grade else ()
    return next((grade for grade in grades if grade.code == acceptance.grade), None)
