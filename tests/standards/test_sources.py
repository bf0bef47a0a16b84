"""Sources over the town's tables answer what a list in memory answers."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.standards.small import confirm, livestream, paper, risk

from ezhen.registers.api import change_record, withdraw_record
from ezhen.standards.sources import UnknownField, UnknownSource, names_of, source
from ezhen.standards.sources.ask import DAY, MONTH, Ask, Mend
from ezhen.standards.sources.listed import ListSource

pytestmark = pytest.mark.django_db
NOV = dt.date(2026, 11, 1)


class Listed(ListSource):
    """The same rows as a list."""

    def __init__(self, rows):
        self._rows = rows

    def listed(self, as_of):
        return self._rows


@pytest.fixture
def rows(operator, bureau, on):
    """Livestreams of several venues, days and sums; the last one waits for review."""
    on("2026-11-23")
    facts = [
        (dt.date(2026, 9, 7), "studio", 100),
        (dt.date(2026, 10, 7), "origin", 250),
        (dt.date(2026, 10, 7), "studio", 30),
        (dt.date(2026, 11, 2), "showroom", 0),
        (dt.date(2026, 11, 20), "studio", 75),
    ]
    made = [
        livestream(by=operator, held_on=day, venue=venue, amount=amount, local_amount=0)
        for day, venue, amount in facts
    ]
    confirm(*made, by=bureau)
    livestream(by=operator, held_on=NOV, venue="fair", amount=1)
    return [
        {"date": day, "venue": venue, "amount": Decimal(amount)} for day, venue, amount in facts
    ]


ASKS = [
    Ask(),
    Ask(measure="amount"),
    Ask(where={"venue": "studio"}, measure="amount"),
    Ask(where={"venue": ["studio", "origin"]}),
    Ask(where={"amount": {"gt": 30}}),
    Ask(where={"amount": {"gte": 30, "lt": 250}}),
    Ask(where={"venue": {"ne": "studio"}}),
    Ask(first=NOV),
    Ask(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31)),
    Ask(by=(DAY,)),
    Ask(by=(DAY,), measure="amount"),
    Ask(by=(MONTH,)),
    Ask(by=("venue",)),
    Ask(by=("venue", MONTH), measure="amount"),
    Ask(different="venue"),
    Ask(where={"venue": "nothing"}),
    Ask(part={"venue": "studio"}),
    Ask(part={"venue": "studio"}, measure="amount"),
    Ask(since=dt.date(2026, 10, 7)),
    Ask(since=dt.date(2026, 10, 6), measure="amount"),
    Ask(since=dt.date(2026, 11, 20)),
]


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.key[:80])
def test_register_answers_as_a_list_does_in_one_query(rows, ask, django_assert_num_queries):
    register = source("register.livestreams")
    with django_assert_num_queries(1):
        found = register.tally(ask)
    expected = Listed(rows).tally(ask)
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_questions_asked_together_are_answered_in_one_query(rows, django_assert_num_queries):
    asks = [ask for ask in ASKS if not ask.by]
    register = source("register.livestreams")
    with django_assert_num_queries(1):
        found = register.tallies(asks)
    assert found == [Listed(rows).tally(ask) for ask in asks]


def test_more_questions_than_go_together_are_all_answered(rows, monkeypatch):
    monkeypatch.setattr("ezhen.standards.sources.rows.TOGETHER", 4)
    asks = [ask for ask in ASKS if not ask.by]
    assert source("register.livestreams").tallies(asks) == Listed(rows).tallies(asks)


def test_register_of_a_moment_is_what_was_written_then(rows, operator, bureau, on):
    earlier = timezone.now()
    on("2026-11-24")
    from ezhen.registers.models import Record

    first = Record.objects.order_by("pk").first()
    first = change_record(
        record=first, values={"amount": 9}, revision=first.revision, by=operator, reason="改"
    )
    register = source("register.livestreams")
    total = register.tally(Ask(measure="amount"))[0].total
    then = register.tally(Ask(measure="amount", as_of=earlier))[0].total
    assert (then, total) == (Decimal(455), Decimal(355))  # changed, so it waits for review again
    confirm(first, by=bureau)
    assert register.tally(Ask(measure="amount"))[0].total == Decimal(364)
    assert register.corrected(Ask(), earlier) == 1
    assert register.corrected(Ask(where={"venue": "origin"}), earlier) == 0
    assert register.corrected(Ask(as_of=earlier), earlier) == 0


def test_withdrawn_row_is_a_correction_and_a_new_row_is_none(rows, operator, on):
    earlier = timezone.now()
    on("2026-11-24")
    from ezhen.registers.models import Record

    livestream(by=operator, held_on=NOV)
    register = source("register.livestreams")
    assert register.corrected(Ask(), earlier) == 0
    withdraw_record(record=Record.objects.order_by("pk").first(), reason="重复", by=operator)
    assert register.corrected(Ask(), earlier) == 1


def test_rows_that_wait_are_counted_apart(rows):
    register = source("register.livestreams")
    assert register.waiting(Ask()) == 1
    assert register.waiting(Ask(where={"venue": "studio"})) == 0
    assert register.waiting(Ask(first=dt.date(2026, 11, 2))) == 0


def test_rows_are_subjects_by_what_people_call_them(rows):
    found = source("register.livestreams").subjects(Ask(where={"venue": "origin"}))
    assert [(row.label, row.began) for row in found] == [("挂面专场", dt.date(2026, 10, 7))]
    assert found[0].url.endswith(f"/{found[0].id}/")


def test_a_subject_with_a_personal_name_is_shown_by_its_number(operator, bureau, on):
    on("2026-11-23")
    from ezhen.registers.api import definition

    confirm(risk(by=operator, found_on=NOV), by=bureau)
    hidden = definition("risks").model_copy(update={"called": "owner"})
    from ezhen.standards.sources.registers import Register

    (found,) = Register(hidden).subjects(Ask())
    assert found.label == "2026-0001"


def test_a_filter_names_what_it_picks():
    register = source("register.livestreams")
    assert register.titled({}).zh == "直播带货台账"
    assert register.titled({"venue": ["studio", "origin"]}).zh == "直播带货台账·直播间、原产地"
    assert register.titled({"amount": {"gte": 30}}).zh == "直播带货台账·成交额≥30"
    assert register.titled({"venue": "studio"}).en == "Livestream sales: studio"
    stations = source("register.stations")
    assert stations.titled({"closed_on": {"set": False}}).zh == "便民服务站名录·无停办日期"


def test_unknown_sources_and_fields_say_so():
    for code in ("register.nothing", "files.nothing", "figure.nothing", "dataset.nothing", "x.y"):
        with pytest.raises(UnknownSource):
            source(code)
    with pytest.raises(UnknownField):
        source("register.livestreams").tally(Ask(where={"products": "x"}))
    with pytest.raises(UnknownField):
        source("files.plan").tally(Ask(where={"colour": "x"}))
    assert "livestreams" in names_of("register")


def test_papers_of_a_task_are_read_for_all_types_at_once(operator, on, django_assert_num_queries):
    on("2026-11-23")
    paper(by=operator, valid_until=dt.date(2026, 11, 22))
    paper(by=operator, dated_on=dt.date(2026, 4, 1))
    paper(by=operator, task="1.2")
    paper(by=operator, type="execution_plan")
    session: dict = {}
    ask = Ask(
        where={"task": ["1.1"]},
        last=dt.date(2026, 11, 23),
        part={"valid_until": {"gte": dt.date(2026, 11, 23)}},
    )
    with django_assert_num_queries(1):
        (plan,) = source("files.plan", session).tally(ask)
        (other,) = source("files.execution_plan", session).tally(ask)
        (none,) = source("files.review_report", session).tally(ask)
    assert (plan.count, plan.part, plan.newest) == (2, 1, dt.date(2026, 4, 1))
    assert (other.count, none.count) == (1, 0)


def test_papers_of_a_moment_are_those_that_stood_then(operator, on):
    from ezhen.archive.api import withdraw_document

    on("2026-11-20")
    document = paper(by=operator)
    then = timezone.now()
    on("2026-11-23")
    withdraw_document(document=document, reason="错了", by=operator)
    files = source("files.plan")
    ask = {"where": {"task": ["1.1"]}}
    assert files.tally(Ask(**ask))[0].count == 0
    assert files.tally(Ask(**ask, as_of=then))[0].count == 1
    assert files.corrected(Ask(**ask), then) == 1
    assert files.corrected(Ask(where={"task": ["1.2"]}), then) == 0


def test_figures_answer_through_their_own_door():
    found = source("figure.trace.lots") if "trace.lots" in names_of("figure") else None
    codes = names_of("figure")
    assert codes
    figure = found or source(f"figure.{codes[0]}")
    value = figure.value(None, dt.date(2026, 11, 23), None)
    assert value.number is None or value.number >= 0
    assert figure.volatile


def test_tasks_of_the_nine_areas_are_subjects():
    tasks = source("standard.tasks")
    assert len(tasks.subjects(Ask())) == 44
    assert tasks.tally(Ask())[0].count == 44


def test_what_is_missing_leads_to_its_form_filled_in():
    from ezhen.core.periods import read_period

    week = read_period("2026-W07")
    register = source("register.livestreams").mend(task="4.8", grain="week")
    assert register.at(period=week) == "/registers/livestreams/new/?held_on=2026-02-09"
    assert register.explained(week) == "/registers/livestreams/gaps/2026-W07/"
    assert source("register.livestreams").mend(task="4.8", grain="month").explain == ""
    ledger = source("register.station_ledger").mend(task="6.8", subject="station")
    assert ledger.at(subject="abc") == "/registers/station_ledger/new/?station=abc"
    files = source("files.plan").mend(task="4.8")
    assert files.url == "/files/papers/new/?type=plan&kind=task&id=4.8"
    assert files.at(period=week).endswith("&period=2026-W07")
    assert Mend().at(period=week) == ""
