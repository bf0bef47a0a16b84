"""What is wrong with a pack's standard, each with file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ezhen.core.packfile import PackError, PackFile, read_yaml
from ezhen.standards import sources
from ezhen.standards.definitions import (
    AnyTest,
    Attested,
    Cadence,
    Catalogue,
    Compound,
    Coverage,
    Distinct,
    Figure,
    Filter,
    Growth,
    Programme,
    Ratio,
    Seal,
    Sla,
    Slot,
    Sum,
)
from ezhen.standards.queries.content import (
    Content,
    Drafted,
    read_migration,
    read_pack,
    read_programme,
)
from ezhen.standards.rules import SPEAKS
from ezhen.standards.sources import Source, UnknownSource

Where = tuple[str | int, ...]
Stray = tuple[str, Where]
OPERATORS = frozenset({"eq", "ne", "in", "gte", "gt", "lte", "lt", "set", "has"})


def problems(folder: Path) -> list[PackError]:
    """Everything: files that cannot be read, unknown sources, fields, papers, roles, tasks,
    requirements that nothing proves or that the catalogue does not have."""
    try:
        drafted = read_pack(folder)
    except PackError as error:
        return list(error.all)
    found = [*drafted.problems, *_twice(folder / "catalogue.yaml", drafted.content.catalogue)]
    found += _rubric(folder, drafted.content)
    found += _unbound(folder, drafted)
    for name, (file, key) in drafted.files.items():
        if name not in drafted.content.items:
            found.append(file.error(f"the catalogue has no requirement {name}", (key,)))
        elif name in drafted.content.bindings:
            found += [
                file.error(f"{name}: {message}", (key, *where))
                for message, where in _binding(drafted.content, name)
            ]
    return [*found, *_programme(folder, drafted.content), *_migration(folder)]


def _twice(path: Path, catalogue: Catalogue) -> Iterator[PackError]:
    """An id that stands twice would hide what stands under the first."""
    file = read_yaml(path)
    seen: set[tuple[str, str]] = set()
    for kind, key, where in _ids(catalogue):
        if (kind, key) in seen:
            yield file.error(f"the {kind} {key} stands twice", where)
        seen.add((kind, key))


def _ids(catalogue: Catalogue) -> Iterator[tuple[str, str, Where]]:
    for position, paper in enumerate(catalogue.documents):
        yield "document", paper.id, ("documents", position)
    for position, role in enumerate(catalogue.roles):
        yield "role", role.id, ("roles", position)
    for a, area in enumerate(catalogue.areas):
        yield "area", area.id, ("areas", a)
        for t, task in enumerate(area.tasks):
            place: Where = ("areas", a, "tasks", t)
            yield "task", task.id, place
            for n, target in enumerate(task.targets):
                yield "target", target.id, (*place, "targets", n)
            for n, requirement in enumerate(task.requirements):
                yield "requirement", requirement.id, (*place, "requirements", n)


def _unbound(folder: Path, drafted: Drafted) -> Iterator[PackError]:
    """Named at the requirement's line in the catalogue."""
    file = read_yaml(folder / "catalogue.yaml")
    places = {
        key: where for kind, key, where in _ids(drafted.content.catalogue) if kind == "requirement"
    }
    for name in drafted.content.items:
        if name not in drafted.files:
            yield file.error(f"nothing proves requirement {name}", places[name])


def _binding(content: Content, name: str) -> Iterator[Stray]:
    binding = content.bindings[name]
    ids = [test.id for test in binding.tests]
    if len(set(ids)) < len(ids):
        yield "two tests have one id", ("tests",)
    for position, test in enumerate(binding.tests):
        yield from _at(("tests", position), _test(content, test))
    for position, slot in enumerate(binding.slots):
        yield from _at(("slots", position), _slot(content, slot))


def _at(place: Where, strays: Iterator[Stray]) -> Iterator[Stray]:
    return ((message, (*place, *where)) for message, where in strays)


def _test(content: Content, test: AnyTest) -> Iterator[Stray]:
    if isinstance(test, Compound):
        if test.least is not None and not 0 < test.least <= len(test.tests):
            yield f"{test.least} of {len(test.tests)} tests can never hold", ("least",)
        for position, inner in enumerate(test.tests):
            yield from _at(("tests", position), _test(content, inner))
        return
    if isinstance(test, Attested):
        yield from _role(content, test.role, "role")
        return
    target = getattr(test, "target", "")
    if target and target not in content.targets:
        yield f"the catalogue has no figure {target}", ("target",)
    source = _source(test.source)
    if source is None:
        yield _unknown(test.source), ("source",)
        return
    yield from _fields(source, test)
    if isinstance(test, Seal):
        yield from _role(content, test.by, "by", speaks=False)
    if isinstance(test, Coverage):
        yield from _subjects(test)


def _role(content: Content, role: str, key: str, *, speaks: bool = True) -> Iterator[Stray]:
    if role not in {found.id for found in content.catalogue.roles}:
        yield f"the catalogue has no role {role}", (key,)
    elif speaks and role not in SPEAKS:
        yield f"no account speaks for {role}: nobody could confirm it", (key,)


def _source(code: str) -> Source | None:
    try:
        return sources.source(code)
    except UnknownSource:
        return None


