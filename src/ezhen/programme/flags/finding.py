"""What a check is and what it finds: plain values."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A fault at one thing. `subject` names the thing and stays the same while the fault lasts;
    `facts` fill the check's sentence."""

    check: str
    subject: str
    contract: Any = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One kind of fault: its name, the sentence it says, and the search for it on a day."""

    code: str
    title: Any
    says: Any
    find: Callable[[dt.date], Iterator[Finding]]


def yuan(amount: Decimal) -> str:
    """An amount inside a sentence."""
    return f"{amount:,.2f}"
