"""The budget by source and line: planned, contracted, paid, left."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from ezhen.programme.enums import FundSource
from ezhen.programme.models import BudgetLine

ORDER = {source: place for place, source in enumerate(FundSource.values)}


@dataclass(frozen=True)
class Sums:
    """Yuan. `left` is what may still be paid, `free` what is not contracted yet."""

    planned: Decimal
    contracted: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """Planned and not paid."""
        return self.planned - self.paid

    @property
    def free(self) -> Decimal:
        """Planned and not contracted."""
        return self.planned - self.contracted

    @property
    def percent(self) -> Decimal:
        """Paid of planned, 0 … 100."""
        return self.paid * 100 / self.planned if self.planned else Decimal(0)


@dataclass(frozen=True)
class SourceSums:
    """A source with its lines."""

    source: FundSource
    lines: tuple[tuple[BudgetLine, Sums], ...]
    sums: Sums


def sums_of(lines: Iterable[BudgetLine]) -> Sums:
    """The sums of some lines."""
    rows = list(lines)
    zero = Decimal(0)
    return Sums(
        sum((row.planned for row in rows), zero),
        sum((row.contracted for row in rows), zero),
        sum((row.paid for row in rows), zero),
    )


def budget() -> tuple[list[SourceSums], Sums]:
    """Every source with its lines, and the sums of the whole; one query."""
    rows = sorted(BudgetLine.objects.all(), key=lambda row: (ORDER[row.source], row.code))
    sources = []
    for source, lines in groupby(rows, lambda row: row.source):
        own = list(lines)
        pairs = tuple((line, sums_of([line])) for line in own)
        sources.append(SourceSums(FundSource(source), pairs, sums_of(own)))
    return sources, sums_of(rows)
