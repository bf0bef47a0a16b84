"""The plan for people: steps of every task, with the milestones of the contracts that serve it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.periods import period_of
from ezhen.programme.enums import PlanState
from ezhen.programme.models import Milestone, PlanStep
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState
from ezhen.standards.api import DutyNow, in_force, picture

LEDGER = "work_ledger"
MOST_PROOFS = 60
MILESTONE_WEIGHT = 10
FILTERS = ("mine", "late", "month")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class TasksNow:
    """The tasks of the standard in force, who answers for each, and the programme's days."""

    areas: tuple[Any, ...]
    duties: Mapping[str, DutyNow]
    begins_on: dt.date
    ends_on: dt.date

    @cached_property
    def tasks(self) -> dict[str, Any]:
        """By id, in the order of the text."""
        return {task.id: task for area in self.areas for task in area.tasks}


def tasks_now() -> TasksNow:
    """Empty while no standard is in force."""
    today = timezone.localdate()
    version = in_force(today)
    if version is None:
        return TasksNow((), {}, today, today)
    seen = picture(version, {})
    days = seen.frame.programme
    return TasksNow(seen.content.catalogue.areas, seen.duties, days.begins_on, days.accepted_on)


@dataclass(frozen=True)
class PlanRow:
    """A step, or a milestone of a contract: when it was planned first, when now, and when it was
    done; `contract` is the number of the contract, empty for a step."""

    task: str
    title: str
    owner: str
    weight: int
    begins_on: dt.date
    ends_on: dt.date
    first_begins_on: dt.date
    first_ends_on: dt.date
    done_on: dt.date | None
    url: str
    contract: str
    today: dt.date

    @property
    def state(self) -> PlanState:
        """On the day of the plan."""
        if self.done_on:
            return PlanState.DONE
        if self.ends_on < self.today:
            return PlanState.LATE
        return PlanState.AHEAD if self.begins_on > self.today else PlanState.UNDER_WAY

    @property
    def is_late(self) -> bool:
        """Its day has passed, and it is not done."""
        return self.state == PlanState.LATE

    @property
    def moved_days(self) -> int:
        """How many days later than first planned it ends."""
        return (self.ends_on - self.first_ends_on).days

    def falls_in(self, first: dt.date, last: dt.date) -> bool:
        """It ends, or was done, between two days."""
        return first <= (self.done_on or self.ends_on) <= last


def _of_step(step: PlanStep, today: dt.date) -> PlanRow:
    return PlanRow(
        step.task,
        step.title,
        step.owner,
        step.weight,
        step.begins_on,
        step.ends_on,
        step.first_begins_on,
        step.first_ends_on,
        step.done_on,
        step.get_absolute_url(),
        "",
        today,
    )


def _of_milestone(one: Milestone, today: dt.date) -> PlanRow:
    acceptance = getattr(one, "acceptance", None)
    contract = one.contract
    begins_on = min(contract.starts_on, one.due_on)
    return PlanRow(
        contract.task,
        one.title,
        str(contract.party),
        MILESTONE_WEIGHT,
        begins_on,
        one.due_on,
        begins_on,
        one.due_on,
        acceptance.accepted_on if acceptance else None,
        contract.get_absolute_url(),
        contract.number,
        today,
    )


def milestones(task: str = "") -> QuerySet[Milestone]:
    """The work of contracts that serve a task of the standard; advances are no work."""
    rows = Milestone.objects.filter(is_advance=False).exclude(contract__task="")
    rows = rows.filter(contract__task=task) if task else rows
    return rows.select_related("contract__party", "acceptance").order_by("due_on", "pk")


def plan_rows(task: str = "", today: dt.date | None = None) -> list[PlanRow]:
    """Steps and milestones, of one task or all, by the day they end."""
    today = today or timezone.localdate()
    steps = PlanStep.objects.filter(is_dropped=False)
    steps = steps.filter(task=task) if task else steps
    rows = [_of_step(step, today) for step in steps.order_by("ends_on", "pk")]
    rows += [_of_milestone(one, today) for one in milestones(task)]
    return sorted(rows, key=lambda row: (row.ends_on, row.begins_on))


def open_steps(task: str = "") -> QuerySet[PlanStep]:
    """Steps that are not done, by the day they end."""
    rows = PlanStep.objects.filter(is_dropped=False, done_on=None)
    return (rows.filter(task=task) if task else rows).order_by("ends_on", "pk")


@dataclass(frozen=True)
class Axis:
    """Months from left to right, each one unit wide."""

    first: dt.date
    months: tuple[dt.date, ...]

    @property
    def width(self) -> int:
        """In months."""
        return len(self.months)

    def at(self, day: dt.date) -> float:
        """Where the morning of a day stands, kept within the axis."""
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        length = (_next(day.replace(day=1)) - day.replace(day=1)).days
        return round(min(max(months + (day.day - 1) / length, 0), self.width), 3)

    def span(self, first: dt.date, last: dt.date) -> tuple[float, float]:
        """Place and width of days, both included; never so thin that it cannot be seen."""
        x = self.at(first)
        return x, round(max(self.at(last + DAY) - x, 0.12), 3)


