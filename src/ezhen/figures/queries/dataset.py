"""Data sets of the pack and the clocks of their periods."""

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ezhen.core.packfile import read_yaml
from ezhen.core.periods import Period, period_of
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.enums import Clock


@functools.cache
def datasets() -> dict[str, DatasetDefinition]:
    """All data sets of the town pack, by code. Raises PackError with file and line."""
    return read_datasets(Path(settings.PACK_DIR))


def read_datasets(pack: Path) -> dict[str, DatasetDefinition]:
    """Those of a pack folder; the file must be named after the code."""
    found = {}
    for path in sorted((pack / "datasets").glob("*.yaml")):
        file = read_yaml(path)
        definition = file.read_as(DatasetDefinition)
        if definition.code != path.stem:
            raise file.error(f"the code is {definition.code}, the file is {path.name}", ["code"])
        found[definition.code] = definition
    return found


def dataset(code: str) -> DatasetDefinition:
    """The data set of a code. Raises LookupError."""
    return datasets()[code]


def opens_on(definition: DatasetDefinition, period: Period) -> dt.date:
    """First day on which the period may be filed."""
    return period.last + dt.timedelta(days=1 + definition.opens_days)


def due_on(definition: DatasetDefinition, period: Period) -> dt.date:
    """Last day on which a return is on time."""
    return period.last + dt.timedelta(days=definition.due_days)


def closes_on(definition: DatasetDefinition, period: Period) -> dt.date:
    """Last day on which anything is taken."""
    return period.last + dt.timedelta(days=definition.closes_days)


def clock(definition: DatasetDefinition, period: Period, today: dt.date) -> Clock:
    """Where the period stands, computed when read."""
    if today < opens_on(definition, period):
        return Clock.EARLY
    if today <= due_on(definition, period):
        return Clock.OPEN
    return Clock.LATE if today <= closes_on(definition, period) else Clock.CLOSED


def latest_periods(
    definition: DatasetDefinition, *, most: int = 12, today: dt.date | None = None
) -> Iterator[Period]:
    """The periods that have ended, newest first."""
    period = period_of(definition.grain, today or timezone.localdate()).previous()
    for _number in range(most):
        yield period
        period = period.previous()
