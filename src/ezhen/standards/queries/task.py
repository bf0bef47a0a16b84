"""One task, or one requirement, as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ezhen.standards.enums import Layer
from ezhen.standards.models import Verdict
from ezhen.standards.queries.board import TaskRow, task_row
from ezhen.standards.queries.standing import Picture, Standing, load_reasons
from ezhen.standards.queries.verdict import Opinion, newest_verdicts, waiting_verdict
from ezhen.standards.tests.outcome import Cell, Gap, Outcome


@dataclass(frozen=True)
class LayerCell:
    """What one layer says of a requirement."""

    layer: Layer
    opinion: Opinion | None
    waiting: Verdict | None


@dataclass(frozen=True)
class RequirementRow:
    """A requirement with its reasons, evidence, the four layers and what mends it."""

    standing: Standing
    outcome: Outcome
    layers: tuple[LayerCell, ...]

    @property
    def item(self) -> Any:
        """The requirement in its task."""
        return self.standing.item

    @property
    def satisfied(self) -> bool:
        """Counts as satisfied."""
        return self.standing.satisfied

    @cached_property
    def failing(self) -> list[Any]:
        """What is said of the parts that fail."""
        return [say for part in self.outcome.parts if not part.holds for say in part.said]

    @cached_property
    def holding(self) -> list[Any]:
        """What is said of the parts that hold."""
        if not self.outcome.parts:
            return list(self.outcome.said)
        return [say for part in self.outcome.parts if part.holds for say in part.said]

    @cached_property
    def rhythm(self) -> Outcome | None:
        """The part whose rhythm is drawn."""
        return next((part for part in self.outcome.parts if part.cells), None)

    @cached_property
    def mend(self) -> tuple[Gap, int] | None:
        """The first thing to mend that has a page, and how many like it there are."""
        with_page = [gap for gap in self.outcome.gaps if gap.url]
        if self.satisfied or not with_page:
            return None
        first = with_page[0]
        return first, sum(gap.url == first.url for gap in with_page)

    @property
    def see_url(self) -> str:
        """The page with the rows behind it."""
        return next((row.url for row in self.outcome.evidence if row.url), "")


@dataclass(frozen=True)
class TaskPage:
    """A task, its requirements, its neighbours."""

    picture: Picture
    row: TaskRow
    requirements: tuple[RequirementRow, ...]
    before: Any
    after: Any

    @cached_property
    def strips(self) -> list[tuple[RequirementRow, tuple[Cell, ...]]]:
        """The rhythms that can be drawn: one picture for each requirement that has one."""
        return [(row, row.outcome.cells) for row in self.requirements if row.outcome.cells]

    @property
    def layer_counts(self) -> list[tuple[Layer, int, int, int]]:
        """Each layer with how many requirements it finds satisfied, out of date, and returned."""
        return [_counted(self.requirements, position) for position in range(len(Layer.HUMAN))]

    @property
    def computed(self) -> int:
        """Requirements that hold by what is computed."""
        return sum(row.standing.row.holds for row in self.requirements)

    @property
    def lead(self) -> Any:
        """The sentence that says most: the first reason of the gravest requirement."""
        for row in self.requirements:
            if row.standing.state == self.row.state and row.failing:
                return row.failing[0]
        return next((row.holding[0] for row in self.requirements if row.holding), "")


def _counted(rows: tuple[RequirementRow, ...], position: int) -> tuple[Layer, int, int, int]:
    cells = [row.layers[position] for row in rows]
    opinions = [cell.opinion for cell in cells if cell.opinion]
    current = [opinion for opinion in opinions if opinion.counts]
    return (
        Layer(Layer.HUMAN[position]),
        sum(opinion.result == "satisfied" for opinion in current),
        sum(opinion.is_stale for opinion in opinions),
        sum(opinion.result == "returned" for opinion in current),
    )


def task_page(picture: Picture, task: str) -> TaskPage:
    """Raises LookupError for a task that is not in the standard."""
    order = list(picture.content.tasks)
    position = order.index(task) if task in order else None
    if position is None:
        raise LookupError(task)
    standings = [found for found in picture.standings.values() if found.item.task.id == task]
    load_reasons(standings)
    verdicts = newest_verdicts(picture.version, picture.frame.as_of)
    tasks = picture.content.tasks
    return TaskPage(
        picture=picture,
        row=task_row(picture, standings[0].item.area, tasks[task], standings),
        requirements=tuple(requirement_row(found, verdicts) for found in standings),
        before=tasks[order[position - 1]] if position else None,
        after=tasks[order[position + 1]] if position + 1 < len(order) else None,
    )


def requirement_row(standing: Standing, verdicts: Mapping[str, Any]) -> RequirementRow:
    """With its reasons read and its layers in order."""
    return RequirementRow(
        standing, standing.outcome, tuple(_layers(standing, verdicts.get(standing.item.id, {})))
    )


def _layers(standing: Standing, verdicts: Mapping[str, Any]) -> Iterator[LayerCell]:
    for layer in Layer.HUMAN:
        yield LayerCell(
            Layer(layer), standing.opinions.get(layer), waiting_verdict(verdicts, layer)
        )
