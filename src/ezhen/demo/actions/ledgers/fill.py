"""The book goes through the registers' door: written down the day after, confirmed on Fridays."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from ezhen.core.definitions import FieldType
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.ledgers import (
    brand,
    centre,
    firms,
    people,
    programme,
    quality,
    rural,
    years,
)
from ezhen.demo.actions.ledgers.book import DAY, WEEK, Book
from ezhen.registers.api import (
    Entry,
    RegisterDefinition,
    bring_records,
    definition,
    explain_gap,
)

FRIDAY = 4
WRITERS = (programme, quality, firms, brand, people, centre, rural, years)
# what others name comes first
FIRST = ("training_sessions", "trainees", "events", "contests", "hosts", "stations")
Filled = dict[str, list[tuple[dict[str, Any], UUID, dt.datetime]]]


def fill_ledgers(town: Town) -> Filled:
    """Write a year of rows; returns each register's rows with the values, uuid and moment."""
    book = Book(town.begin.date(), timezone.localdate(town.diary.now))
    for writer in WRITERS:
        writer.write(book)
    filled: Filled = {}
    codes = [code for code in FIRST if code in book.rows]
    for code in (*codes, *(code for code in book.rows if code not in FIRST)):
        filled[code] = _bring(town, definition(code), book.rows[code], filled)
    for week, why in brand.WHY_MISSED.items():
        first = book.day(week * WEEK)
        if first + WEEK * DAY <= book.today:
            year, number, _day = first.isocalendar()
            explain_gap(
                register="livestreams",
                period=f"{year}-W{number:02}",
                note=why,
                by=town.users["operator"],
            )
    return filled


def _bring(
    town: Town, about: RegisterDefinition, rows: Sequence[dict[str, Any]], filled: Filled
) -> list[tuple[dict[str, Any], UUID, dt.datetime]]:
    """In the order of the days, so that the numbers go with them."""
    order = sorted(range(len(rows)), key=lambda place: rows[place][about.date])
    entries = [_entry(town, about, rows[place], filled) for place in order]
    uuids = bring_records(
        register=about.code,
        entries=entries,
        by=town.users["operator"],
        reviewer=town.users["bureau"],
    )
    found = {
        place: (rows[place], uuid, entry.at)
        for place, uuid, entry in zip(order, uuids, entries, strict=True)
    }
    return [found[place] for place in range(len(rows))]


def _entry(town: Town, about: RegisterDefinition, row: dict[str, Any], filled: Filled) -> Entry:
    """A row that names another by its place in the book gets that one's uuid."""
    named = {
        one.name: str(filled[one.register_code][row[one.name]][1])
        for one in about.active
        if one.type == FieldType.RECORD and isinstance(row.get(one.name), int)
    }
    at = written_at(town, row[about.date])
    return Entry(row | named, at, confirmed_at(town, at) if about.reviewers else None)


def written_at(town: Town, day: dt.date) -> dt.datetime:
    """The evening after; never before the programme and never ahead."""
    evening = timezone.make_aware(dt.datetime.combine(day + DAY, dt.time(17, 30)))
    return min(max(evening, later(town.begin, 0, 17)), town.diary.ago(0, 23))


def confirmed_at(town: Town, at: dt.datetime) -> dt.datetime | None:
    """The Friday after at four; None while that is ahead."""
    friday = later(at, (FRIDAY - at.weekday()) % WEEK or WEEK, 16)
    return friday if friday <= town.diary.now else None
