"""How every requirement stands on a day, from what was computed and what people judged."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ezhen.standards.enums import Code, Forecast, State
from ezhen.standards.models import ComputedOutcome, StandardVersion
from ezhen.standards.queries.clock import DutyNow, duties, frame_on
from ezhen.standards.queries.content import Content, Item, content_of
from ezhen.standards.queries.outcome import settle
from ezhen.standards.queries.verdict import Opinion, newest_verdicts, opinions_on
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Outcome
from ezhen.standards.tests.together import restored


@dataclass(frozen=True)
class Standing:
    """How a requirement stands on a day: computed, judged, and what follows from both."""

    item: Item
    row: ComputedOutcome
    opinions: Mapping[str, Opinion]
    state: State
    code: Code
    duty: DutyNow

    @property
    def satisfied(self) -> bool:
        """Counts as satisfied."""
        return self.state == State.SATISFIED

    @property
    def will_miss(self) -> bool:
        """Not satisfied, and at this pace not by the day it is due either."""
        return not self.satisfied and self.row.forecast == Forecast.MISSED

    @property
    def outcome(self) -> Outcome:
        """With its reasons; reads the stored body."""
        return restored(self.row.body)


@dataclass(frozen=True)
class Picture:
    """The whole standard on a day: every requirement in the order of the text."""

    version: StandardVersion
    content: Content
    frame: Frame
    duties: Mapping[str, DutyNow]
    standings: Mapping[str, Standing]

    @cached_property
    def computed_at(self) -> dt.datetime | None:
        """When the oldest of its outcomes was computed."""
        return min((found.row.at for found in self.standings.values()), default=None)


def picture(
    version: StandardVersion,
    rows: Mapping[str, ComputedOutcome],
    day: dt.date | None = None,
    as_of: dt.datetime | None = None,
) -> Picture:
    """Judge the outcomes of a day: today, a past day as it was known at its end, or a moment."""
    content = content_of(version)
    frame = frame_on(content, day, as_of)
    who = duties(content, frame.programme, frame.as_of)
    verdicts = newest_verdicts(version, frame.as_of)
    standings = {}
    for item in content.items.values():
        row = rows.get(item.id)
        if row is None:
            continue
        opinions = opinions_on(verdicts.get(item.id, {}), row.digest, row.corrected)
        duty = who[item.task.id]
        state, code = settle(
            holds=row.holds,
            code=Code(row.code),
            forecast=Forecast(row.forecast),
            opinions=opinions.values(),
            is_overdue=frame.today > duty.due,
        )
        standings[item.id] = Standing(item, row, opinions, state, code, duty)
    return Picture(version, content, frame, who, standings)


def load_reasons(standings: Iterable[Standing]) -> None:
    """Read the stored reasons of many requirements in one query; lists go without them."""
    bare = {found.row.pk: found.row for found in standings if "body" not in found.row.__dict__}
    bodies = ComputedOutcome.objects.filter(pk__in=bare).values_list("pk", "body")
    for pk, body in bodies:
        bare[pk].body = body