def _unknown(code: str) -> str:
    prefix = code.partition(".")[0]
    if prefix not in sources.prefixes():
        return f"no source {code}: known are {', '.join(sorted(sources.prefixes()))}"
    near = [name for name in sources.names_of(prefix) if name[:3] == code.partition(".")[2][:3]]
    return f"no source {code}" + (f": did you mean {', '.join(sorted(near))}" if near else "")


NEEDS: dict[Any, str] = {Figure: "value", Seal: "seal"}


def _fields(source: Source, test: Any) -> Iterator[Stray]:
    need = NEEDS.get(type(test), "rows")
    offers = source.can | (
        {"rows"} if isinstance(test, Growth) and "value" in source.can else set()
    )
    if need not in offers:
        yield f"{source.code} has no {need} for a test of type {test.type}", ("source",)
        return
    if need != "rows" or "rows" not in source.can:
        return
    yield from _filter(source, getattr(test, "where", {}), "where")
    if isinstance(test, Ratio):
        yield from _filter(source, test.part, "part")
    for key in _named_fields(test):
        yield from _field(source, getattr(test, key), key)
    if isinstance(test, Cadence) and not source.dated:
        yield f"{source.code} has no date: its rows stand in no period", ("source",)


def _named_fields(test: Any) -> list[str]:
    if isinstance(test, Sum | Distinct):
        return ["measure"]
    if isinstance(test, Ratio | Growth):
        return ["measure"] if test.measure else []
    if isinstance(test, Coverage):
        return ["subject"]
    return ["start", "end"] if isinstance(test, Sla) else []


def _field(source: Source, name: str, key: str) -> Iterator[Stray]:
    if name not in source.fields():
        yield f"{source.code} has no field {name}, or keeps no column for it (index)", (key,)


def _filter(source: Source, where: Filter, key: str) -> Iterator[Stray]:
    fields = source.fields()
    for name, wanted in where.items():
        if name not in fields:
            message = f"{source.code} has no field {name}, or keeps no column for it (index)"
            yield message, (key, name)
            continue
        operators = wanted if isinstance(wanted, dict) else {"eq": wanted}
        for operator, value in operators.items():
            if operator not in OPERATORS:
                yield f"no operator {operator}", (key, name)
            elif (codes := fields[name]) is not None and operator != "set":
                yield from _codes(codes, value, (key, name))


def _codes(codes: frozenset[str], value: object, where: Where) -> Iterator[Stray]:
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if one not in codes:
            yield f"{one} is none of {', '.join(sorted(codes))}", where


def _subjects(test: Coverage) -> Iterator[Stray]:
    subjects = _source(test.subjects)
    if subjects is None:
        yield _unknown(test.subjects), ("subjects",)
    elif "subjects" not in subjects.can:
        yield f"{test.subjects} has no rows that could be subjects", ("subjects",)
    else:
        yield from _filter(subjects, test.subjects_where, "subjects_where")


def _slot(content: Content, slot: Slot) -> Iterator[Stray]:
    if slot.document not in {paper.id for paper in content.catalogue.documents}:
        yield f"the catalogue has no document {slot.document}", ("document",)
    for position, task in enumerate(slot.also):
        if task not in content.tasks:
            yield f"the catalogue has no task {task}", ("also", position)
    if slot.each and slot.grain:
        yield "a slot is for each row or for each period, not both", ("grain",)
    if not slot.each:
        return
    each = _source(slot.each)
    if each is None:
        yield _unknown(slot.each), ("each",)
    elif "subjects" not in each.can:
        yield f"{slot.each} has no rows that could have papers", ("each",)
    else:
        yield from _filter(each, slot.where, "where")


def _rubric(folder: Path, content: Content) -> Iterator[PackError]:
    file = read_yaml(folder / "rubric.yaml")
    for task in content.rubric.tasks:
        if task not in content.tasks:
            yield file.error(f"the catalogue has no task {task}", ("tasks", task))
    for task in content.tasks:
        if task not in content.rubric.tasks:
            yield file.error(f"task {task} has no points", ("tasks",))
    for name in content.rubric.requirements:
        if name not in content.items:
            yield file.error(f"the catalogue has no requirement {name}", ("requirements", name))
    yield from _on_site_and_grades(file, content)


def _on_site_and_grades(file: PackFile, content: Content) -> Iterator[PackError]:
    for place, site in enumerate(content.rubric.on_site):
        if site.task not in content.rubric.tasks:
            yield file.error(f"the catalogue has no task {site.task}", ("on_site", place, "task"))
        elif site.points > content.rubric.tasks[site.task]:
            worth = content.rubric.tasks[site.task]
            problem = f"{site.points} points on site, but task {site.task} has {worth}"
            yield file.error(problem, ("on_site", place, "points"))
    if not content.rubric.grades:
        yield file.error("the rubric has no grades", ())


def _programme(folder: Path, content: Content) -> Iterator[PackError]:
    try:
        programme: Programme = read_programme(folder)
    except PackError as error:
        yield from error.all
        return
    file: PackFile = read_yaml(folder / "programme.yaml")
    for task in programme.tasks:
        if task not in content.tasks:
            yield file.error(f"the catalogue has no task {task}", ("tasks", task))


def _migration(folder: Path) -> list[PackError]:
    try:
        read_migration(folder)
    except PackError as error:
        return list(error.all)
    return []
