"""`approval.PROCEDURE`: the applications of a procedure, each with what happened when."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ezhen.approvals import api as approvals
from ezhen.core.definitions import Words
from ezhen.standards.enums import Proof
from ezhen.standards.sources import Source, UnknownSource, address, register_source
from ezhen.standards.sources.ask import Ask, Mend, Subject
from ezhen.standards.sources.listed import ListSource, Row


class Approval(ListSource):
    """Applications that were sent in, dated on the day they were."""

    proof = Proof.RECORDS
    can = frozenset({"rows", "subjects"})
    unit = Words(zh="件", en="applications")

    def __init__(self, definition: approvals.ProcedureDefinition) -> None:
        self.code = f"approval.{definition.code}"
        self.title: Words = definition.title
        self._definition = definition

    def fields(self) -> dict[str, frozenset[str] | None]:
        """Choices and numbers of the form, the state, and the day of each step."""
        return approvals.fields_of(self._definition)

    def listed(self, as_of: dt.datetime | None) -> Iterator[Row]:
        """Found once in a reading."""
        found: list[dict[str, Any]] = self.once(
            (self.code, as_of), lambda: list(approvals.case_facts(self._definition.code, as_of))
        )
        return iter(found)

    def subjects(self, ask: Ask) -> list[Subject]:
        """The applications themselves."""
        return [
            Subject(row["id"], row["label"], row["date"], row["url"]) for row in self.asked(ask)
        ]

    def url(self, ask: Ask) -> str:
        """The list of this procedure."""
        found = address("approvals:cases")
        return f"{found}?part=all&procedure={self._definition.code}" if found else ""

    def mend(self, *, task: str, grain: str = "", subject: str = "") -> Mend:
        """Where an application is begun."""
        return Mend(self.url(Ask()))


def register() -> None:
    """Called once when the app is ready."""

    def named(name: str) -> Source:
        found = approvals.procedures().get(name)
        if found is None:
            raise UnknownSource(f"approval.{name}")
        return Approval(found)

    register_source("approval", named, approvals.procedures)
