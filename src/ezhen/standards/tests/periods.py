"""Rows in periods: what cadence, coverage and slots with a rhythm share. Pure."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ezhen.core.periods import Period
from ezhen.standards.enums import Forecast
from ezhen.standards.tests.frame import DAY, Frame


@dataclass(frozen=True)
class Rhythm:
    """The periods of a window: past ones that count, past ones that may still be filled, and the
    number of those to come (the running one included)."""

    counted: tuple[Period, ...]
    open: tuple[Period, ...]
    ahead: int


def rhythm(periods: Sequence[Period], filled: set[Period], grace: int, today: dt.date) -> Rhythm:
    """Sort a window's periods: a period counts once it is over and its grace has passed; one that
    is filled counts as soon as it is over."""
    over = [period for period in periods if period.last < today]
    ripe = [period for period in over if period in filled or period.last + grace * DAY < today]
    waits = [period for period in over if period not in ripe]
    return Rhythm(tuple(ripe), tuple(waits), len(periods) - len(over))


def needed(number: int, share: Decimal) -> int:
    """How many of so many must be there."""
    return math.ceil(number * share)


def forecast(done: int, missed: int, ahead: int, share: Decimal) -> Forecast:
    """Can the share still be reached, and does the rhythm kept so far reach it?

    A missed period stays missed unless its row is entered late.
    """
    whole = done + missed + ahead
    need = needed(whole, share)
    if done + ahead < need:
        return Forecast.MISSED
    past = done + missed
    rate = Decimal(done) / past if past else Decimal(1)
    return Forecast.EXPECTED if done + rate * ahead >= need else Forecast.MISSED


def window_start(frame: Frame, periods: Sequence[Period]) -> dt.date:
    """The first day that is asked for."""
    return periods[0].first if periods else frame.programme.begins_on
