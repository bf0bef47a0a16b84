"""What proves a requirement: packs/<county>/standard/bindings/*.yaml, read beside the catalogue.

A requirement is satisfied when all of its tests hold, all of its slots are filled and its
attestation, if it has one, stands. Nothing here reads the database.
"""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Option
from pydantic import model_validator

from ezhen.core.definitions import Name, Strict, Words

Operator = Literal[">=", ">", "<=", "<", "=="]
Window = Literal["programme", "year", "twelve_months", "all"]
# field: value, list of values, or {operator: value}; operators eq ne in gte gt lte lt set, and
# `has` for a field of choices
Filter = dict[str, Any]


class Test(Strict):
    """Base. `source`: register.CODE, figure.CODE, dataset.CODE, files.TYPE, approval.CODE …"""

    id: Name = "t1"
    why: Words | None = None  # a recorded reading of the text, where it was not plain
    title: Words | None = None  # what is counted, where the source's own title says too little
    unit: Words | None = None  # what one row is counted in (场, 单); else the figure's unit

    __test__ = False  # no test case


class Bound(Test):
    """A number against a bound: `value`, or the catalogue's figure named by `target`."""

    source: str
    where: Filter = {}
    op: Operator = ">="
    value: Decimal | None = None
    target: str = ""
    window: Window = "programme"

    @model_validator(mode="after")
    def _has_bound(self) -> Self:
        if (self.value is None) == (not self.target):
            raise ValueError("give a value or a target, one of them")
        return self


class Count(Bound):
    """Number of rows."""

    type: Literal["count"]


class Sum(Bound):
    """Sum of a field."""

    type: Literal["sum"]
    measure: Name


class Distinct(Bound):
    """Number of different values of a field."""

    type: Literal["distinct"]
    measure: Name


class Figure(Bound):
    """The value of a named figure."""

    type: Literal["figure"]


class Ratio(Bound):
    """Share (0 to 1) of the rows, or of the sum of `measure`, that also fulfil `part`."""

    type: Literal["ratio"]
    part: Filter
    measure: Name | None = None


class Growth(Bound):
    """Change in per cent from the year before; no year before is a gap, never a pass."""

    type: Literal["growth"]
    measure: Name | None = None


class Cadence(Test):
    """In every period at least `least` rows; `share` of the periods that have ended.

    A period that ended less than `grace_days` ago is not missed yet: its row may still come.
    """

    type: Literal["cadence"]
    source: str
    where: Filter = {}
    grain: Literal["week", "month", "quarter", "year"]
    least: int = 1
    target: str = ""
    share: Decimal = Decimal(1)
    grace_days: int = 0
    window: Window = "programme"


class Coverage(Test):
    """Every subject has at least `least` rows; with a grain, in every period since it began."""

    type: Literal["coverage"]
    subjects: str  # a source
    subjects_where: Filter = {}
    source: str
    subject: Name  # field of `source` that names the subject
    where: Filter = {}
    least: int = 1
    grain: Literal["", "month", "quarter", "year"] = ""
    share: Decimal = Decimal(1)
    grace_days: int = 10
    window: Window = "programme"


class Sla(Test):
    """`share` of at least `least` rows go from one date field to the other within `days`."""

    type: Literal["sla"]
    source: str
    where: Filter = {}
    start: Name
    end: Name
    days: int | None = None
    target: str = ""
    share: Decimal = Decimal("0.95")
    least: int = 1
    window: Window = "programme"


class Exists(Test):
    """At least `least` rows, the newest not older than `within_days`."""

    type: Literal["exists"]
    source: str
    where: Filter = {}
    least: int = 1
    within_days: int | None = None


class Seal(Test):
    """The data set's or figure's value of each year that has ended is sealed by an outside body."""

    type: Literal["seal"]
    source: str
    by: Name
    window: Window = "programme"


class Attested(Test):
    """A named role says so, for so many days."""

    type: Literal["attested"]
    role: Name
    days: int = 365


class Compound(Test):
    """`least` of the tests inside hold; all of them when not said."""

    type: Literal["compound"]
    tests: "tuple[AnyTest, ...]"
    least: int | None = None


AnyTest = Annotated[
    Count
    | Sum
    | Distinct
    | Figure
    | Ratio
    | Growth
    | Cadence
    | Coverage
    | Sla
    | Exists
    | Seal
    | Attested
    | Compound,
    Option(discriminator="type"),
]


class Slot(Strict):
    """Room for a paper: `least` documents of a type for the task; with `each`, one for every row of
    a source that `where` lets through; with a grain, one in every period. `days`: older is stale.
    `also`: tasks whose papers of this type count here too, so that a shared paper is filed once.
    """

    document: Name
    least: int = 1
    also: tuple[str, ...] = ()
    each: str = ""
    where: Filter = {}
    grain: Literal["", "month", "quarter", "year"] = ""
    share: Decimal = Decimal(1)
    days: int | None = None


class Binding(Strict):
    """How one requirement is proved: by all of its tests and slots together."""

    tests: tuple[AnyTest, ...] = ()
    slots: tuple[Slot, ...] = ()
    reading: Words | None = None  # a recorded reading of an ambiguous clause; the board shows it

    @model_validator(mode="after")
    def _proves_something(self) -> Self:
        if not (self.tests or self.slots):
            raise ValueError("nothing proves this requirement")
        return self


class Target(Words):
    """A figure of the catalogue, said in both languages."""

    id: str
    measure: Name
    op: Literal[">=", ">", "<=", "<", "="]
    value: Decimal
    unit: Words
    per: str | None = None


class Requirement(Strict):
    """A line of the catalogue: short words, the clause number points to the text."""

    id: str
    kind: Literal["basic", "service"]
    text: Words
    proof: Literal["live", "register", "document", "attestation"]
    documents: tuple[Name, ...] = ()
    system: Name


