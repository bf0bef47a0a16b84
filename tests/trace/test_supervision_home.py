"""What supervision puts on the home pages and into the navigation."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories import (
    make_complaint,
    make_inspection,
    make_lot,
    make_organisation,
    make_recall,
    make_suspicion,
    make_user,
    member_of,
    today,
)
from tests.labelled import make_labels

from ezhen.core.shell import home_for
from ezhen.trace.queries.figures import inspections_by_week

pytestmark = pytest.mark.django_db


def _titles(user):
    return [todo.title for todo in home_for(user).todos]


def test_regulator_finds_everything_that_waits_with_its_date(client_as):
    labels = make_labels()
    suspicion = make_suspicion(labels.order, lot=labels.lot)
    complaint = make_complaint(make_lot())
    late = make_inspection(at=timezone.now() - dt.timedelta(days=9), days=-2)
    recall = make_recall(make_lot())
    user = make_user(role="regulator")
    todos = {todo.url: todo for todo in home_for(user).todos}
    assert todos[recall.get_absolute_url()].due == recall.finish_by
    assert "还有 1 家没回复" in todos[recall.get_absolute_url()].text
    recheck = reverse("trace:new_inspection") + f"?rechecks={late.uuid}"
    assert todos[recheck].due == late.correct_by
    assert complaint.get_absolute_url() in todos
    assert suspicion.get_absolute_url() in todos
    page = client_as(user).get(reverse("home")).text
    assert "4 件事等您办，有一件已超期" in page


def test_regulator_has_three_ways_to_begin_and_counts_in_the_navigation(client_as):
    make_suspicion(make_labels().order)
    make_complaint()
    user = make_user(role="regulator")
    tiles = [str(tile.label) for tile in home_for(user).tiles]
    assert tiles == ["登记抽检", "召回", "查码"]
    groups = client_as(user).get(reverse("home")).context["shell"]["nav"]
    found = {str(group.label): group for group in groups}
    assert [str(item.label) for item in found["查货"].items] == ["批次", "查码", "抽检"]
    handling = {str(item.label): item.count for item in found["处置"].items}
    assert handling == {"疑似码": 1, "召回": 0, "停售批次": 0, "投诉举报": 1}


def test_more_than_three_of_a_kind_end_in_one_line_that_counts_the_rest():
    labels = make_labels()
    for index in range(5):
        make_suspicion(labels.order, index, scans=1, lot=labels.lot)
    titles = _titles(make_user(role="regulator"))
    assert len(titles) == 4
    assert "另有 2 个疑似码" in titles


def test_regulators_figure_counts_this_month_and_draws_twelve_weeks():
    by, organisation = make_user(role="regulator"), make_organisation()
    make_inspection(organisation, by=by, result="passed")
    last = timezone.now() - dt.timedelta(days=7)
    make_inspection(organisation, by=by, result="passed", at=last)
    figure = home_for(by).figure
    expected = 1 + (timezone.localdate(last).month == today().month)
    assert (figure.value, str(figure.unit)) == (str(expected), "次")
    bars = inspections_by_week(weeks=12, until=today())
    assert len(bars) == 12
    assert [value for _label, value in bars[-2:]] == [1, 1]


def test_holder_is_told_of_a_recall_today_and_of_a_drill_by_its_deadline():
    lot = make_lot()
    user = member_of(lot.owner)
    recall = make_recall(lot)
    (todo,) = [todo for todo in home_for(user).todos if recall.number in str(todo.title)]
    assert todo.title == f"召回 {recall.number}：马上下架并回复"
    assert todo.due == today()
    assert todo.url == reverse("trace:confirm_recall", args=[recall.uuid])
    drill = make_recall(lot, is_mock=True)
    (todo,) = [todo for todo in home_for(user).todos if drill.number in str(todo.title)]
    assert todo.title == f"回复召回演练 {drill.number}"
    assert todo.due == drill.finish_by


def test_business_is_told_by_when_to_correct_and_strangers_are_not():
    made = make_inspection(findings="没有防蝇网")
    user = member_of(made.organisation)
    (todo,) = [todo for todo in home_for(user).todos if todo.url == made.get_absolute_url()]
    assert (todo.due, todo.text) == (made.correct_by, "没有防蝇网")
    make_inspection(made.organisation, result="passed", rechecks=made)
    assert "整改抽检发现的问题" not in _titles(user)
    assert "整改抽检发现的问题" not in _titles(member_of(make_organisation()))


def test_search_box_finds_recalls_and_complaints_by_number(client_as):
    lot = make_lot()
    recall, complaint = make_recall(lot), make_complaint(lot)
    client = client_as("regulator")
    search = reverse("search")
    assert client.get(search, {"q": recall.number})["Location"] == recall.get_absolute_url()
    assert client.get(search, {"q": complaint.number})["Location"] == complaint.get_absolute_url()
    stranger = client_as(member_of(make_organisation()))
    assert recall.get_absolute_url() not in stranger.get(search, {"q": recall.number}).text
