"""`figure.CODE`: a named figure. `dataset.CODE`: the returns of a data set, with their seals."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ezhen.core.definitions import Words
from ezhen.core.periods import period_of
from ezhen.figures import api as figures
from ezhen.figures.enums import FilingState
from ezhen.figures.errors import UnknownFigure
from ezhen.standards.sources import Source, UnknownSource, address, register_source
from ezhen.standards.sources.ask import Ask, Mend, Sealing, Value
from ezhen.standards.sources.listed import ListSource, Row

if TYPE_CHECKING:
    from ezhen.figures.definitions import DatasetDefinition

NUMBERS = frozenset({"integer", "number", "money"})


class Figure(Source):
    """What a module computes from its operations; nobody says when it changes."""

    can = frozenset({"value"})
    volatile = True

    def __init__(self, spec: figures.FigureSpec) -> None:
        self.code = f"figure.{spec.code}"
        self.title: Words = spec.title
        self.unit: Words = spec.unit
        self._spec = spec

    def fields(self) -> dict[str, frozenset[str] | None]:
        """Nothing to filter by."""
        return {}

    def value(self, first: dt.date | None, last: dt.date, as_of: dt.datetime | None) -> Value:
        """Over the days asked for."""
        found = figures.value(self._spec.code, figures.Span(first, last, as_of))
        self.session[self.code, "url"] = found.url
        return Value(found.number, found.state)

    def url(self, ask: Ask) -> str:
        """The page with the rows the figure came from, as its value named it."""
        return self.session.get((self.code, "url"), "")


class Dataset(ListSource):
    """The returns that count: filed or verified, one of each filer and period."""

    can = frozenset({"rows", "subjects", "seal"})

    def __init__(self, definition: "DatasetDefinition") -> None:
        self.code = f"dataset.{definition.code}"
        self.title: Words = definition.title
        self.year_due_days = definition.due_days if definition.grain == "year" else None
        self._definition = definition

    def fields(self) -> dict[str, frozenset[str] | None]:
        """Its own fields, and what every return has."""
        own: dict[str, frozenset[str] | None] = {
            field.name: None for field in self._definition.fields
        }
        return own | {"state": None, "period": None, "organisation": None}

    def unit_of(self, field: str) -> Words | None:
        """As the data set says."""
        units = {one.name: one.unit for one in self._definition.fields}
        unit = units.get(field, "")
        return Words(zh=unit, en=unit) if unit else None

    def listed(self, as_of: dt.datetime | None) -> Iterator[Row]:
        """Each return as one row, dated on the last day of its period."""
        for row in figures.rows_of(self._definition.code, as_of=as_of):
            if row.state in FilingState.COUNTED:
                yield self._numbers(row) | {
                    "date": row.ends_on,
                    "id": row.uuid,
                    "label": f"{row.filer} {row.period}".strip(),
                    "state": row.state,
                    "period": row.period,
                    "organisation": row.organisation_id,
                }

    def _numbers(self, row: figures.Row) -> dict[str, Any]:
        return {
            field.name: row.number(field.name)
            for field in self._definition.fields
            if row.data.get(field.name) not in (None, "") and field.type in NUMBERS
        }

    def sealings(self, by: str, years: Sequence[int], as_of: dt.datetime | None) -> list[Sealing]:
        """The seals of years."""
        states = figures.seal_states(self._definition.code, years, body=by, as_of=as_of)
        return [Sealing(s.period, s.is_sealed, s.is_broken, s.url) for s in states]

    def url(self, ask: Ask) -> str:
        """The newest period that is over, with its returns."""
        day = ask.last or timezone.localdate()
        key = period_of(self._definition.grain, day).previous().key
        return address("figures:period", self._definition.code, key)

    def mend(self, *, task: str, grain: str = "", subject: str = "") -> Mend:
        """The same page: it says who has not filed, and there it is sealed."""
        return Mend(self.url(Ask()))


def register() -> None:
    """Called once when the app is ready."""
    register_source("figure", _figure, lambda: (spec.code for spec in figures.figures()))
    register_source("dataset", _dataset, figures.datasets)


def _figure(name: str) -> Source:
    try:
        return Figure(figures.figure(name))
    except UnknownFigure:
        raise UnknownSource(f"figure.{name}") from None


def _dataset(name: str) -> Source:
    found = figures.datasets().get(name)
    if found is None:
        raise UnknownSource(f"dataset.{name}")
    return Dataset(found)
