"""Where the numbers of a test come from. A source is named `prefix.name`: register.livestreams,
files.plan, figure.online_retail. Modules that stand above register further prefixes.

A test asks one aggregate at a time (`Ask` → `Tally`); whoever offers rows implements `Source`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ezhen.core.definitions import Words
from ezhen.standards.enums import Proof
from ezhen.standards.sources.ask import Ask, Sealing, Subject, Tally, Value

__all__ = ["Source", "UnknownSource", "prefixes", "register_source", "source"]


class UnknownSource(LookupError):
    """A binding names a source that nothing provides."""


class Source:
    """What a test may ask. A source offers what it can (`can`) and leaves out the rest."""

    code: str
    title: Words
    proof: Proof = Proof.RECORDS
    can: frozenset[str] = frozenset({"rows"})  # rows, subjects, value, seal
    volatile = False  # nobody tells when it changes: what rests on it is computed anew when read
    dated = True  # rows stand in time; without a date a window does not narrow them

    def fields(self) -> dict[str, frozenset[str] | None]:
        """The fields that can be asked about, each with its codes, or None when it is free."""
        raise NotImplementedError

    def tally(self, ask: Ask) -> list[Tally]:
        """One aggregate query; without `by` exactly one answer."""
        raise NotImplementedError

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

    def mend_url(self, **facts: Any) -> str:
        """The page on which what is missing is entered; empty when there is none."""
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


def source(code: str) -> Source:
    """The source of a code. Raises UnknownSource."""
    prefix, _, name = code.partition(".")
    if prefix not in _factories or not name:
        raise UnknownSource(code)
    return _factories[prefix](name)
