"""What the demo's businesses have in hand, first in first out, so that no event takes too much."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass
class Stock:
    """What is left of a lot in one hand."""

    lot: Any
    left: Decimal


class Shelves:
    """Stock by business and product key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[Stock]] = defaultdict(list)

    def put(self, who: str, what: str, lot: Any, quantity: Decimal) -> None:
        """A lot comes in, or more of one that is there."""
        rows = self._rows[who, what]
        same = next((row for row in rows if row.lot.pk == lot.pk), None)
        if same:
            same.left += quantity
        else:
            rows.append(Stock(lot, quantity))

    def left(self, who: str, what: str) -> Decimal:
        """How much is there."""
        return sum((row.left for row in self._rows[who, what]), Decimal(0))

    def left_of(self, who: str, lot: Any) -> Decimal:
        """How much of one lot is there."""
        rows = (
            row for (owner, _what), found in self._rows.items() if owner == who for row in found
        )
        return sum((row.left for row in rows if row.lot.pk == lot.pk), Decimal(0))

    def take(self, who: str, what: str, quantity: Decimal) -> list[tuple[Any, Decimal]]:
        """Take an amount from the oldest lots: [(lot, quantity)]. There must be enough."""
        parts = self.oldest(who, what, quantity)
        for lot, part in parts:
            self.take_of(who, lot, part)
        return parts

    def oldest(self, who: str, what: str, quantity: Decimal) -> list[tuple[Any, Decimal]]:
        """Which lots an amount would be taken from: [(lot, quantity)]."""
        parts: list[tuple[Any, Decimal]] = []
        for row in self._rows[who, what]:
            part = min(row.left, quantity)
            if part:
                quantity -= part
                parts.append((row.lot, part))
        assert not quantity, f"the demo takes {quantity} more of {what} than {who} has"
        return parts

    def take_of(self, who: str, lot: Any, quantity: Decimal) -> None:
        """Take an amount of one lot."""
        for (owner, _what), rows in self._rows.items():
            for row in rows:
                if owner == who and row.lot.pk == lot.pk and row.left >= quantity:
                    row.left -= quantity
                    return
        raise AssertionError(f"{who} has not {quantity} of {lot}")
