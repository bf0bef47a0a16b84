"""Named figures: modules register what they can compute; whoever shows a number asks by its code.

A provider computes from operations, so a figure is never typed. It says how well the number is
known and where the rows stand that it came from.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ezhen.core.definitions import Words
from ezhen.figures.enums import Known
from ezhen.figures.errors import UnknownFigure


@dataclass(frozen=True)
class Span:
    """The days a figure is asked for, both included; without `first` from the beginning.

    `as_of` asks how it stood at that moment; providers that cannot tell answer for now.
    """

    first: dt.date | None
    last: dt.date
    as_of: dt.datetime | None = None

    def contains(self, name: str) -> dict[str, Any]:
        """Filter arguments for a date field `name`."""
        facts: dict[str, Any] = {f"{name}__lte": self.last}
        if self.first:
            facts[f"{name}__gte"] = self.first
        return facts


@dataclass(frozen=True)
class Value:
    """A number (None: not known), how well it is known, and the page with its rows."""

    number: Decimal | None
    state: str = Known.COMPUTED
    url: str = ""
    parts: tuple[tuple[str, Decimal], ...] = field(default=())


@dataclass(frozen=True)
class FigureSpec:
    """One figure. `kind` groups it for the big screen; `unit` is shown beside the number."""

    code: str
    title: Words
    unit: Words
    kind: str
    provider: Callable[[Span], Value]


_figures: dict[str, FigureSpec] = {}


def register_figure(*specs: FigureSpec) -> None:
    """Add figures. A code that is taken is refused: two modules must not answer for one number."""
    for spec in specs:
        if _figures.get(spec.code, spec) is not spec:
            raise ValueError(f"the figure {spec.code} is registered twice")
        _figures[spec.code] = spec


def figure(code: str) -> FigureSpec:
    """The figure of a code. Raises UnknownFigure."""
    try:
        return _figures[code]
    except KeyError as error:
        raise UnknownFigure(code) from error


def figures() -> tuple[FigureSpec, ...]:
    """All figures, by code."""
    return tuple(_figures[code] for code in sorted(_figures))


def value(code: str, span: Span) -> Value:
    """The value of a figure. Raises UnknownFigure."""
    return figure(code).provider(span)
