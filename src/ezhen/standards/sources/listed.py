"""Sources over a list of rows in memory, for what is few: the same answers as a query gives."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from ezhen.standards.definitions import Filter
from ezhen.standards.sources import Source
from ezhen.standards.sources.ask import DAY, MONTH, Ask, Subject, Tally

Row = Mapping[str, Any]


class ListSource(Source):
    """Say which rows there are (`listed`): mappings with a `date`, and an `id` and `label` where
    they are subjects."""

    def listed(self, as_of: dt.datetime | None) -> Iterable[Row]:
        """The rows that count, as they stood at a moment."""
        raise NotImplementedError

    def asked(self, ask: Ask) -> list[Row]:
        """The rows an ask speaks of."""
        return [row for row in self.listed(ask.as_of) if is_in(row, ask)]

    def tally(self, ask: Ask) -> list[Tally]:
        """Grouped here instead of in the database."""
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.asked(ask):
            groups[tuple(_key(row, name) for name in ask.by)].append(row)
        if not ask.by:
            groups[()] += []
        return [_tally(keys, rows, ask) for keys, rows in groups.items()]

    def subjects(self, ask: Ask) -> list[Subject]:
        """The rows that each need a proof."""
        return [
            Subject(str(row["id"]), str(row.get("label", row["id"])), row.get("date"))
            for row in self.asked(ask)
        ]


def is_in(row: Row, ask: Ask) -> bool:
    """Dated within the days of the ask, and let through by its filter. An undated row always is."""
    when = row.get("date")
    if when and ask.first and when < ask.first:
        return False
    if when and ask.last and when > ask.last:
        return False
    return fits(row, ask.where)


def fits(row: Row, where: Filter) -> bool:
    """The filter lets the row through."""
    return all(_one(row.get(name), wanted) for name, wanted in where.items())


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda have, value: have == value,
    "ne": lambda have, value: have != value,
    "gte": lambda have, value: have is not None and have >= value,
    "gt": lambda have, value: have is not None and have > value,
    "lte": lambda have, value: have is not None and have <= value,
    "lt": lambda have, value: have is not None and have < value,
    "in": lambda have, value: have in value,
    "has": lambda have, value: value in (have or ()),
    "set": lambda have, value: (have is not None) == value,
}


def _one(have: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(OPERATORS[name](have, value) for name, value in wanted.items())
    return have in wanted if isinstance(wanted, list | tuple) else have == wanted


def _key(row: Row, name: str) -> Any:
    if name == DAY:
        return row["date"]
    return f"{row['date']:%Y-%m}" if name == MONTH else row.get(name)


def _tally(keys: tuple[Any, ...], rows: list[Row], ask: Ask) -> Tally:
    part = [row for row in rows if ask.part is not None and fits(row, ask.part)]
    different = {row.get(ask.different) for row in rows} - {None} if ask.different else set()
    recent = [row for row in rows if ask.since and row.get("date") and row["date"] > ask.since]
    return Tally(
        keys=keys,
        count=len(rows),
        total=_sum(rows, ask.measure) if ask.measure else Decimal(0),
        different=len(different),
        part=_amount(part, ask.measure),
        recent=_amount(recent, ask.measure),
        newest=None if ask.by else _newest(rows),
    )


def _newest(rows: list[Row]) -> dt.date | None:
    return max((row["date"] for row in rows if row.get("date")), default=None)


def _amount(rows: list[Row], measure: str) -> Decimal:
    return _sum(rows, measure) if measure else Decimal(len(rows))


def _sum(rows: list[Row], measure: str) -> Decimal:
    return sum((Decimal(row[measure]) for row in rows if row.get(measure) is not None), Decimal(0))
