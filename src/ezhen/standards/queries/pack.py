"""What the pack's own files say, read once in a process."""

import functools

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Catalogue, Task
from ezhen.standards.queries.content import Drafted, read_pack


@functools.cache
def drafted() -> Drafted:
    """Catalogue, bindings and rubric of the pack."""
    return read_pack()


def catalogue() -> Catalogue:
    """The catalogue of the pack."""
    return drafted().content.catalogue


@functools.cache
def document_types() -> dict[str, Words]:
    """The papers of the standard, by id."""
    return {row.id: Words(zh=row.zh, en=row.en) for row in catalogue().documents}


@functools.cache
def tasks() -> tuple[Task, ...]:
    """The tasks, in the order of the text."""
    return tuple(catalogue().tasks().values())
