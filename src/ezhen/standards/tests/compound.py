"""So many of the tests inside hold; all of them when not said."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ezhen.standards.definitions import Compound
from ezhen.standards.enums import Forecast
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.together import together


@dataclass(frozen=True)
class Measured:
    """The outcomes inside, in the order of the binding."""

    parts: tuple[Outcome, ...]


def measure(test: Compound, reader: Reader, find: Callable[[Any, Reader], Outcome]) -> Measured:
    """Find the outcome of each test inside."""
    return Measured(tuple(find(inner, reader) for inner in test.tests))


def judge(test: Compound, measured: Measured, frame: Frame) -> Outcome:
    """Enough of them hold?"""
    parts = measured.parts
    least = len(parts) if test.least is None else test.least
    done = [part for part in parts if part.holds]
    hoped = [part for part in parts if not part.holds and part.forecast != Forecast.MISSED]
    whole = together(done if len(done) >= least else parts)
    return Outcome(
        holds=len(done) >= least,
        code=whole.code,
        said=whole.said,
        have=Decimal(len(done)),
        need=Decimal(least),
        forecast=Forecast.EXPECTED if len(done) + len(hoped) >= least else Forecast.MISSED,
        evidence=whole.evidence,
        gaps=whole.gaps,
        cells=whole.cells,
        parts=parts,
    )
