"""The papers that a record should have, and which are there."""

from dataclasses import dataclass, field
from typing import Any

from ezhen.archive.api import documents_for, parts_of, type_name
from ezhen.registers.definitions import Paper, RegisterDefinition
from ezhen.registers.models import Record

KIND = "record"
BEFORE, AFTER = "before", "after"
PARTS = (BEFORE, AFTER)


@dataclass
class PaperState:
    """One kind of paper of a record, with the documents that are there."""

    paper: Paper
    documents: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the standard calls it."""
        return type_name(self.paper.document)

    @property
    def before(self) -> Any:
        """The first picture of a pair."""
        return self._part(BEFORE)

    @property
    def after(self) -> Any:
        """The second picture of a pair."""
        return self._part(AFTER)

    def _part(self, part: str) -> Any:
        return next((one for one in self.documents if one.part == part), None)

    @property
    def is_there(self) -> bool:
        """Complete: a document, or both pictures of a pair."""
        if self.paper.pair:
            return bool(self.before and self.after)
        return bool(self.documents)


def papers_of(definition: RegisterDefinition, record: Record) -> list[PaperState]:
    """Every paper that the register asks for, in the order of the definition."""
    states = {paper.document: PaperState(paper) for paper in definition.papers}
    for document in documents_for(KIND, str(record.uuid), record.register):
        if document.type in states:
            states[document.type].documents.append(document)
    return list(states.values())


def num_missing(definition: RegisterDefinition, record: Record) -> int:
    """How many of the required papers are not there."""
    found = parts_of(KIND, str(record.uuid), record.register)
    return sum(not _is_filed(paper, found) for paper in definition.papers if paper.required)


def _is_filed(paper: Paper, found: set[tuple[str, str]]) -> bool:
    if paper.pair:
        return {(paper.document, "before"), (paper.document, "after")} <= found
    return any(type_ == paper.document for type_, _part in found)
