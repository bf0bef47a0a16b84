"""Periods without a record: which, since when, by when, and what was said about them."""

import datetime as dt

import pytest

from ezhen.core.errors import NotAllowed
from ezhen.registers import api
from ezhen.registers.actions.paper import explain_gap
from ezhen.registers.errors import ReasonMissing
from ezhen.registers.queries.gap import gaps, gaps_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)  # a Tuesday


def keys(found):
    return [(gap.period.key, gap.subject.label) for gap in found]


def weekly(**facts):
    return gaps(api.definition("livestreams"), today=TODAY, **facts)


def test_nothing_is_missing_before_anything_began():
    assert weekly() == []


def test_weeks_without_a_record_since_the_first(enter):
    enter(held_on="2026-10-28")
    enter(held_on="2026-11-18")
    found = weekly()
    assert keys(found) == [("2026-W45", ""), ("2026-W46", ""), ("2026-W48", "")]
    assert [gap.is_over(TODAY) for gap in found] == [True, True, False]
    assert found[0].due == dt.date(2026, 11, 13)
    assert found[0].missing == 1


def test_weeks_since_the_programme_began(enter, begun):
    begun(dt.date(2026, 11, 4))  # a Wednesday: its week is not whole
    enter(held_on="2026-11-18")
    assert keys(weekly()) == [("2026-W46", ""), ("2026-W48", "")]


def test_a_withdrawn_record_fills_nothing(enter, operator, begun):
    begun(dt.date(2026, 11, 16))
    row = enter(held_on="2026-11-18")
    assert keys(weekly()) == [("2026-W48", "")]
    api.withdraw_record(record=row, reason="错", by=operator)
    assert keys(weekly()) == [("2026-W47", ""), ("2026-W48", "")]


def test_since_cuts_what_is_older(enter):
    enter(held_on="2026-01-05")
    assert len(weekly()) > 40
    found = weekly(since=dt.date(2026, 11, 9))
    assert keys(found) == [("2026-W46", ""), ("2026-W47", ""), ("2026-W48", "")]


@pytest.fixture
def station(enter):
    """A station that opened on a day."""

    def make(name, opened, closed=None):
        return enter(
            "stations",
            opened_on=opened,
            name=name,
            place="古韩镇",
            village=name,
            address="村委会旁",
            fixed=True,
            master="张明",
            phone="13803550000",
            functions="parcels",
            cost=1,
            screened_on="2026-01-01",
            closed_on=closed,
        )

    return make


def ledger(enter, of, day):
    return enter(
        "station_ledger",
        closed_on=day,
        station=str(of.uuid),
        service="parcels",
        times=1,
        people=1,
        amount=0,
        slips=1,
    )


def test_each_station_owes_a_ledger_from_its_opening_to_its_closing(enter, station):
    first = station("桥坡站", "2026-09-15")
    station("史北站", "2026-08-20", closed="2026-09-10")
    ledger(enter, first, "2026-10-31")
    found = gaps(api.definition("station_ledger"), today=TODAY)
    assert keys(found) == [
        ("2026-08", "史北站"),
        ("2026-09", "史北站"),
        ("2026-09", "桥坡站"),
        ("2026-11", "桥坡站"),
    ]
    assert found[2].due == dt.date(2026, 10, 10)


def test_gaps_of_many_registers_ask_few_questions(enter, station, begun, django_assert_num_queries):
    begun(dt.date(2026, 9, 1))
    station("桥坡站", "2026-09-15")
    enter(held_on="2026-11-18")
    wanted = [found for found in api.definitions().values() if found.cadence]
    with_subjects = [found for found in wanted if found.cadence.each]
    assert len(wanted) > 15
    # counts of all plain ones, counts of each with subjects, the stations once, the notes
    with django_assert_num_queries(1 + len(with_subjects) + 1 + 1):
        found = gaps_of(wanted, today=TODAY, since=dt.date(2026, 10, 1))
    assert {gap.definition.code for gap in found} >= {"livestreams", "station_ledger", "backups"}


def test_a_note_explains_and_does_not_fill(enter, operator, bureau):
    enter(held_on="2026-11-04")
    week = weekly()[0].period.key
    explain_gap(register="livestreams", period=week, note="停电", by=operator)
    explain_gap(register="livestreams", period=week, note="停电检修", by=operator)
    (first, *_rest) = weekly()
    assert (first.period.key, first.note) == (week, "停电检修")
    with pytest.raises(ReasonMissing):
        explain_gap(register="livestreams", period=week, note=" ", by=operator)
    with pytest.raises(NotAllowed):
        explain_gap(register="livestreams", period=week, note="x", by=bureau)
    with pytest.raises(ValueError, match="not a period"):
        explain_gap(register="livestreams", period="2026-W60x", note="x", by=operator)
