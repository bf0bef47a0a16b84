"""Where the numbers of a test come from. A source is named `prefix.name`: register.livestreams,
files.plan, figure.online_retail. Modules that stand above register further prefixes.

A test asks one aggregate at a time (`Ask` → `Tally`); whoever offers rows implements `Source`.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Filter
from ezhen.standards.enums import Proof
from ezhen.standards.sources.ask import NOWHERE, Ask, Mend, Sealing, Subject, Tally, Value

__all__ = [
    "Source",
    "UnknownSource",
    "address",
    "names_of",
    "prefixes",
    "register_source",
    "source",
]


class UnknownSource(LookupError):
    """A binding names a source that nothing provides."""


class UnknownField(LookupError):
    """A binding asks for a field that its source does not have, or keeps no column for."""


class Source:
    """What a test may ask. A source offers what it can (`can`) and leaves out the rest."""

    code: str
    title: Words
    unit: Words | None = None  # what it is counted in, where that is known
    proof: Proof = Proof.RECORDS
    can: frozenset[str] = frozenset({"rows"})  # rows, subjects, value, seal
    session: dict[Any, Any]  # what the sources of one reading share, so that each asks once
    volatile = False  # nobody tells when it changes: what rests on it is computed anew when read
    dated = True  # rows stand in time; without a date a window does not narrow them
    # days after a year has ended until its rows are due; None: they come while it runs
    year_due_days: int | None = None

    def titled(self, where: Filter) -> Words:
        """What the rows are that a filter lets through, for people."""
        return self.title

    def fields(self) -> dict[str, frozenset[str] | None]:
        """The fields that can be asked about, each with its codes, or None when it is free."""
        raise NotImplementedError

    def unit_of(self, field: str) -> Words | None:
        """What a field of its rows is measured in, where that is known."""
        return None

    def once(self, key: Any, find: Callable[[], Any]) -> Any:
        """What `find` gives, found once in a reading by whichever source asks first."""
        if key not in self.session:
            self.session[key] = find()
        return self.session[key]

    def tally(self, ask: Ask) -> list[Tally]:
        """One aggregate query; without `by` exactly one answer."""
        raise NotImplementedError

    def tallies(self, asks: Sequence[Ask]) -> list[list[Tally]]:
        """The answers to several questions without `by`, of one moment."""
        return [self.tally(ask) for ask in asks]

    def subjects(self, ask: Ask) -> list[Subject]:
        """The rows themselves, as things that each need a proof."""
        raise NotImplementedError

    def corrected(self, ask: Ask, since: dt.datetime) -> int:
        """How many of the rows that stood at `since` were changed or withdrawn after it."""
        return 0

    def waiting(self, ask: Ask) -> int:
        """Rows that are there but not confirmed yet, and so do not count."""
        return 0

    def broken(self, ask: Ask) -> int:
        """Files whose bytes no longer fit their hash."""
        return 0

    def value(self, first: dt.date | None, last: dt.date, as_of: dt.datetime | None) -> Value:
        """The figure over a period."""
        raise NotImplementedError

    def sealings(self, by: str, years: Sequence[int], as_of: dt.datetime | None) -> list[Sealing]:
        """For each year, whether the outside body has sealed it."""
        raise NotImplementedError

    def url(self, ask: Ask) -> str:
        """The page that shows the very rows; empty when there is none."""
        return ""

    def mend(self, *, task: str, grain: str = "", subject: str = "") -> Mend:
        """The page on which what is missing for a task is entered: in a period of a grain, or for
        a subject that the field `subject` names."""
        return NOWHERE


@functools.lru_cache(maxsize=4096)
def address(name: str, *args: Any) -> str:
    """The address of a page of another module; empty where it has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


Factory = Callable[[str], Source]
_factories: dict[str, Factory] = {}
_names: dict[str, Callable[[], Iterable[str]]] = {}


def register_source(
    prefix: str, factory: Factory, names: Callable[[], Iterable[str]] = tuple
) -> None:
    """Say who answers for `prefix.…`: factory(name) → Source, or raises UnknownSource.

    `names` lists what there is, for the checker's hints.
    """
    _factories[prefix] = factory
    _names[prefix] = names


def prefixes() -> frozenset[str]:
    """The prefixes that are registered."""
    return frozenset(_factories)


def names_of(prefix: str) -> tuple[str, ...]:
    """The sources of a prefix."""
    return tuple(_names[prefix]()) if prefix in _names else ()


def source(code: str, session: dict[Any, Any] | None = None) -> Source:
    """The source of a code, within a reading. Raises UnknownSource."""
    prefix, _, name = code.partition(".")
    if prefix not in _factories or not name:
        raise UnknownSource(code)
    found = _factories[prefix](name)
    found.session = {} if session is None else session
    return found
