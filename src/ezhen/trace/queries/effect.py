"""What a decision about lots does, in numbers, before it is made: for stops and recalls alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ezhen.trace.models import Lot
from ezhen.trace.queries.recall import ranges_of, shares_of

ZERO = Decimal(0)
NAMED = 12


@dataclass
class UnitAmount:
    """Amounts of one unit: quantity = held + gone."""

    unit: Any
    quantity: Decimal = ZERO
    held: Decimal = ZERO

    @property
    def gone(self) -> Decimal:
        """Used up, sold, sampled or destroyed."""
        return self.quantity - self.held


@dataclass
class Effect:
    """Lots, amounts by unit, who has them, codes whose page changes."""

    num_lots: int = 0
    amounts: list[UnitAmount] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    num_told: int = 0
    num_on_the_way: int = 0
    num_codes: int = 0
    num_scans: int = 0

    @property
    def named(self) -> list[str]:
        """The first of the holders."""
        return self.holders[:NAMED]

    @property
    def num_unnamed(self) -> int:
        """How many holders are not among the named."""
        return len(self.holders) - len(self.named)


def effect_on(lots: Iterable[Lot]) -> Effect:
    """What stopping or recalling these lots (with their products) reaches: four queries.

    Told are all that hold some and the keepers of the lots, as `issue_recall` tells them.
    """
    found = {lot.pk: lot for lot in lots}
    amounts: dict[str, UnitAmount] = {}
    for lot in found.values():
        amount = amounts.setdefault(lot.product.unit, UnitAmount(lot.product.get_unit_display()))
        amount.quantity += lot.quantity
    shares = shares_of(found)
    for share in shares:
        amounts[found[share.lot_id].product.unit].held += share.quantity
    facts = list(ranges_of(found))
    return Effect(
        num_lots=len(found),
        amounts=[amounts[unit] for unit in sorted(amounts)],
        holders=list({share.holder_id: share.holder for share in shares}.values()),
        num_told=len({s.holder_id for s in shares} | {lot.owner_id for lot in found.values()}),
        num_on_the_way=sum(share.on_the_way for share in shares),
        num_codes=sum(fact.last - fact.first + 1 for fact in facts),
        num_scans=sum(fact.num_scans for fact in facts),
    )
