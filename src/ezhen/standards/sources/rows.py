"""Sources over a queryset: every `Ask` becomes one aggregate query that both databases can run."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from ezhen.core.bulk import in_parts
from ezhen.standards.definitions import Filter
from ezhen.standards.sources import Source
from ezhen.standards.sources.ask import DAY, MONTH, Ask, Tally

TOGETHER = 40  # questions of one query: with up to five columns each far below any limit
LOOKUPS = {"eq": "", "gte": "__gte", "gt": "__gt", "lte": "__lte", "lt": "__lt"}


class RowSource(Source):
    """Say which rows (`rows`), where a field stands (`column`) and which column dates a row."""

    date = "date"

    def rows(self, as_of: dt.datetime | None) -> QuerySet[Any]:
        """The rows that count, as they stood at a moment."""
        raise NotImplementedError

    def column(self, field: str) -> str:
        """The ORM name of a field. Raises LookupError."""
        raise NotImplementedError

    def condition(self, where: Filter) -> Q:
        """A filter as a query condition."""
        found = Q()
        for field, wanted in where.items():
            found &= condition_of(self.column(field), wanted)
        return found

    def asked(self, ask: Ask) -> QuerySet[Any]:
        """The rows an ask speaks of."""
        return self.rows(ask.as_of).filter(self._spoken_of(ask))

    def _spoken_of(self, ask: Ask) -> Q:
        found = self.condition(ask.where)
        if self.dated and ask.first:
            found &= Q(**{f"{self.date}__gte": ask.first})
        if self.dated and ask.last:
            found &= Q(**{f"{self.date}__lte": ask.last})
        return found

    def tallies(self, asks: Sequence[Ask]) -> list[list[Tally]]:
        """One aggregate query for TOGETHER questions: the rows are read once for all of them."""
        if len(asks) == 1:  # its own condition narrows the rows that are read
            return super().tallies(asks)
        return [tally for some in in_parts(asks, TOGETHER) for tally in self._in_one_query(some)]

    def _in_one_query(self, asks: Sequence[Ask]) -> list[list[Tally]]:
        wanted = [self._aggregates(ask, self._spoken_of(ask)) for ask in asks]
        named = {
            f"{name}_{number}": aggregate
            for number, aggregates in enumerate(wanted)
            for name, aggregate in aggregates.items()
        }
        found = self.rows(asks[0].as_of).aggregate(**named)
        return [
            [_tally((), aggregates, [found[f"{name}_{number}"] for name in aggregates])]
            for number, aggregates in enumerate(wanted)
        ]

    def tally(self, ask: Ask) -> list[Tally]:
        """One aggregate query."""
        wanted = self._aggregates(ask)
        rows = self.asked(ask)
        if not ask.by:
            found = rows.aggregate(**wanted)
            return [_tally((), wanted, [found[name] for name in wanted])]
        keys = {f"key{number}": self._key(name) for number, name in enumerate(ask.by)}
        grouped = rows.order_by().values(**keys).annotate(**wanted).values_list(*keys, *wanted)
        if wanted.keys() == {"count"}:  # by far the most groups: each place and month
            return [Tally(row[:-1], row[-1]) for row in grouped]
        return [_tally(row[: len(keys)], wanted, row[len(keys) :]) for row in grouped]

    def _aggregates(self, ask: Ask, among: Q | None = None) -> dict[str, Any]:
        only, among = among or None, among or Q()
        wanted: dict[str, Any] = {"count": Count("pk", filter=only)}
        if self.dated and not ask.by:
            wanted["newest"] = Max(self.date, filter=only)
        if ask.measure:
            wanted["total"] = Sum(self.column(ask.measure), filter=only)
        if ask.different:
            wanted["different"] = Count(self.column(ask.different), distinct=True, filter=only)
        if ask.part is not None:
            wanted["part"] = self._amount(ask, among & self.condition(ask.part))
        if ask.since:
            wanted["recent"] = self._amount(ask, among & Q(**{f"{self.date}__gt": ask.since}))
        return wanted

    def _amount(self, ask: Ask, only: Q) -> Any:
        if ask.measure:
            return Sum(self.column(ask.measure), filter=only)
        return Count("pk", filter=only)

    def _key(self, name: str) -> Any:
        if name == DAY:
            return F(self.date)
        if name == MONTH:
            # text, because the databases' own month functions are slow in SQLite
            return Substr(Cast(self.date, CharField()), 1, 7)
        return F(self.column(name))


DECIMAL = {"total", "part", "recent"}


def condition_of(column: str, wanted: object) -> Q:
    """value, list of values, or {operator: value}, on one column."""
    if isinstance(wanted, dict):
        found = Q()
        for operator, value in wanted.items():
            found &= _operated(column, operator, value)
        return found
    if isinstance(wanted, (list, tuple)):
        return Q(**{f"{column}__in": list(wanted)})
    return Q(**{column: wanted})


def _operated(column: str, operator: str, value: Any) -> Q:
    if operator == "in":
        return Q(**{f"{column}__in": list(value)})
    if operator == "ne":
        return ~Q(**{column: value})
    if operator == "set":
        empty = Q(**{f"{column}__isnull": True})
        return ~empty if value else empty
    return Q(**{column + LOOKUPS[operator]: value})


def _tally(keys: tuple[Any, ...], names: Iterable[str], row: Sequence[Any]) -> Tally:
    """A group of an aggregate; what it says nothing of stays at nothing."""
    facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    for name in facts.keys() & DECIMAL:
        facts[name] = Decimal(facts[name])
    return Tally(keys=keys, **facts)
