"""The board: every number is a sum of what stands below it, on the page and in Excel."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from python_calamine import load_workbook
from tests.factories import make_user
from tests.standards.small import confirm, livestream, paper, risk

from ezhen.core.log import history
from ezhen.standards.actions.duty import assign_task, set_term
from ezhen.standards.actions.refresh import refresh
from ezhen.standards.actions.verdict import judge_requirement
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.enums import State
from ezhen.standards.errors import SamePerson, TermWrong
from ezhen.standards.queries.board import FILTERS, board, chosen
from ezhen.standards.queries.content import read_pack
from ezhen.standards.queries.standing import picture

pytestmark = pytest.mark.django_db
ACCEPTED = dt.date(2027, 3, 31)


def seen(small):
    """The board of now."""
    return board(picture(small, refresh()))


@pytest.fixture
def filled(small, on, operator, bureau):
    """Task 1.1 holds in two of three requirements, task 1.2 in its only one."""
    on("2026-11-23")
    rows = [livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)]
    confirm(*rows, risk(by=operator, found_on=dt.date(2026, 11, 1)), by=bureau)
    paper(by=operator)
    return small


def test_counts_and_points_reconcile(filled):
    found = seen(filled)
    assert (found.total, found.satisfied, found.coming, found.missed) == (4, 3, 1, 0)
    assert found.expected == found.total - found.missed == found.satisfied + found.coming
    assert sum(area.satisfied for area in found.areas) == found.satisfied
    assert sum(row.total for row in found.rows) == found.total
    assert found.percent + found.percent_coming + found.percent_missed == 100
    assert (found.score, found.points) == (Decimal(3), Decimal(4))
    assert found.score == sum(row.score for row in found.rows)
    assert sum(number for _state, number in found.states) == len(found.rows)


def test_counts_reconcile_for_the_whole_standard_of_the_pack(on, operator, bureau):
    on("2026-11-23")
    version = put_into_force(content=read_pack().content, by=None)
    rows = [livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)]
    confirm(*rows, by=bureau)
    found = seen(version)
    assert (found.total, len(found.rows), len(found.areas)) == (338, 53, 11)
    assert found.satisfied + found.coming + found.missed == 338
    assert found.points == Decimal(100)
    assert sum(row.points for row in found.rows) == Decimal(100)
    shown = [(row.score * 10) % 1 for row in found.rows]
    assert not any(shown), "a task's score has one decimal, so that sums are sums of what is shown"


def test_a_task_takes_the_state_of_its_gravest_requirement(filled, operator, bureau):
    first, second = seen(filled).rows
    assert (first.state, second.state) == (State.ON_PACE, State.SATISFIED)
    facts = {"version": filled, "requirement": "1.1.B1"}
    judge_requirement(**facts, layer="self_check", result="satisfied", by=operator)
    judge_requirement(**facts, layer="verified", result="returned", reason="缺", by=bureau)
    assert seen(filled).rows[0].state == State.DISPUTED
    assign_task(task="1.1", responsible=operator, due_on=dt.date(2026, 11, 22), by=bureau)
    row = seen(filled).rows[0]
    assert row.state == State.OVERDUE
    assert (row.days, row.days_over) == (-1, 1)


def test_layer_of_a_task_is_the_outermost_that_judged_everything(filled, operator, bureau):
    facts = {"version": filled, "requirement": "1.2.B1", "result": "satisfied"}
    assert seen(filled).rows[1].layer == "computed"
    judge_requirement(**facts, layer="self_check", by=operator)
    assert seen(filled).rows[1].layer == "self_check"
    judge_requirement(**facts, layer="verified", by=bureau)
    assert seen(filled).rows[1].layer == "verified"


def test_filters_let_through_what_they_say(filled, operator, bureau):
    assign_task(task="1.1", responsible=operator, due_on=dt.date(2026, 11, 1), by=bureau)
    other = make_user(role="operator")
    assign_task(task="1.2", responsible=other, reviewer=operator, due_on=ACCEPTED, by=bureau)
    rows = seen(filled).rows
    names = {
        name: [row.task.id for row in chosen(rows, name, other)] for name in (*FILTERS, "unknown")
    }
    assert names == {
        "mine": ["1.2"],
        "late": ["1.1"],
        "no_evidence": ["1.1"],
        "stale": [],
        "disputed": [],
        "unknown": ["1.1", "1.2"],
    }
    assert [row.task.id for row in chosen(rows, "mine", operator)] == ["1.1", "1.2"]
    assert [*chosen(rows, "mine", bureau)] == []


def test_term_moves_every_day_and_must_be_in_order(filled, bureau):
    days = {"begins_on": dt.date(2025, 11, 24), "reason": "补充协议", "by": bureau}
    with pytest.raises(TermWrong):
        set_term(ends_on=dt.date(2025, 1, 1), accepted_on=ACCEPTED, **days)
    with pytest.raises(TermWrong):
        set_term(ends_on=ACCEPTED, accepted_on=dt.date(2027, 1, 1), **days)
    term = set_term(ends_on=dt.date(2027, 6, 30), accepted_on=dt.date(2027, 7, 31), **days)
    assert seen(filled).days == 250
    assert history(term).get().action == "standards.set_term"


def test_a_task_is_done_by_one_and_looked_at_by_another(filled, operator, bureau):
    with pytest.raises(SamePerson):
        assign_task(task="1.1", responsible=operator, reviewer=operator, due_on=ACCEPTED, by=bureau)
    with pytest.raises(LookupError):
        assign_task(task="9.9", responsible=operator, due_on=ACCEPTED, by=bureau)


# pages


def page(client, path, **query):
    """A page as read by a person."""
    answer = client.get(path, query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def said(soup, selector):
    """The words of a part, without line breaks."""
    return " ".join(soup.select_one(selector).get_text(" ", strip=True).split())


def test_board_page_answers_in_its_headline(filled, client_as, bureau):
    soup = page(client_as(bureau), "/standard/")
    assert said(soup, "h1") == "距验收 128 天：4 条要求已满足 3 条，按当前进度到期可满足 4 条"
    assert "最缺的是 1.1 任务1.1 （差 1 条）" in said(soup, ".ez-answer")
    rows = soup.select(".ez-std-table tbody tr:not(.ez-std-area)")
    assert [row.select_one(".ez-c2 a")["href"] for row in rows] == [
        "/standard/tasks/1.1/",
        "/standard/tasks/1.2/",
    ]
    assert [said(row, ".ez-c1") for row in rows] == ["在办", "满足"]


@pytest.mark.parametrize("role", ["bureau", "operator", "auditor", "regulator"])
def test_offices_open_board_task_and_requirement(filled, client_as, role):
    client = client_as(role)
    for path in ("/standard/", "/standard/tasks/1.1/", "/standard/requirements/1.1.B1/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("role", ["producer", "merchant", "system_admin"])
def test_others_do_not(filled, client_as, role):
    client = client_as(role)
    for path in ("/standard/", "/standard/tasks/1.1/", "/standard/requirements/1.1.B1/"):
        assert client.get(path).status_code == 403


def test_board_page_takes_the_same_queries_for_any_number(
    filled, on, client_as, bureau, django_assert_num_queries
):
    client = client_as(bureau)
    client.get("/standard/")
    with django_assert_num_queries(17):
        client.get("/standard/")
    put_into_force(content=read_pack().content, by=bureau, migration=_all_dropped(filled))
    client.get("/standard/")
    with django_assert_num_queries(17):
        client.get("/standard/")


def _all_dropped(version):
    from ezhen.standards.definitions import Migration, Move
    from ezhen.standards.queries.content import content_of

    names = tuple(content_of(version).items)
    return Migration(of=version.issued, moves=[Move(kind="dropped", old=names)])


def test_board_page_filters_and_orders(filled, client_as, operator, bureau):
    assign_task(task="1.1", responsible=operator, due_on=dt.date(2026, 11, 1), by=bureau)
    client = client_as(operator)
    late = page(client, "/standard/", show="late")
    assert [a.get_text() for a in late.select(".ez-c2 a")] == ["1.1任务1.1"]
    none = page(client, "/standard/", show="disputed")
    assert "没有这样的任务" in none.get_text()
    due = page(client, "/standard/", order="due")
    assert [a.get_text() for a in due.select(".ez-c2 a")] == ["1.1任务1.1", "1.2任务1.2"]
    mine = page(client, "/standard/", who="申丽娟")
    assert len(mine.select(".ez-c2 a")) == 1


def test_board_of_a_past_day_says_so_and_keeps_the_day(filled, client_as, auditor):
    soup = page(client_as(auditor), "/standard/", on="2026-06-30")
    assert "2026-06-30 当日情况" in soup.get_text()
    assert "已满足 0 条" in said(soup, "h1")
    assert soup.select_one(".ez-c2 a")["href"] == "/standard/tasks/1.1/?on=2026-06-30"
    task = page(client_as(auditor), "/standard/tasks/1.1/", on="2026-06-30")
    assert not task.select(".ez-q-go a[href*=judge]")


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-45", "2999-01-01"])
def test_a_day_that_is_none_shows_today(filled, client_as, auditor, day):
    assert "当日情况" not in page(client_as(auditor), "/standard/", on=day).get_text()


def test_board_in_excel_has_a_row_for_each_requirement(filled, client_as, bureau):
    answer = client_as(bureau).get("/standard/", {"as": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["1.1.B1", "1.1.B2", "1.1.S1", "1.2.B1"]
    assert rows[1][4] == "满足"
    assert "直播带货台账：2条，要求不少于2条" in rows[1][5]


def test_town_without_a_standard_says_what_will_be_there(client_as, bureau):
    assert "还没有启用执行标准" in page(client_as(bureau), "/standard/").get_text()
    assert client_as(bureau).get("/standard/tasks/1.1/").status_code == 404
