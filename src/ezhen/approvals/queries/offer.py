"""What the data alone can grant (免申即享): offered, not asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ezhen.approvals.definitions import OfferRule, ProcedureDefinition
from ezhen.approvals.models import Case
from ezhen.approvals.queries.case import policy_for
from ezhen.approvals.queries.procedure import procedures

Measure = Callable[[Any], Decimal | None]
_measures: dict[str, Measure] = {}


def register_measure(name: str, measure: Measure) -> None:
    """A module says what it measures of an organisation: a number, or None for not known."""
    _measures[name] = measure


def measures() -> frozenset[str]:
    """The names that the rules of a pack may use."""
    return frozenset(_measures)


@dataclass(frozen=True)
class Offer:
    """One rule that an organisation fulfils now, and the number that says so."""

    definition: ProcedureDefinition
    rule: OfferRule
    number: Decimal
    key: str

    @property
    def why(self) -> str:
        """The reason with its number, as the applicant and the reviewer read it."""
        share = self.rule.at_least <= 1
        number = f"{self.number * 100:.1f}%" if share else f"{self.number.normalize():f}"
        return str(self.rule.why).replace("%(number)s", number)

    @property
    def amount(self) -> str:
        """What would be granted, in yuan; empty when the procedure grants no money."""
        return self.rule.values.get(self.definition.amount, "")


def offers_for(organisation: Any) -> list[Offer]:
    """Everything that can be offered to an organisation now: its policy is in force, the measure is
    reached, and it was not taken up this year."""
    found = [
        offer
        for definition in procedures().values()
        for rule in definition.offers
        if (offer := _offer(organisation, definition, rule))
    ]
    taken = set(
        Case.objects.filter(offer__in=[offer.key for offer in found]).values_list(
            "offer", flat=True
        )
    )
    return [offer for offer in found if offer.key not in taken]


def _offer(organisation: Any, definition: ProcedureDefinition, rule: OfferRule) -> Offer | None:
    if definition.kinds and organisation.kind not in definition.kinds:
        return None
    if rule.measure not in _measures:
        return None
    if definition.under and policy_for(definition, dict(rule.values)) is None:
        return None
    number = _measures[rule.measure](organisation)
    if number is None or number < rule.at_least:
        return None
    year = timezone.localdate().year
    key = f"{definition.code}/{rule.code}/{organisation.uuid}/{year}"
    return Offer(definition, rule, number, key)
