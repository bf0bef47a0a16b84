"""The files of a town pack: YAML that remembers on which line everything stands.

Whoever edits a pack is told the file and the line: `registers/livestreams.yaml:14: …`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # ten times as fast where libyaml is built in


class PackError(Exception):
    """Something in a pack file is wrong. `others` holds what else is wrong in the same file."""

    def __init__(self, file: Path | str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = str(file)
        self.line = line
        self.message = message
        self.others: tuple[PackError, ...] = ()

    @property
    def all(self) -> "tuple[PackError, ...]":
        """This problem and the others of the file, by line."""
        return tuple(sorted((self, *self.others), key=lambda error: error.line))


@dataclass(frozen=True)
class PackFile:
    """A file as read: its data, and the line of any part of it."""

    path: Path
    data: Any
    node: yaml.Node | None = field(repr=False)

    def line(self, where: Sequence[str | int] = ()) -> int:
        """Line (from 1) of a part given by keys and positions, as pydantic's `loc` names it.

        A step that is not in the file (a missing key, the tag of a union) leaves the line at the
        nearest part that is.
        """
        found = self.node
        line = found.start_mark.line if found else 0
        for step in where:
            if (inner := _inside(found, step)) is not None:
                found, line = inner
        return line + 1

    def error(self, message: str, where: Sequence[str | int] = ()) -> PackError:
        """A problem at a part of this file."""
        return PackError(self.path, self.line(where), message)

    def read_as(self, model: type[Model], where: Sequence[str | int] = ()) -> Model:
        """The file, or the part of it at `where`, as a checked definition. Raises PackError."""
        part = self.data
        for step in where:
            part = part[step]
        try:
            return model.model_validate(part)
        except ValidationError as error:
            first, *others = (
                self.error(_said(found), (*where, *found["loc"])) for found in error.errors()
            )
            first.others = tuple(others)
            raise first from error


def read_yaml(path: Path) -> PackFile:
    """Read a file of the pack. Raises PackError for what is no YAML, or says a key twice."""
    loader = _Loader(path.read_text())
    try:
        node = loader.get_single_node()
        if node is not None and (itself := _looped(node, set(), set())) is not None:
            raise PackError(path, itself.start_mark.line + 1, "it contains itself")
        if node is not None and (twice := next(_doubled(node), None)) is not None:
            raise PackError(path, twice.start_mark.line + 1, f"{twice.value} stands twice")
        return PackFile(path, loader.construct_document(node) if node else None, node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        raise PackError(path, mark.line + 1 if mark else 1, said) from error
    finally:
        loader.dispose()


def _inside(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        inner = node.value[step]
        return inner, inner.start_mark.line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line
    return None


def _looped(node: yaml.Node, above: set[int], done: set[int]) -> yaml.Node | None:
    """A part that an alias puts inside itself; no reader could come to its end."""
    if id(node) in above:
        return node
    if id(node) in done or isinstance(node, yaml.ScalarNode):
        return None
    inner = node.value if isinstance(node, yaml.SequenceNode) else [v for _k, v in node.value]
    above.add(id(node))
    found = next((loop for part in inner if (loop := _looped(part, above, done))), None)
    above.discard(id(node))
    done.add(id(node))
    return found


def _doubled(node: yaml.Node) -> Iterator[yaml.Node]:
    """Keys that a mapping has twice: YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _doubled(inner)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value if isinstance(key.value, str) else id(key))
            yield from _doubled(value)


def _said(found: Any) -> str:
    """pydantic's words, with the name of the part; our own ValueErrors as they are."""
    message = found["msg"].removeprefix("Value error, ")
    name = ".".join(str(step) for step in found["loc"] if isinstance(step, str))
    return f"{name}: {message}" if name and found["type"] != "value_error" else message


_checks: list[Callable[[Path], object]] = []


def register_pack_check(read: Callable[[Path], object]) -> None:
    """A module reads files of its own: `read(folder)` raises PackError for what is wrong in one."""
    _checks.append(read)


def pack_checks() -> tuple[Callable[[Path], object], ...]:
    """What the modules read of a pack, for `ezhen pack check`."""
    return tuple(_checks)
