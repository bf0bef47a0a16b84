"""Which day a page speaks of: today, or a day of the past (`?on=2026-06-30`)."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from ezhen.standards.actions.refresh import outcomes_on, refresh
from ezhen.standards.queries.content import in_force
from ezhen.standards.queries.standing import Picture, picture


def day_of(request: HttpRequest) -> dt.date | None:
    """The day of the past that is asked for; None for today."""
    asked = request.GET.get("on", "")
    try:
        day = parse_date(asked) if asked else None
    except ValueError:
        return None
    return day if day and day < timezone.localdate() else None


def suffix_of(day: dt.date | None) -> str:
    """What links carry so that the next page speaks of the same day."""
    return f"?on={day:%Y-%m-%d}" if day else ""


def picture_on(day: dt.date | None) -> Picture | None:
    """The standard on a day; None when no version was ever put into force."""
    version = in_force(day or timezone.localdate())
    if version is None:
        return None
    rows = outcomes_on(version, day) if day else refresh()
    return picture(version, rows, day)
