"""A source in memory and small standards, for tests of the standard without other modules."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Programme, Target
from ezhen.standards.sources import Source
from ezhen.standards.sources.ask import Ask, Mend, Sealing, Tally, Value
from ezhen.standards.sources.listed import ListSource
from ezhen.standards.tests import find
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader

PROGRAMME = Programme(
    begins_on=dt.date(2025, 11, 24),
    ends_on=dt.date(2027, 3, 31),
    accepted_on=dt.date(2027, 3, 31),
    note=Words(zh="测试", en="test"),
)
TODAY = dt.date(2026, 11, 23)
FAR = dt.date(9999, 12, 31)  # a paper without an end
TITLE = Words(zh="东西台账", en="Things")


def day(text: str) -> dt.date:
    """2026-11-23, or 11-23 of 2026."""
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@dataclass
class Memory(ListSource):
    """Rows as dictionaries with a `date`; figures and seals as given."""

    code: str = "register.things"
    title: Words = TITLE
    rows: list[dict[str, Any]] = field(default_factory=list)
    values: dict[tuple[dt.date | None, dt.date], Decimal | None] = field(default_factory=dict)
    seals: dict[int, Sealing] = field(default_factory=dict)
    can: frozenset[str] = frozenset({"rows", "subjects"})
    num_waiting: int = 0
    num_broken: int = 0
    asked_for: list[Ask] = field(default_factory=list)

    def listed(self, as_of):
        return self.rows

    def tally(self, ask: Ask) -> list[Tally]:
        self.asked_for.append(ask)
        return super().tally(ask)

    def waiting(self, ask: Ask) -> int:
        return self.num_waiting

    def broken(self, ask: Ask) -> int:
        return self.num_broken

    def value(self, first, last, as_of) -> Value:
        return Value(self.values.get((first, last)))

    def sealings(self, by, years, as_of):
        return [self.seals.get(year, Sealing(str(year), is_sealed=False)) for year in years]

    def url(self, ask: Ask) -> str:
        return "/rows/"

    def mend(self, **facts: Any) -> Mend:
        return Mend("/new/", day="date", subject=facts.get("subject", ""))


def target(number: str = "4.8.T1", op: str = ">=", value: str = "1", unit: str = "次") -> Target:
    """A figure of the catalogue."""
    return Target(
        id=number,
        measure="things",
        op=op,
        value=Decimal(value),
        unit=Words(zh=unit, en=unit),
        zh="指标",
        en="figure",
    )


def frame(today: dt.date = TODAY, **facts: Any) -> Frame:
    """A frame of the test programme."""
    facts.setdefault("programme", PROGRAMME)
    facts.setdefault("due", facts["programme"].accepted_on)
    return Frame(today=today, **facts)


def reader(
    *sources: Source,
    today: dt.date = TODAY,
    attested: dict[tuple[str, str], dt.date] | None = None,
    **facts: Any,
) -> Reader:
    """A reader that finds these sources; nothing is asked of a database."""
    made = Reader(frame(today, **facts), task="4.8", requirement="4.8.B1")
    for source in sources:
        made.memory["source", source.code] = source
    made.memory["", "attestations"] = attested or {}
    return made


def outcome(part: Any, *sources: Source, **facts: Any) -> Outcome:
    """What a test or slot comes to."""
    return find(part, reader(*sources, **facts))


def rows(*days: str, **fields: Any) -> list[dict[str, Any]]:
    """A row for each day."""
    return [{"date": day(text), **fields} for text in days]
