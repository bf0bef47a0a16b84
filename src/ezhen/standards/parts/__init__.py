"""What a frozen dossier is made of. A part is a folder of it and a function that gives its files.

Modules above the standard add theirs in `apps.ready()`:

    register_part(Part("vouchers", "凭证", vouchers, order=25))

    def vouchers(build: Build) -> Iterator[Piece]:
        for row in paid_until(build.as_of):          # as it stood then, never as it is now
            yield Piece(f"vouchers/{row.number}.pdf", row.title, row.pdf(build.as_of), ("P.4",))

A function reads as of `build.as_of`, in a fixed order, and writes no time of its own, so that the
same moment gives the same bytes; what is personal it masks. Papers of a dossier are Chinese.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ezhen.core.models import LogBlock
from ezhen.standards.models import StandardVersion
from ezhen.standards.papers.bag import Bag, WrongBytes
from ezhen.standards.papers.bag import Content as FileContent
from ezhen.standards.queries.board import Board
from ezhen.standards.queries.content import Content
from ezhen.standards.queries.standing import Picture

LANGUAGE = "zh-hans"  # of every paper in it


@dataclass(frozen=True)
class Recipe:
    """What a dossier is made from: the same recipe gives the same bytes.

    `block` is the newest sealed block of the log that goes in; None where nothing was sealed.
    """

    version: StandardVersion
    as_of: dt.datetime
    block: LogBlock | None


@dataclass(frozen=True)
class Piece:
    """A file of the dossier at data/`path`. `tasks`: whose pages list it; `sha256`: what its bytes
    must give (an original of the archive)."""

    path: str
    title: str
    content: FileContent
    tasks: tuple[str, ...] = ()
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True)
class Shelved:
    """A piece that is in: what pages and the report say of it."""

    path: str
    title: str
    tasks: tuple[str, ...]
    size: int
    note: str = ""

    @property
    def part(self) -> str:
        """The folder that it lies in."""
        return self.path.partition("/")[0]


@dataclass(frozen=True)
class Refused:
    """A piece that could not be put in, and why."""

    path: str
    title: str
    why: str


@dataclass(frozen=True)
class Rows:
    """How much a source held: for the covers and the statistics."""

    code: str
    title: str
    num: int
    tasks: tuple[str, ...]
    by_month: dict[str, int] = field(default_factory=dict)


@dataclass
class Build:
    """A dossier while it is being made: what its parts read, and what they have put in."""

    recipe: Recipe
    picture: Picture
    board: Board
    bag: Bag
    shelf: list[Shelved] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    counts: dict[str, int | Decimal | str] = field(default_factory=dict)

    @property
    def as_of(self) -> dt.datetime:
        """The moment everything is read at."""
        return self.recipe.as_of

    @property
    def content(self) -> Content:
        """The standard."""
        return self.picture.content

    def put(self, piece: Piece) -> None:
        """Put a piece in, or note why not."""
        try:
            self.bag.add(piece.path, piece.content, sha256=piece.sha256)
        except WrongBytes:
            self.refused.append(Refused(piece.path, piece.title, "字节与登记的哈希不符"))
        except FileNotFoundError:
            self.refused.append(Refused(piece.path, piece.title, "文件已不在"))
        else:
            size = self.bag.sizes[f"data/{piece.path}"]
            self.shelf.append(Shelved(piece.path, piece.title, piece.tasks, size, piece.note))

    def of_part(self, part: str) -> list[Shelved]:
        """What lies in the folder of a part."""
        return [one for one in self.shelf if one.part == part]

    def of_task(self, task: str) -> list[Shelved]:
        """What a task's page lists."""
        return [one for one in self.shelf if task in one.tasks]


@dataclass(frozen=True)
class Part:
    """A folder of the dossier. `steps` says how many pieces to expect, for the progress bar; parts
    are made in their `order` (below 40: before the covers of the tasks, which list them)."""

    code: str
    title: str
    pieces: Callable[[Build], Iterator[Piece]]
    steps: Callable[[Build], int] = lambda _build: 1
    order: int = 30


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Add a part. A folder that is taken is refused."""
    if _parts.get(part.code, part) is not part:
        raise ValueError(f"the part {part.code} is registered twice")
    _parts[part.code] = part


def parts() -> list[Part]:
    """All parts in the order they are made."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.code))


def tasks_by_source(content: Content) -> dict[str, tuple[str, ...]]:
    """Source → the tasks with a requirement that rests on it, in the order of the text."""
    order = list(content.tasks)
    found: dict[str, tuple[str, ...]] = {}
    for code, requirements in sorted(content.dependents.items()):
        tasks: set[Any] = {content.items[name].task.id for name in requirements}
        found[code] = tuple(sorted(tasks, key=order.index))
    return found
