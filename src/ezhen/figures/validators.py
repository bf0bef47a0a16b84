"""Is this return plausible? Rules of the pack and a look at the filer's own history. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from ezhen.core.definitions import NUMERIC
from ezhen.core.values import Unfit, reader
from ezhen.figures.definitions import DatasetDefinition, Missing, Outlier, Rule

OPERATORS = {"==": eq, ">=": ge, "<=": le, ">": gt, "<": lt}
ALIKE = Decimal("0.02")  # of the median: how far apart values of a steady filer are at least


@dataclass(frozen=True)
class Problem:
    """What is wrong or odd. `blocks`: it must be mended; otherwise an explanation is enough.

    `key` names the question, so that its answer is found again.
    """

    key: str
    field: str
    message: str
    blocks: bool


def read_values(
    definition: DatasetDefinition, raw: Mapping[str, Any]
) -> tuple[dict, list[Problem]]:
    """Canonical values of what was typed, and what could not be read, each at its field."""
    values: dict[str, Any] = {}
    problems = []
    for field in definition.fields:
        if field.retired:
            continue
        try:
            values[field.name] = reader(field)(raw.get(field.name))
        except Unfit as error:
            said = "; ".join(error.messages)
            problems.append(Problem(f"value:{field.name}", field.name, said, blocks=True))
    return values, problems


def check_filing(
    definition: DatasetDefinition,
    values: Mapping[str, Any],
    history: Sequence[Mapping[str, Any]] = (),
) -> list[Problem]:
    """Broken rules, then values far from the filer's own history (newest first)."""
    numbers = _numbers(definition, values)
    broken = [
        Problem(f"rule:{place}", _field_of(rule), str(rule.message), rule.blocks)
        for place, rule in enumerate(definition.rules)
        if not _holds(rule, numbers)
    ]
    past = [_numbers(definition, row) for row in history]
    odd = (_outlier(outlier, numbers, past, definition) for outlier in definition.outliers)
    return broken + [problem for problem in odd if problem]


def _numbers(definition: DatasetDefinition, values: Mapping[str, Any]) -> dict[str, Decimal | None]:
    names = [field.name for field in definition.fields if field.type in NUMERIC]
    found = ((name, values.get(name)) for name in names)
    return {name: None if given in (None, "") else Decimal(given) for name, given in found}


def _field_of(rule: Rule) -> str:
    return (rule.terms("left") or rule.terms("right") or [""])[0]


def _holds(rule: Rule, numbers: Mapping[str, Decimal | None]) -> bool:
    sides = [_side(getattr(rule, side), numbers) for side in ("left", "right")]
    if None in sides:
        if rule.missing == Missing.SKIP:
            return True
        if rule.missing == Missing.FAIL:
            return False
    left, right = (side or Decimal(0) for side in sides)
    return bool(OPERATORS[rule.op](left, right))


def _side(text: str, numbers: Mapping[str, Decimal | None]) -> Decimal | None:
    """A sum of fields and numbers; unknown when every field of it is."""
    words = [word.strip() for word in text.split("+")]
    values = [numbers[word] if word in numbers else Decimal(word) for word in words]
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given else None


def _outlier(
    outlier: Outlier,
    numbers: Mapping[str, Decimal | None],
    past: Iterable[Mapping[str, Decimal | None]],
    definition: DatasetDefinition,
) -> Problem | None:
    """Further from the median of the filer's past than `times` median absolute deviations."""
    number = numbers[outlier.field]
    known = [value for row in past if (value := row[outlier.field]) is not None]
    if number is None or len(known) < outlier.periods:
        return None
    middle = median(known)
    spread = max(median(abs(value - middle) for value in known), abs(middle) * ALIKE)
    if abs(number - middle) <= outlier.times * spread:
        return None
    label = next(field.label for field in definition.fields if field.name == outlier.field)
    message = _("%(field)s is far from your usual %(usual)s: please say why.") % {
        "field": label,
        "usual": f"{middle.normalize():,f}",
    }
    return Problem(f"outlier:{outlier.field}", outlier.field, message, blocks=False)
