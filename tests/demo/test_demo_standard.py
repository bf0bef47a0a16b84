"""A whole demo year: every register has its page, and the board has something of each state."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ezhen.accounts.models import User
from ezhen.archive.models import Document
from ezhen.core.definitions import FieldType
from ezhen.core.models import LogEntry
from ezhen.core.personal import open_value, personal_class
from ezhen.figures.models import Filing
from ezhen.registers.api import definitions, gaps
from ezhen.registers.models import GapNote, Record, RecordRevision
from ezhen.standards.api import board, in_force, picture, refresh
from ezhen.standards.enums import State

pytestmark = [pytest.mark.usefixtures("demo_year", "db")]
# tasks that are meant to stand so on whatever day the town is made
DESIGNED = {
    "2.5": State.STALE,
    "3.2": State.ON_PACE,
    "4.7": State.OVERDUE,
    "4.8": State.WILL_MISS,
    "6.3": State.OVERDUE,
    "8.2": State.ON_PACE,
    "8.3": State.DISPUTED,
}
# rest on applications, which are made to stand at every step
APPLIED = {"1.2", "2.1", "2.2", "3.1", "3.3", "4.4", "5.5", "6.8"}
BY_YEAR = {"5.5", "9.1", "9.2", "9.3"}  # stand as the calendar has it


@pytest.fixture
def tasks():
    found = board(picture(in_force(timezone.localdate()), refresh()))
    return {row.task.id: row for row in found.rows}


def test_every_register_has_rows_in_the_year():
    empty = [code for code in definitions() if not Record.objects.filter(register=code).exists()]
    assert empty == []
    assert Record.objects.count() > 4_000


def test_tasks_stand_as_they_are_meant_to(tasks):
    assert {name: tasks[name].state for name in DESIGNED} == DESIGNED
    others = {
        name: row.state
        for name, row in tasks.items()
        if name not in DESIGNED.keys() | BY_YEAR | APPLIED and row.state != State.SATISFIED
    }
    assert others == {}
    assert {tasks[name].state for name in APPLIED} <= {
        State.SATISFIED,
        State.ON_PACE,
        State.WILL_MISS,
    }
    assert not {tasks[name].state for name in BY_YEAR} & {State.DISPUTED, State.STALE}


def test_what_is_short_says_so_with_numbers(tasks):
    said = " ".join(
        str(one)
        for row in (tasks["4.7"], tasks["6.3"])
        for s in row.standings
        for one in s.outcome.said
    )
    assert "8条，要求不少于10条，差2条" in said
    weeks = next(s for s in tasks["4.8"].standings if s.item.id == "4.8.B1").outcome
    assert len(weeks.gaps) == 4


def test_layers_have_judged_and_the_auditor_disagrees_once(tasks):
    layers = {row.layer for row in tasks.values()}
    assert {"computed", "self_check", "verified", "audited"} <= layers


def test_gaps_are_explained_and_wait_on_the_keepers_home(client):
    assert GapNote.objects.filter(register="livestreams").count() == 3
    assert gaps(definitions()["livestreams"])
    client.force_login(User.objects.get(username="operator"))
    assert "缺" in client.get(reverse("home")).text


def test_rows_are_confirmed_by_another_person_and_some_wait():
    states = set(Record.objects.values_list("state", flat=True))
    assert states >= {"confirmed", "waiting"}
    twice = RecordRevision.objects.filter(number=2).select_related("record").first()
    assert twice.by_id != twice.record.created_by_id
    assert twice.at > twice.record.created_at


def test_rows_never_come_from_the_future():
    assert Record.objects.order_by("-changed_at").first().changed_at <= timezone.now()
    later = Record.objects.filter(date__gt=timezone.localdate())
    assert not later.exists()


def test_nothing_personal_stands_in_the_log_or_the_search_text():
    names = set()
    for code, about in definitions().items():
        kept = [one for one in about.active if personal_class(one) and one.type == FieldType.TEXT]
        for record in Record.objects.filter(register=code)[:40] if kept else ():
            names |= {
                open_value(one, record.data[one.name]) for one in kept if one.name in record.data
            }
    assert len(names) > 50
    told = "\n".join(
        LogEntry.objects.filter(action__startswith="registers.").values_list("facts", flat=True)
    )
    found = "\n".join(Record.objects.values_list("search", flat=True))
    assert [name for name in names if name in told or name in found] == []
    assert not re.search(r"140423\d{11}", told + found)


def test_returns_are_verified_returned_and_owed():
    monthly = Filing.objects.filter(dataset="monthly_sales")
    assert set(monthly.values_list("state", flat=True)) >= {"verified"}
    newest = monthly.order_by("-ends_on").first().ends_on
    assert monthly.filter(ends_on=newest).count() < 9 or monthly.filter(state="returned").exists()
    assert Filing.objects.filter(dataset="annual_retail", state="verified").exists()


def test_papers_are_pdf_or_pictures_and_lie_with_rows_and_tasks():
    kinds = set(Document.objects.values_list("subject_kind", flat=True))
    assert kinds >= {"task", "record", "filing"}
    expired = Document.objects.filter(valid_until__lt=timezone.localdate())
    assert [document.type for document in expired] == ["cooperation_agreement"]


@pytest.mark.parametrize("username", ["bureau", "operator", "auditor"])
def test_each_register_page_opens(client, username):
    client.force_login(User.objects.get(username=username))
    for code in definitions():
        answer = client.get(reverse("registers:register", args=[code]))
        assert answer.status_code == 200, code


def test_days_of_entry_follow_the_days_of_the_rows():
    early = Record.objects.filter(register="livestreams").order_by("date").first()
    assert (
        dt.timedelta(0) <= timezone.localdate(early.created_at) - early.date <= dt.timedelta(days=2)
    )
