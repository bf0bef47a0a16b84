"""How the requirements are proved: by records, by files, by somebody's word, or not at all."""

from collections import Counter
from dataclasses import dataclass

from ezhen.standards.definitions import AnyTest, Slot
from ezhen.standards.enums import Proof
from ezhen.standards.queries.content import ATTESTATION, Content, Item, sources_of
from ezhen.standards.sources import UnknownSource, source


@dataclass(frozen=True)
class Coverage:
    """Counts by kind of proof. They add up to the requirements of the standard."""

    total: int
    by_proof: dict[str, int]
    unbound: tuple[str, ...]

    @property
    def bound(self) -> int:
        """Requirements with a proof."""
        return self.total - len(self.unbound)


def coverage(content: Content) -> Coverage:
    """Each requirement counts once: as records when any of its tests reads records."""
    counts: Counter[str] = Counter(dict.fromkeys(Proof.values, 0))
    unbound = []
    for item in content.items.values():
        if item.parts:
            counts[proof_of(item)] += 1
        else:
            unbound.append(item.id)
    return Coverage(len(content.items), dict(counts), tuple(unbound))


def proof_of(item: Item) -> Proof:
    """The strongest kind of proof a requirement rests on; a paper stays a paper, even when every
    row of a register must have it."""
    kinds = {kind for part in item.parts for kind in _kinds(part)}
    return next(proof for proof in Proof if proof in kinds)


def _kinds(part: AnyTest | Slot) -> set[Proof]:
    if isinstance(part, Slot):
        return {Proof.FILES}
    return {_kind(code) for code in sources_of(part)}


def _kind(code: str) -> Proof:
    if code == ATTESTATION:
        return Proof.ATTESTATION
    try:
        return source(code).proof
    except UnknownSource:
        return Proof.FILES if code.startswith("files.") else Proof.RECORDS
