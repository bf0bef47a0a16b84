"""What a test asks of a source, and what it is answered: plain values, no queries."""

import datetime as dt
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from ezhen.core.periods import Period
from ezhen.standards.definitions import Filter

DAY, MONTH = "@day", "@month"  # keys of `Ask.by` that are no field


@dataclass(frozen=True)
class Ask:
    """One aggregate: which rows, dated between two days (both included), grouped by what.

    `as_of` asks how the rows stood at that moment; None: now. `by` holds field names, DAY or MONTH.
    `measure` is summed, the different values of `different` are counted, and `part` picks the rows
    that are counted (or summed) a second time apart; so does `since`, for rows dated after it.
    """

    where: Filter = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    as_of: dt.datetime | None = None
    by: tuple[str, ...] = ()
    measure: str = ""
    different: str = ""
    part: Filter | None = None
    since: dt.date | None = None

    @property
    def key(self) -> str:
        """Equal asks have equal keys."""
        facts = {**self.__dict__, "part": self.part if self.part is not None else "-"}
        return json.dumps(facts, sort_keys=True, default=str)


@dataclass(frozen=True)
class Tally:
    """The answer for one group; `keys` in the order of `Ask.by`. `newest` is for all rows only."""

    keys: tuple[Any, ...] = ()
    count: int = 0
    total: Decimal = Decimal(0)
    different: int = 0
    part: Decimal = Decimal(0)
    recent: Decimal = Decimal(0)
    newest: dt.date | None = None


NOTHING = Tally()


@dataclass(frozen=True)
class Subject:
    """Something that each must have its own proof: a station, a trainee, an event."""

    id: str
    label: str
    began: dt.date | None = None
    url: str = ""


@dataclass(frozen=True)
class Value:
    """A named figure over a period, with how well it is known."""

    number: Decimal | None
    state: str = "computed"


@dataclass(frozen=True)
class Sealing:
    """Is the value of a period sealed from outside, and does the seal still fit the value?"""

    period: str
    is_sealed: bool
    is_broken: bool = False
    url: str = ""


@dataclass(frozen=True)
class Mend:
    """The page on which what is missing is entered, and what it takes filled in: the names under
    which it wants the day, the period and the subject. `explain`: the page on which a missing
    period is explained, with PERIOD in its address."""

    url: str = ""
    day: str = ""
    period: str = ""
    subject: str = ""
    explain: str = ""

    def at(self, *, period: Period | None = None, subject: str = "") -> str:
        """Its address for one period or subject."""
        if not self.url:
            return ""
        facts = {}
        if period is not None and self.day:
            facts[self.day] = f"{period.first:%Y-%m-%d}"
        if period is not None and self.period:
            facts[self.period] = period.key
        if subject and self.subject:
            facts[self.subject] = subject
        sign = "&" if "?" in self.url else "?"
        return f"{self.url}{sign}{urlencode(facts)}" if facts else self.url

    def explained(self, period: Period) -> str:
        """Where that period is explained; empty when nowhere."""
        return self.explain.replace("PERIOD", period.key)


NOWHERE = Mend()
