"""The questions whose rows a verdict has seen, for finding what was corrected since."""

from collections.abc import Iterator

from ezhen.standards.definitions import AnyTest, Attested, Compound, Coverage, Seal, Slot
from ezhen.standards.sources.ask import Ask
from ezhen.standards.tests.reader import Reader


def asks_of(part: AnyTest | Slot, reader: Reader) -> Iterator[tuple[str, Ask]]:
    """Source and question of everything a test or slot rests on."""
    if isinstance(part, Slot):
        where = {} if part.each else {"task": [reader.task, *part.also]}
        yield f"files.{part.document}", reader.ask(where)
        if part.each:
            yield part.each, reader.ask(part.where)
    elif isinstance(part, Compound):
        for inner in part.tests:
            yield from asks_of(inner, reader)
    elif not isinstance(part, (Attested, Seal)):
        yield part.source, reader.ask(part.where)
        if isinstance(part, Coverage):
            yield part.subjects, reader.ask(part.subjects_where)
