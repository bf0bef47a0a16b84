"""What a measurement says: a value, and the bar it must hold. A figure without bar informs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of `bench.json`. `value` is None when it could not be measured."""

    figure: str
    value: float | None
    unit: str
    bar: float | None = None
    holds: bool | None = None


def at_least(figure: str, value: float, unit: str, bar: float) -> Figure:
    """The more the better."""
    return Figure(figure, significant(value), unit, bar, value >= bar)


def at_most(figure: str, value: float, unit: str, bar: float) -> Figure:
    """The less the better."""
    return Figure(figure, significant(value), unit, bar, value <= bar)


def seen(figure: str, value: float, unit: str) -> Figure:
    """For information: absolute speeds differ between machines, so they are never bars."""
    return Figure(figure, significant(value), unit)


def significant(value: float) -> float:
    """Four digits are more than any clock here can tell."""
    rounded = float(f"{value:.4g}")
    return int(rounded) if rounded.is_integer() else rounded


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    one: Callable[[], float], other: Callable[[], float], *, runs: int
) -> tuple[float, float, float]:
    """Medians of both and of their ratio one / other.

    Measured alternately, so that a slow moment of the machine falls on both.
    """
    pairs = [(one(), other()) for _ in range(runs)]
    ones, others = zip(*pairs, strict=True)
    return median(ones), median(others), median(left / right for left, right in pairs)
