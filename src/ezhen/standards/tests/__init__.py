"""The kinds of proof: one file a kind, each with `measure` (reads) and `judge` (pure).

`find` gives the outcome of any test or slot. A new kind is a class in `definitions`, a file here
and its line in KINDS.
"""

from ezhen.standards.definitions import AnyTest, Compound, Slot
from ezhen.standards.tests import (
    attested,
    cadence,
    compound,
    count,
    coverage,
    distinct,
    exists,
    figure,
    growth,
    ratio,
    seal,
    sla,
    slot,
    sum,  # noqa: A004 the kind is called so
)
from ezhen.standards.tests.how import how
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader

KINDS = {
    "count": count,
    "sum": sum,
    "distinct": distinct,
    "figure": figure,
    "ratio": ratio,
    "growth": growth,
    "cadence": cadence,
    "coverage": coverage,
    "sla": sla,
    "exists": exists,
    "seal": seal,
    "attested": attested,
    "compound": compound,
}


def plan(part: AnyTest | Slot, reader: Reader) -> None:
    """Note what measuring a test or slot will ask. `reader` is planning."""
    if isinstance(part, Compound):
        for inner in part.tests:
            plan(inner, reader)
    elif isinstance(part, Slot):
        slot.measure(part, reader)
    else:
        KINDS[part.type].measure(part, reader)


def find(part: AnyTest | Slot, reader: Reader) -> Outcome:
    """Measure and judge one test or slot."""
    if isinstance(part, Slot):
        outcome = slot.judge(part, slot.measure(part, reader), reader.frame)
        return outcome.named(f"slot:{part.document}", how(part, reader))
    if isinstance(part, Compound):
        inside = compound.measure(part, reader, find)
        return compound.judge(part, inside, reader.frame).named(part.id, how(part, reader))
    kind = KINDS[part.type]
    outcome = kind.judge(part, kind.measure(part, reader), reader.frame)
    return outcome.named(part.id, how(part, reader))
