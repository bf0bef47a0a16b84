"""How tests read: one session that asks each source each question once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from ezhen.core.definitions import Words
from ezhen.standards import sources
from ezhen.standards.definitions import Bound, Filter, Sla
from ezhen.standards.models import Attestation
from ezhen.standards.sources import Source
from ezhen.standards.sources.ask import NOTHING, Ask, Subject, Tally, Value
from ezhen.standards.tests.frame import DAY, Frame, Span


@dataclass(frozen=True)
class Reader:
    """Reads for one requirement of one task; `at` moves on and keeps what was read.

    `planned`: while a reading is planned, the questions that can be asked together, by source; they
    are answered with nothing until `fetch` has asked them.

    `heirs`: (version, requirement) of an earlier word to the requirements it speaks of today.
    """

    frame: Frame
    task: str = ""
    requirement: str = ""
    roles: Mapping[str, Words] = field(default_factory=dict)
    heirs: Mapping[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)
    planned: dict[str, dict[str, Ask]] | None = None

    def at(self, task: str, requirement: str, due: dt.date) -> "Reader":
        """The same session, at another requirement."""
        frame = self.frame.due_on(due)
        return replace(self, frame=frame, task=task, requirement=requirement)

    def source(self, code: str) -> Source:
        """The source of a code."""
        return self._once(("source", code), lambda: sources.source(code, self.memory))

    def ask(self, where: Filter, first: dt.date | None = None, **facts: Any) -> Ask:
        """A question about rows up to today, as they are known in this frame."""
        facts.setdefault("last", self.frame.today)
        return Ask(where=where, first=first, as_of=self.frame.as_of, **facts)

    def planning(self) -> "Reader":
        """The same session, for planning."""
        return replace(self, planned={})

    def fetch(self) -> None:
        """Ask what was planned: one query for each source."""
        for code, asks in (self.planned or {}).items():
            found = self.source(code).tallies(list(asks.values()))
            self.memory.update(zip(((code, key) for key in asks), found, strict=True))

    def tally(self, code: str, ask: Ask) -> list[Tally]:
        """The groups of an aggregate."""
        if self.planned is not None and not ask.by and (code, ask.key) not in self.memory:
            self.source(code)
            self.planned.setdefault(code, {})[ask.key] = ask
            return [NOTHING]
        return self._once((code, ask.key), lambda: self.source(code).tally(ask))

    def one(self, code: str, ask: Ask) -> Tally:
        """The only group of an aggregate."""
        (found,) = self.tally(code, ask)
        return found

    def waiting(self, code: str, ask: Ask) -> int:
        """Rows that wait for review."""
        if self.planned is not None:
            return 0
        return self._once((code, "waiting" + ask.key), lambda: self.source(code).waiting(ask))

    def spans(self, test: Bound | Sla) -> list[Span]:
        """What the test's window means today. A year of returns that are filed once it is over
        counts from the day after they are due."""
        found = self.frame.spans(test.window)
        due_days = self.source(test.source).year_due_days
        if test.window != "year" or due_days is None:
            return found
        last = self.frame.today - due_days * DAY
        return [span for span in found if span.last is not None and span.last < last]

    def broken(self, code: str, ask: Ask) -> int:
        """Damaged files."""
        return self._once((code, "broken" + ask.key), lambda: self.source(code).broken(ask))

    def subjects(self, code: str, where: Filter) -> list[Subject]:
        """The things that each need a proof."""
        ask = self.ask(where)
        return self._once((code, "subjects" + ask.key), lambda: self.source(code).subjects(ask))

    def value(self, code: str, first: dt.date | None, last: dt.date) -> Value:
        """A named figure."""
        key = (code, f"value {first} {last}")
        return self._once(key, lambda: self.source(code).value(first, last, self.frame.as_of))

    def amount(
        self, code: str, where: Filter, measure: str, first: dt.date | None, last: dt.date
    ) -> Decimal | None:
        """A figure's value, or the sum (or number) of rows; None when there is nothing."""
        if "value" in self.source(code).can:
            return self.value(code, first, last).number
        ask = self.ask(where, first, last=last, measure=measure)
        found = self.one(code, ask)
        if not found.count:
            return None
        return found.total if measure else Decimal(found.count)

    def role(self, role: str) -> Words:
        """The name of a role of the standard."""
        return self.roles.get(role) or Words(zh=role, en=role)

    def attested_on(self, role: str) -> dt.date | None:
        """The day on which the role last said that this requirement is met."""
        stands = self._once(("", "attestations"), self._attestations)
        return stands.get((self.requirement, role))

    def _attestations(self) -> dict[tuple[str, str], dt.date]:
        """All that stand, in one query; the last word of a role counts, yes or no."""
        known = Q(at__lte=self.frame.as_of) if self.frame.as_of else Q()
        last: dict[tuple[str, str], dt.date | None] = {}
        for row in Attestation.objects.filter(known).order_by("at", "pk"):
            for requirement in self.heirs.get((row.version_id, row.requirement), ()):
                last[requirement, row.role] = row.on if row.is_met else None
        return {key: day for key, day in last.items() if day}

    def _once(self, key: tuple[str, str], find: Any) -> Any:
        if key not in self.memory:
            self.memory[key] = find()
        return self.memory[key]
