"""What is computed for requirements, and how a requirement stands once people have judged it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_noop as _

from ezhen.core.log import canonical
from ezhen.standards.enums import Code, Forecast, Result, State
from ezhen.standards.models import StandardVersion
from ezhen.standards.queries.content import Item, content_of
from ezhen.standards.queries.lineage import lineage
from ezhen.standards.queries.verdict import Opinion
from ezhen.standards.sources import UnknownField, UnknownSource
from ezhen.standards.tests import find, plan
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome, Say
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.together import together

# for each test and slot what was found before and still stands, None where it is found anew
Kept = Sequence[Outcome | None]


def reader_for(version: StandardVersion, frame: Frame) -> Reader:
    """A reading session over a version."""
    content = content_of(version)
    heirs = {
        key: tuple(heir.requirement for heir in found if heir.still_speaks)
        for key, found in lineage(version).items()
    }
    roles = {role.id: role for role in content.catalogue.roles}
    return Reader(frame, roles=roles, heirs=heirs)


def plan_reading(item: Item, reader: Reader, kept: Kept = ()) -> None:
    """Note, with a reader that is planning, what computing a requirement will ask."""
    for part, found in _beside(item, kept):
        if found is None:
            with suppress(UnknownSource, UnknownField):
                plan(part, reader)


def compute(item: Item, reader: Reader, kept: Kept = ()) -> Outcome:
    """The outcome of one requirement: all its tests and slots together."""
    if not item.parts:
        say = Say(_("Nothing is bound to this requirement yet that could prove it."))
        return Outcome(holds=False, code=Code.SHORT, said=(say,))
    return together([found or _part(part, reader) for part, found in _beside(item, kept)])


def _beside(item: Item, kept: Kept) -> Iterator[tuple[Any, Outcome | None]]:
    return zip(item.parts, kept or [None] * len(item.parts), strict=True)


def _part(part: Any, reader: Reader) -> Outcome:
    try:
        return find(part, reader)
    except (UnknownSource, UnknownField) as error:
        say = Say(
            _("The pack names a source that is not there: %(source)s."), {"source": str(error)}
        )
        return Outcome(holds=False, code=Code.SHORT, said=(say,), forecast=Forecast.MISSED)


def digest_of(outcome: Outcome) -> str:
    """Fingerprint of the conclusion; a verdict on another conclusion is out of date."""
    return hashlib.sha256(canonical(outcome.fingerprint).encode()).hexdigest()


def settle(
    *,
    holds: bool,
    code: Code,
    forecast: Forecast,
    opinions: Iterable[Opinion],
    is_overdue: bool,
) -> tuple[State, Code]:
    """State and reason of a requirement. Pure.

    People who disagree make it disputed. Otherwise the outermost layer that has judged what stands
    now decides; where nobody has, what is computed. Evidence that is out of date is never green: a
    verdict lifts only what is short, and an out-of-date verdict lifts nothing.
    """
    current = [opinion for opinion in opinions if opinion.counts]
    if len({opinion.result == Result.SATISFIED for opinion in current}) > 1:
        return State.DISPUTED, Code.DISPUTED
    if current:
        is_met = current[-1].result == Result.SATISFIED
        if is_met and not holds and code in LIFTED:
            return State.SATISFIED, Code.WAIVED
        if not is_met and holds:
            holds, code = False, Code.PENDING_REVIEW
    if holds:
        return State.SATISFIED, Code.PASS
    if is_overdue:
        return State.OVERDUE, code
    if code == Code.STALE:
        return State.STALE, code
    return (State.WILL_MISS if forecast == Forecast.MISSED else State.ON_PACE), code


LIFTED = frozenset({Code.SHORT, Code.MISSING_SLOT, Code.NOT_DUE, Code.PENDING_REVIEW})
