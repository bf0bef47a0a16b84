"""Several outcomes as one: a requirement holds when all of its parts do. Pure."""

from collections.abc import Sequence
from typing import Any

from ezhen.standards.enums import Code, Forecast
from ezhen.standards.tests.outcome import Outcome

# what stops a requirement, the gravest first; what is missing comes before what is too old
GRAVEST = (
    Code.BROKEN_HASH,
    Code.SHORT,
    Code.MISSING_SLOT,
    Code.UNSEALED,
    Code.PENDING_REVIEW,
    Code.STALE,
    Code.NOT_DUE,
    Code.PASS,
)


def together(parts: Sequence[Outcome]) -> Outcome:
    """All parts hold, or the gravest reason of those that do not. What fails is said first."""
    failing = [part for part in parts if not part.holds]
    ordered = [*failing, *(part for part in parts if part.holds)]
    holds = bool(parts) and not failing
    lead = ordered[0] if len(ordered) == 1 else None
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else _gravest(failing),
        said=tuple(say for part in ordered for say in part.said),
        have=lead.have if lead else None,
        need=lead.need if lead else None,
        is_share=bool(lead and lead.is_share),
        forecast=_worst(failing),
        evidence=tuple(row for part in parts for row in part.evidence),
        gaps=tuple(gap for part in failing for gap in part.gaps),
        cells=next((part.cells for part in parts if part.cells), ()),
        parts=tuple(parts),
    )


def _gravest(failing: Sequence[Outcome]) -> Code:
    return min((part.code for part in failing), key=GRAVEST.index, default=Code.SHORT)


def _worst(failing: Sequence[Outcome]) -> Forecast:
    missed = any(part.forecast == Forecast.MISSED for part in failing)
    return Forecast.MISSED if missed else Forecast.EXPECTED


def stored(outcome: Outcome) -> dict[str, Any]:
    """JSON of a requirement's outcome: its parts, from which the whole is made again."""
    if not outcome.parts:
        return {"whole": outcome.plain()}
    return {"parts": [part.plain() for part in outcome.parts]}


def restored_parts(body: dict[str, Any]) -> list[Outcome]:
    """The outcomes of its tests and slots, in their order; empty where nothing is bound."""
    return [Outcome.read(part) for part in body.get("parts", ())]


def restored(body: dict[str, Any]) -> Outcome:
    """The outcome that was stored."""
    if "whole" in body:
        return Outcome.read(body["whole"])
    return together(restored_parts(body))
