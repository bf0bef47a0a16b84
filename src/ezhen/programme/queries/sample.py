"""Samples that anybody can draw again.

The algorithm, version 1: take the rows of the register that count, by their uuid in lower case with
hyphens. For each, SHA-256 of the UTF-8 text "SEED|UUID". Sort by that digest (hex, ascending); the
first n rows are the sample. `digest` names what was drawn from: SHA-256 over the sorted uuids, each
ended by a line feed. Nothing else goes in: no clock, no database order, no machine.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ezhen.registers import api as registers


@dataclass(frozen=True)
class Draw:
    """Drawn uuids in their order, of how many, and the hash of all of them."""

    rows: tuple[str, ...]
    population: int
    digest: str


def draw(seed: str, uuids: Iterable[str], size: int) -> Draw:
    """Pure. At the most `size` rows; raises ValueError for an empty seed or a size below one."""
    if not seed.strip() or size < 1:
        raise ValueError("a seed and at least one row")
    known = sorted({uuid.lower() for uuid in uuids})
    digest = hashlib.sha256("".join(f"{uuid}\n" for uuid in known).encode()).hexdigest()

    def place(uuid: str) -> str:
        return hashlib.sha256(f"{seed}|{uuid}".encode()).hexdigest()

    return Draw(tuple(sorted(known, key=place)[:size]), len(known), digest)


def draw_from(register: str, seed: str, size: int) -> Draw:
    """From a register's rows that count. Raises NoSuchRegister, ValueError."""
    registers.definition(register)
    rows = registers.rows(register).values_list("uuid", flat=True)
    return draw(seed, (str(uuid) for uuid in rows), size)