class Task(Strict):
    """A task of the catalogue."""

    id: str
    title: Words
    aim: Words
    targets: tuple[Target, ...] = ()
    requirements: tuple[Requirement, ...]


class Named(Words):
    """A role or a document type of the standard."""

    id: Name


class Area(Strict):
    """A work area of the catalogue."""

    id: str
    title: Words
    tasks: tuple[Task, ...]


class Catalogue(Strict):
    """The standard as published, in short words of our own."""

    id: str
    title: Words
    issued: dt.date
    issuer: Words
    roles: tuple[Named, ...]
    areas: tuple[Area, ...]
    documents: tuple[Named, ...]

    def requirements(self) -> dict[str, Requirement]:
        """By id, in the order of the text."""
        tasks = (task for area in self.areas for task in area.tasks)
        return {found.id: found for task in tasks for found in task.requirements}

    def targets(self) -> dict[str, Target]:
        """By id."""
        tasks = (task for area in self.areas for task in area.tasks)
        return {found.id: found for task in tasks for found in task.targets}

    def tasks(self) -> dict[str, Task]:
        """By id, in the order of the text."""
        return {task.id: task for area in self.areas for task in area.tasks}


class Duty(Strict):
    """Who answers for a task and by when: a user's name, or a role when nobody is named."""

    user: str = ""
    role: Name = "operator"
    reviewer: str = ""
    due: dt.date | None = None


class Programme(Strict):
    """programme.yaml: the clock of the programme, and who does what until when.

    `years` are the calendar years that a yearly demand counts; empty: those of which the programme
    covers at least half.
    """

    begins_on: dt.date
    ends_on: dt.date
    accepted_on: dt.date
    years: tuple[int, ...] = ()
    note: Words
    duty: Duty = Duty()
    tasks: dict[str, Duty] = {}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.begins_on < self.ends_on <= self.accepted_on:
            raise ValueError("begins_on, ends_on, accepted_on must follow each other")
        return self


class Bonus(Strict):
    """Points beyond the total, for what the standard does not ask; `asks`: what must be shown."""

    id: Name
    title: Words
    points: Decimal = Option(gt=0, max_digits=6, decimal_places=2)
    asks: Words


class OnSite(Strict):
    """What is looked at on the spot: so many of the task's points are given there, the rest on the
    papers. `looks`: the questions that are gone through."""

    task: str
    points: Decimal = Option(gt=0, max_digits=6, decimal_places=2)
    looks: tuple[Words, ...] = Option(min_length=1)


class Grade(Strict):
    """From `lower` points on, what it is called and what follows. `rectify_days`: within so many
    days it must be mended; 0: nothing has to be."""

    code: Name
    title: Words
    lower: Decimal = Option(ge=0, max_digits=6, decimal_places=2)
    follows: Words
    rectify_days: int = Option(default=0, ge=0)


class Rubric(Strict):
    """rubric.yaml: how many points a task is worth. A task's points are shared equally among its
    requirements, unless `requirements` says how many one of them gets.

    `grades` go from the best to the lowest, which begins at 0; `answer_days`: how long the
    contractor may answer the scores; `weak_below`: a task below this share of its points has
    fallen short.
    """

    title: Words
    note: Words
    total: Decimal
    tasks: dict[str, Decimal]
    requirements: dict[str, Decimal] = {}
    bonus: tuple[Bonus, ...] = ()
    on_site: tuple[OnSite, ...] = ()
    grades: tuple[Grade, ...] = ()
    answer_days: int = Option(default=5, gt=0)
    weak_below: Decimal = Option(default=Decimal("0.6"), gt=0, le=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(self.tasks.values()) != self.total:
            raise ValueError(f"the tasks' points do not add up to {self.total}")
        return self

    @model_validator(mode="after")
    def _without_holes(self) -> Self:
        limits = [grade.lower for grade in self.grades]
        if limits and (limits[-1] != 0 or any(a <= b for a, b in itertools.pairwise(limits))):
            raise ValueError("grades must fall from the best to the lowest, which begins at 0")
        if limits and limits[0] > self.total:
            raise ValueError("the best grade begins above the total: nobody could reach it")
        for what, codes in (
            ("grades", [grade.code for grade in self.grades]),
            ("bonus", [bonus.id for bonus in self.bonus]),
            ("on_site", [site.task for site in self.on_site]),
        ):
            if len(codes) != len(set(codes)):
                raise ValueError(f"{what}: something stands twice")
        return self

    def grade_of(self, points: Decimal) -> Grade | None:
        """The grade of so many points."""
        return next((grade for grade in self.grades if points >= grade.lower), None)


class Move(Strict):
    """What becomes of requirements of the version before: split, merged, reworded, dropped, or the
    same under another id. What keeps its id and its words needs no line."""

    kind: Literal["same", "split", "merged", "reworded", "dropped"]
    old: tuple[str, ...]
    new: tuple[str, ...] = ()
    why: Words | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        sizes = {
            "same": (len(self.old) == 1 and len(self.new) == 1),
            "reworded": (len(self.old) == 1 and len(self.new) == 1),
            "split": (len(self.old) == 1 and len(self.new) > 1),
            "merged": (len(self.old) > 1 and len(self.new) == 1),
            "dropped": (len(self.old) >= 1 and not self.new),
        }
        if not sizes[self.kind]:
            raise ValueError(f"{self.kind}: {len(self.old)} old and {len(self.new)} new do not fit")
        return self


class Migration(Strict):
    """migration.yaml: how the version named `of` becomes this one."""

    of: dt.date
    moves: tuple[Move, ...] = ()