def axis(first: dt.date, last: dt.date) -> Axis:
    """The months of two days and all between."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = _next(month)
    return Axis(first.replace(day=1), tuple(months))


def _next(month: dt.date) -> dt.date:
    return (month.replace(day=28) + 4 * DAY).replace(day=1)


@dataclass(frozen=True)
class Bar:
    """A row of the plan as drawn: where it is planned now, and where it was first."""

    row: PlanRow
    x: float
    width: float
    first_x: float
    first_width: float

    @property
    def alone(self) -> tuple["Bar", ...]:
        """For a picture of its own."""
        return (self,)


def bars(rows: Iterable[PlanRow], months: Axis) -> list[Bar]:
    """Each row on the axis."""
    return [
        Bar(
            row,
            *months.span(row.begins_on, row.ends_on),
            *months.span(row.first_begins_on, row.first_ends_on),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class TaskPlan:
    """A task with its steps."""

    task: Any
    duty: DutyNow
    rows: tuple[PlanRow, ...]
    bars: tuple[Bar, ...]

    @property
    def done(self) -> int:
        """Steps done."""
        return sum(row.done_on is not None for row in self.rows)

    @property
    def late(self) -> int:
        """Steps whose day has passed."""
        return sum(row.is_late for row in self.rows)

    @property
    def percent(self) -> int:
        """Share of the work that is done, by weight."""
        return percent_of(self.rows)

    @property
    def following(self) -> PlanRow | None:
        """What comes next."""
        return next((row for row in self.rows if row.done_on is None), None)


def percent_of(rows: Iterable[PlanRow]) -> int:
    """By weight, whole per cent rounded down: done is only what is all done."""
    rows = list(rows)
    whole = sum(row.weight for row in rows)
    return 100 * sum(row.weight for row in rows if row.done_on) // whole if whole else 0


@dataclass(frozen=True)
class Plan:
    """Every task, by area, on one axis."""

    areas: tuple[tuple[Any, tuple[TaskPlan, ...]], ...]
    rows: tuple[PlanRow, ...]
    axis: Axis
    today: dt.date

    @property
    def done(self) -> int:
        """Steps done."""
        return sum(row.done_on is not None for row in self.rows)

    @property
    def late(self) -> int:
        """Steps whose day has passed."""
        return sum(row.is_late for row in self.rows)

    @property
    def now(self) -> float:
        """Where today stands."""
        return self.axis.at(self.today)

    @property
    def percent(self) -> int:
        """Share of the work that is done, by weight."""
        return percent_of(self.rows)


def chosen(row: PlanRow, show: str, duty: DutyNow, user: Any) -> bool:
    """The filter lets the row through; an unknown name lets all through."""
    if show == "mine":
        return duty.is_of(user) or row.owner == str(user)
    if show == "late":
        return row.is_late
    if show == "month":
        month = period_of("month", row.today)
        return row.falls_in(month.first, month.last)
    return True


def plan(user: Any, show: str = "") -> Plan:
    """The whole plan as a filter leaves it; within an area the late tasks come first. The counts of
    the headline are those of everything."""
    today, now = timezone.localdate(), tasks_now()
    rows = [row for row in plan_rows(today=today) if row.task in now.duties]
    last = max([now.ends_on, *(row.ends_on for row in rows)])
    months = axis(min([now.begins_on, *(row.begins_on for row in rows)]), last)
    by_task: dict[str, list[PlanRow]] = defaultdict(list)
    for row in rows:
        if chosen(row, show, now.duties[row.task], user):
            by_task[row.task].append(row)
    areas = []
    for area in now.areas:
        found = [
            TaskPlan(
                task,
                now.duties[task.id],
                tuple(by_task[task.id]),
                tuple(bars(by_task[task.id], months)),
            )
            for task in area.tasks
            if task.id in now.duties and (by_task[task.id] or not show)
        ]
        if found:
            areas.append((area, tuple(sorted(found, key=lambda one: -one.late))))
    return Plan(tuple(areas), tuple(rows), months, today)


def task_plan(task: str) -> tuple[TaskPlan, Axis]:
    """One task. Raises LookupError for one that is not in the standard."""
    now = tasks_now()
    if task not in now.duties:
        raise LookupError(task)
    rows = plan_rows(task)
    days = [day for row in rows for day in (row.begins_on, row.first_begins_on)]
    ends = [day for row in rows for day in (row.ends_on, row.first_ends_on)]
    months = axis(min([now.begins_on, *days]), max([now.duties[task].due, *ends]))
    found = TaskPlan(now.tasks[task], now.duties[task], tuple(rows), tuple(bars(rows, months)))
    return found, months


@dataclass(frozen=True)
class Proof:
    """Something of the task that is there already and can prove a step."""

    key: str
    label: str
    is_milestone: bool = False


def proofs_for(task: str) -> list[Proof]:
    """Accepted work of contracts, then the task's rows of the work ledger, newest first."""
    accepted = [one for one in milestones(task) if getattr(one, "acceptance", None)]
    found = [
        Proof(str(one.uuid), f"{one.contract.number} {one.title}", is_milestone=True)
        for one in accepted
    ]
    about = registers.definition(LEDGER)
    rows = registers.rows(LEDGER, states=RecordState.STANDS)
    rows = rows.filter(registers.condition(about, {"task": task})).order_by("-date", "-pk")
    for row in rows[:MOST_PROOFS]:
        what = str(row.data.get("work", ""))[:40]
        found.append(Proof(str(row.uuid), f"{row.year}-{row.serial:04} {row.date} {what}"))
    return found


def proof_of(step: PlanStep) -> tuple[str, str] | None:
    """What proves a done step: (label, address)."""
    if step.file:
        return step.file.name, reverse("archive:download", args=[step.file.uuid])
    if step.milestone:
        contract = step.milestone.contract
        return f"{contract.number} {step.milestone}", contract.get_absolute_url()
    if step.row:
        return _("Row of the work ledger"), reverse("registers:record", args=[step.row])
    return None
