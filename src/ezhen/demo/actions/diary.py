"""What happens when: events planned ahead and lived through in order, up to now."""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable

Happening = Callable[[dt.datetime], object]


class Diary:
    """A queue of happenings by moment. What lies after `now` does not happen."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self._planned: list[tuple[dt.datetime, int, Happening]] = []
        self._order = itertools.count()

    def plan(self, at: dt.datetime, happening: Happening) -> None:
        """Let it happen at a moment; equal moments go in the order they were planned."""
        heapq.heappush(self._planned, (at, next(self._order), happening))

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """A moment `days` before today, and a minute before now at the latest."""
        day = self.now - dt.timedelta(days=days)
        moment = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return min(moment, self.now - dt.timedelta(minutes=1))

    def live(self) -> int:
        """Let everything up to now happen, each thing at its moment; returns how many did."""
        count = 0
        while self._planned and self._planned[0][0] <= self.now:
            at, _order, happening = heapq.heappop(self._planned)
            happening(at)
            count += 1
        return count


def later(at: dt.datetime, days: int = 0, hour: int = 9, minute: int = 0) -> dt.datetime:
    """The day `days` after a moment, at an hour."""
    day = at + dt.timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
