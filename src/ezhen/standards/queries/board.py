"""The board: 53 tasks and what they add up to. Every number is a sum of what stands below it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from ezhen.standards.definitions import Area, Task
from ezhen.standards.enums import Code, Layer, State
from ezhen.standards.queries.clock import DutyNow
from ezhen.standards.queries.standing import Picture, Standing

TENTH = Decimal("0.1")
# a task takes the state of the requirement that needs a person most
GRAVEST = (
    State.OVERDUE,
    State.DISPUTED,
    State.STALE,
    State.WILL_MISS,
    State.ON_PACE,
    State.SATISFIED,
)
MOST = 3


@dataclass(frozen=True)
class TaskRow:
    """A task: its requirements as they stand, and what they add up to."""

    task: Task
    area: Area
    standings: tuple[Standing, ...]
    points: Decimal
    score: Decimal
    duty: DutyNow
    today: dt.date

    @cached_property
    def state(self) -> State:
        """Of the gravest requirement."""
        return min((found.state for found in self.standings), key=GRAVEST.index)

    @cached_property
    def satisfied(self) -> int:
        """Requirements that are satisfied."""
        return sum(found.satisfied for found in self.standings)

    @property
    def total(self) -> int:
        """Requirements."""
        return len(self.standings)

    @property
    def lacking(self) -> int:
        """Requirements that are not satisfied."""
        return self.total - self.satisfied

    @cached_property
    def missed(self) -> int:
        """Requirements that at this pace will not be satisfied either."""
        return sum(found.will_miss for found in self.standings)

    @property
    def days(self) -> int:
        """Days left; negative when the day has passed."""
        return (self.duty.due - self.today).days

    @property
    def days_over(self) -> int:
        """Days past the day."""
        return max(0, -self.days)

    @property
    def percent(self) -> int:
        """Share of satisfied requirements."""
        return round(100 * self.satisfied / self.total) if self.total else 0

    @cached_property
    def layer(self) -> Layer:
        """The outermost layer that has judged every requirement as it stands now."""
        for layer in reversed(Layer.HUMAN):
            if all(_judged(found, layer) for found in self.standings):
                return Layer(layer)
        return Layer.COMPUTED

    @property
    def lacks_evidence(self) -> bool:
        """Something of its evidence is not there at all."""
        return any(found.row.lacks and not found.satisfied for found in self.standings)

    @property
    def is_stale(self) -> bool:
        """Evidence or a verdict is out of date."""
        return any(
            found.code == Code.STALE or any(o.is_stale for o in found.opinions.values())
            for found in self.standings
        )

    @property
    def is_disputed(self) -> bool:
        """People disagree on a requirement."""
        return any(found.state == State.DISPUTED for found in self.standings)


def _judged(found: Standing, layer: str) -> bool:
    opinion = found.opinions.get(layer)
    return opinion is not None and opinion.counts


@dataclass(frozen=True)
class AreaRow:
    """An area of work with its tasks."""

    area: Area
    rows: tuple[TaskRow, ...]

    @property
    def satisfied(self) -> int:
        """Requirements that are satisfied."""
        return sum(row.satisfied for row in self.rows)

    @property
    def total(self) -> int:
        """Requirements."""
        return sum(row.total for row in self.rows)

    @property
    def missed(self) -> int:
        """Requirements that will be missed."""
        return sum(row.missed for row in self.rows)

    @property
    def score(self) -> Decimal:
        """Points reached."""
        return sum((row.score for row in self.rows), Decimal(0))

    @property
    def points(self) -> Decimal:
        """Points there are."""
        return sum((row.points for row in self.rows), Decimal(0))


@dataclass(frozen=True)
class Board:
    """The whole standard on a day."""

    picture: Picture
    areas: tuple[AreaRow, ...]

    @cached_property
    def rows(self) -> tuple[TaskRow, ...]:
        """All tasks in the order of the text."""
        return tuple(row for area in self.areas for row in area.rows)

    @property
    def total(self) -> int:
        """Requirements."""
        return sum(row.total for row in self.rows)

    @property
    def satisfied(self) -> int:
        """Satisfied today."""
        return sum(row.satisfied for row in self.rows)

    @property
    def missed(self) -> int:
        """Will be missed at this pace."""
        return sum(row.missed for row in self.rows)

    @property
    def coming(self) -> int:
        """Not satisfied yet, but in time at this pace."""
        return self.total - self.satisfied - self.missed

    @property
    def expected(self) -> int:
        """Satisfied when it is due, at this pace."""
        return self.total - self.missed

    @property
    def days(self) -> int:
        """Days to the acceptance; negative after it."""
        return (self.picture.frame.programme.accepted_on - self.picture.frame.today).days

    @property
    def score(self) -> Decimal:
        """Points reached."""
        return sum((area.score for area in self.areas), Decimal(0))

    @property
    def points(self) -> Decimal:
        """Points there are."""
        return sum((area.points for area in self.areas), Decimal(0))

    @property
    def percent(self) -> Decimal:
        """Share of satisfied requirements, one decimal."""
        return self._share(self.satisfied)

    @property
    def percent_coming(self) -> Decimal:
        """Share of those that will come in time."""
        return self._share(self.coming)

    @property
    def percent_missed(self) -> Decimal:
        """The rest."""
        return self._share(self.missed)

    def _share(self, number: int) -> Decimal:
        whole = self.total or 1
        return (Decimal(100 * number) / whole).quantize(TENTH, ROUND_HALF_UP)

    @property
    def weakest(self) -> list[TaskRow]:
        """The tasks that lack most, three of them."""
        rows = [row for row in self.rows if row.lacking]
        return sorted(rows, key=lambda row: (-row.lacking, -row.missed))[:MOST]

    @property
    def num_missing_tasks(self) -> int:
        """Tasks with a requirement that will be missed."""
        return sum(row.missed > 0 for row in self.rows)

    @cached_property
    def states(self) -> list[tuple[State, int]]:
        """How many tasks are in which state."""
        counts = Counter(row.state for row in self.rows)
        return [(state, counts[state]) for state in reversed(GRAVEST)]


def board(picture: Picture) -> Board:
    """Fold the requirements of a day into tasks and areas."""
    by_task: dict[str, list[Standing]] = {}
    for found in picture.standings.values():
        by_task.setdefault(found.item.task.id, []).append(found)
    return Board(
        picture,
        tuple(
            AreaRow(
                area,
                tuple(
                    task_row(picture, area, task, by_task[task.id])
                    for task in area.tasks
                    if task.id in by_task
                ),
            )
            for area in picture.content.catalogue.areas
        ),
    )


def task_row(picture: Picture, area: Area, task: Task, standings: list[Standing]) -> TaskRow:
    """One task. Its score is rounded to a tenth, so that sums are sums of what is shown."""
    content = picture.content
    reached = sum(
        (content.points(found.item.id) for found in standings if found.satisfied), Decimal(0)
    )
    return TaskRow(
        task=task,
        area=area,
        standings=tuple(standings),
        points=content.task_points(task.id),
        score=reached.quantize(TENTH, ROUND_HALF_UP),
        duty=picture.duties[task.id],
        today=picture.frame.today,
    )


FILTERS = ("mine", "late", "no_evidence", "stale", "disputed")


def chosen(rows: Iterable[TaskRow], name: str, user: Any) -> Iterator[TaskRow]:
    """The tasks that a filter lets through; an unknown name lets all through."""
    tests = {
        "mine": lambda row: row.duty.is_of(user),
        "late": lambda row: row.state == State.OVERDUE,
        "no_evidence": lambda row: row.lacks_evidence,
        "stale": lambda row: row.is_stale,
        "disputed": lambda row: row.is_disputed,
    }
    test = tests.get(name)
    return (row for row in rows if test is None or test(row))
