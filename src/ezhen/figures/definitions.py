"""What a data set (报数) is: packs/<county>/datasets/*.yaml. Enterprises file it each period."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from ezhen.core.definitions import NUMERIC, Field, Name, Strict, Words
from ezhen.core.periods import Grain


class Missing(StrEnum):
    """What a rule does when a side has no value."""

    SKIP = "skip"
    ZERO = "zero"
    FAIL = "fail"


class Rule(Strict):
    """left op right, each the name of a field, a number, or a sum of fields "a + b".

    `blocks` refuses the filing, otherwise the rule asks for an explanation.
    """

    left: str
    op: Literal["==", ">=", "<=", ">", "<"]
    right: str
    missing: Missing = Missing.SKIP
    blocks: bool = True
    message: Words

    def terms(self, side: str) -> list[str]:
        """The field names of a side."""
        words = (word.strip() for word in getattr(self, side).split("+"))
        return [word for word in words if not _is_number(word)]


def _is_number(word: str) -> bool:
    try:
        Decimal(word)
    except InvalidOperation:
        return False
    return True


class Outlier(Strict):
    """A value further than `times` median absolute deviations from the filer's own history of at
    least `periods` periods asks for an explanation."""

    field: Name
    times: Decimal = Decimal(4)
    periods: int = 4


class DatasetDefinition(Strict):
    """One data set. Three clocks: it opens, is due and closes days after the period ends."""

    code: Name
    version: int = 1
    title: Words
    what: Words
    clauses: tuple[str, ...]
    grain: Grain
    opens_days: int = 0
    due_days: int = 10
    closes_days: int = 40
    filers: tuple[str, ...]  # organisation kinds that file; empty: all approved ones
    verifier: str  # role that confirms or returns
    sealer: str = ""  # role of the standard that seals from outside (statistics_bureau)
    seal_document: str = ""  # type of the stamped paper
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    outliers: tuple[Outlier, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        numbers = {field.name for field in self.fields if field.type in NUMERIC}
        used = {name for rule in self.rules for name in (*rule.terms("left"), *rule.terms("right"))}
        used |= {outlier.field for outlier in self.outliers}
        if missing := used - numbers:
            raise ValueError(f"data set {self.code}: no number {', '.join(sorted(missing))}")
        return self

    @property
    def by_office(self) -> bool:
        """Filed once for the town by the office, not by each enterprise."""
        return "operator" in self.filers

    @property
    def totals(self) -> tuple[Field, ...]:
        """The numbers that are added up over all who file."""
        return tuple(field for field in self.fields if field.type in NUMERIC and field.index)

    def __str__(self) -> str:
        return str(self.title)
