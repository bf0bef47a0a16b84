"""The standard as data: read from the pack, or from a version in force. Immutable, cached."""

import datetime as dt
import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from ezhen.core.log import canonical
from ezhen.core.packfile import PackError, PackFile, read_yaml
from ezhen.standards.definitions import (
    AnyTest,
    Area,
    Binding,
    Catalogue,
    Compound,
    Coverage,
    Migration,
    Programme,
    Requirement,
    Rubric,
    Slot,
    Target,
    Task,
)
from ezhen.standards.models import StandardVersion

ATTESTATION = "attestation"


@dataclass(frozen=True)
class Item:
    """A requirement with the task and area it stands in, and its binding, when it has one."""

    area: Area
    task: Task
    requirement: Requirement
    binding: Binding | None

    @property
    def id(self) -> str:
        """Of the requirement."""
        return self.requirement.id

    @property
    def parts(self) -> tuple[AnyTest | Slot, ...]:
        """Everything that must hold."""
        return (*self.binding.tests, *self.binding.slots) if self.binding else ()

    @property
    def sources(self) -> frozenset[str]:
        """The codes of everything it rests on."""
        return frozenset(code for part in self.parts for code in sources_of(part))


def sources_of(part: AnyTest | Slot) -> Iterator[str]:
    """The sources a test or slot reads."""
    if isinstance(part, Slot):
        yield f"files.{part.document}"
        if part.each:
            yield part.each
    elif isinstance(part, Compound):
        for inner in part.tests:
            yield from sources_of(inner)
    elif part.type == "attested":
        yield ATTESTATION
    else:
        yield part.source
        if isinstance(part, Coverage):
            yield part.subjects


@dataclass(frozen=True)
class Content:
    """Catalogue, bindings and rubric together."""

    catalogue: Catalogue
    bindings: dict[str, Binding]
    rubric: Rubric

    @functools.cached_property
    def items(self) -> dict[str, Item]:
        """Requirements by id, in the order of the text."""
        return {
            found.id: Item(area, task, found, self.bindings.get(found.id))
            for area in self.catalogue.areas
            for task in area.tasks
            for found in task.requirements
        }

    @functools.cached_property
    def tasks(self) -> dict[str, Task]:
        """By id."""
        return self.catalogue.tasks()

    @functools.cached_property
    def targets(self) -> dict[str, Target]:
        """By id."""
        return self.catalogue.targets()

    @functools.cached_property
    def dependents(self) -> dict[str, frozenset[str]]:
        """Source to the requirements that rest on it."""
        found: dict[str, set[str]] = defaultdict(set)
        for item in self.items.values():
            for code in item.sources:
                found[code].add(item.id)
        return {code: frozenset(ids) for code, ids in found.items()}

    def of_task(self, task: str) -> list[Item]:
        """The requirements of a task."""
        return [item for item in self.items.values() if item.task.id == task]

    def points(self, requirement: str) -> Decimal:
        """What a requirement is worth: as the rubric says, else its share of the task's points."""
        given = self.rubric.requirements
        if requirement in given:
            return given[requirement]
        task = self.items[requirement].task
        free = [found.id for found in task.requirements if found.id not in given]
        rest = self.task_points(task.id) - sum(
            given[found.id] for found in task.requirements if found.id in given
        )
        return rest / len(free)

    def task_points(self, task: str) -> Decimal:
        """What a task is worth."""
        return self.rubric.tasks.get(task, Decimal(0))

    def body(self) -> str:
        """Canonical JSON, what a version stores and is known by."""
        plain: dict[str, Any] = {
            "catalogue": self.catalogue.model_dump(mode="json"),
            "bindings": {
                key: found.model_dump(mode="json") for key, found in self.bindings.items()
            },
            "rubric": self.rubric.model_dump(mode="json"),
        }
        return canonical(plain)

    @property
    def sha256(self) -> str:
        """Of the body."""
        return hashlib.sha256(self.body().encode()).hexdigest()


def read_body(body: str) -> Content:
    """The content of a version."""
    plain = json.loads(body)
    return Content(
        Catalogue.model_validate(plain["catalogue"]),
        {key: Binding.model_validate(found) for key, found in plain["bindings"].items()},
        Rubric.model_validate(plain["rubric"]),
    )


@functools.lru_cache(maxsize=8)
def _content(pk: int, _sha256: str) -> Content:
    return read_body(StandardVersion.objects.only("body").get(pk=pk).body)


def content_of(version: StandardVersion) -> Content:
    """The content of a version, parsed once in a process."""
    return _content(version.pk, version.sha256)


def in_force(day: dt.date) -> StandardVersion | None:
    """The version in force on a day; before the first, the first."""
    versions = StandardVersion.objects.defer("body").order_by("-number")
    found = versions.filter(in_force_from__lte=day).first()
    return found or versions.last()


def folder() -> Path:
    """Where the pack keeps its standard."""
    return Path(settings.PACK_DIR) / "standard"


@dataclass(frozen=True)
class Drafted:
    """What the pack's files say, with the file of each binding, for naming places."""

    content: Content
    files: dict[str, tuple[PackFile, str]]  # requirement → file and area
    problems: tuple[PackError, ...]


def read_pack(path: Path | None = None) -> Drafted:
    """Catalogue, bindings and rubric of the pack; what is wrong with a binding is gathered, a
    catalogue or rubric that cannot be read raises PackError."""
    path = path or folder()
    catalogue = read_yaml(path / "catalogue.yaml").read_as(Catalogue)
    rubric = read_yaml(path / "rubric.yaml").read_as(Rubric)
    bindings: dict[str, Binding] = {}
    files: dict[str, tuple[PackFile, str]] = {}
    problems: list[PackError] = []
    for name in sorted((path / "bindings").glob("*.yaml")):
        try:
            file = read_yaml(name)
        except PackError as error:
            problems += error.all
            continue
        for requirement in file.data or {}:
            key = str(requirement)
            if key in files:
                problems.append(file.error(f"{key} is bound twice", (requirement,)))
                continue
            files[key] = (file, key)
            try:
                bindings[key] = file.read_as(Binding, (requirement,))
            except PackError as error:
                problems += error.all
    return Drafted(Content(catalogue, bindings, rubric), files, tuple(problems))


def read_programme(path: Path | None = None) -> Programme:
    """programme.yaml. Raises PackError."""
    return read_yaml((path or folder()) / "programme.yaml").read_as(Programme)


def read_migration(path: Path | None = None) -> Migration | None:
    """migration.yaml, when the pack brings one. Raises PackError."""
    file = (path or folder()) / "migration.yaml"
    return read_yaml(file).read_as(Migration) if file.exists() else None
