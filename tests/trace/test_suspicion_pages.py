"""Suspected codes: the queue and the decision."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.factories import (
    make_complaint,
    make_organisation,
    make_suspicion,
    make_user,
    member_of,
)
from tests.labelled import make_labels

from ezhen.core.errors import NotAllowed
from ezhen.core.log import history
from ezhen.trace.actions.scan import look_up_code
from ezhen.trace.actions.suspicion import decide_suspicion
from ezhen.trace.codes import readable

pytestmark = pytest.mark.django_db


def _suspicion(**facts):
    labels = make_labels()
    return labels, make_suspicion(labels.order, lot=labels.lot, **facts)


def test_page_shows_each_look_up_with_its_city_and_what_buyers_wrote(client_as):
    labels, suspicion = _suspicion()
    written = make_complaint(serial=labels.serial(0), text="两袋的码一样")
    page = client_as("regulator").get(suspicion.get_absolute_url()).text
    assert readable(labels.serial(0)) in page
    assert "共被查 7 次" in page
    assert page.count("山西长治") == 4
    assert page.count("广东广州") == 3
    assert written.get_absolute_url() in page
    assert labels.lot.get_absolute_url() in page


@pytest.mark.parametrize(("state", "verdict"), [("cleared", "again"), ("confirmed", "suspect")])
def test_decision_with_its_reason_decides_what_the_scan_page_says(client_as, state, verdict):
    labels, suspicion = _suspicion(cities=["140400"])
    client = client_as("regulator")
    client.post(suspicion.get_absolute_url(), {"state": state, "answer": "走访了两家店"})
    suspicion.refresh_from_db()
    assert (suspicion.state, suspicion.answer) == (state, "走访了两家店")
    assert history(suspicion).get().action == "trace.decide_suspicion"
    at = suspicion.decided_at + dt.timedelta(days=2)
    look_up_code(serial=labels.serial(0), language="zh-hans", at=at)
    assert look_up_code(serial=labels.serial(0), language="zh-hans", at=at).verdict == verdict


def test_decision_without_words_is_refused_and_twice_has_no_effect(client_as):
    _labels, suspicion = _suspicion()
    client = client_as("regulator")
    page = client.post(suspicion.get_absolute_url(), {"state": "cleared", "answer": " "})
    assert page.context["form"].errors["answer"]
    client.post(suspicion.get_absolute_url(), {"state": "cleared", "answer": "没问题"})
    client.post(suspicion.get_absolute_url(), {"state": "confirmed", "answer": "反悔"})
    suspicion.refresh_from_db()
    assert (suspicion.state, suspicion.answer) == ("cleared", "没问题")


@pytest.mark.parametrize("role", ["bureau", "operator", "auditor"])
def test_other_offices_look_but_do_not_decide(client_as, role):
    _labels, suspicion = _suspicion()
    client = client_as(role)
    page = client.post(suspicion.get_absolute_url(), {"state": "cleared", "answer": "没问题"})
    assert page.status_code == 200
    assert page.context["form"] is None
    suspicion.refresh_from_db()
    assert suspicion.state == "open"
    with pytest.raises(NotAllowed):
        decide_suspicion(
            suspicion=suspicion, state="cleared", answer="没问题", by=make_user(role=role)
        )


def test_producer_sees_those_of_its_lots_and_cannot_decide(client_as):
    labels, mine = _suspicion()
    _other_labels, other = _suspicion()
    client = client_as(member_of(labels.lot.owner))
    page = client.get(reverse("trace:suspicions")).text
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    assert client.get(other.get_absolute_url()).status_code == 404
    page = client.post(mine.get_absolute_url(), {"state": "cleared", "answer": "没问题"}).text
    assert "您的结论" not in page
    mine.refresh_from_db()
    assert mine.state == "open"


def test_business_without_part_in_it_sees_nothing(client_as):
    _labels, suspicion = _suspicion()
    client = client_as(member_of(make_organisation()))
    assert suspicion.get_absolute_url() not in client.get(reverse("trace:suspicions")).text
    assert client.get(suspicion.get_absolute_url()).status_code == 404


def test_list_puts_open_ones_first_and_filters(client_as):
    labels, first = _suspicion()
    second = make_suspicion(labels.order, 1, lot=labels.lot, rule="apart")
    by = make_user(role="regulator")
    decide_suspicion(suspicion=first, state="confirmed", answer="被复制", by=by)
    client = client_as("regulator")
    page = client.get(reverse("trace:suspicions")).text
    assert "1 个疑似码等您核实" in page
    assert page.index(second.get_absolute_url()) < page.index(first.get_absolute_url())
    only = client.get(reverse("trace:suspicions"), {"state": "confirmed"}).text
    assert second.get_absolute_url() not in only
    found = client.get(reverse("trace:suspicions"), {"q": labels.lot.code[2:]}).text
    assert second.get_absolute_url() in found
    assert client.get(reverse("trace:suspicions"), {"as": "xlsx"}).status_code == 200


def test_list_asks_the_same_queries_for_1_and_20(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    labels, _first = _suspicion()
    client = client_as("regulator")
    client.get(reverse("trace:suspicions"))
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("trace:suspicions"))
    for index in range(1, 20):
        make_suspicion(labels.order, index, lot=labels.lot, scans=1)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:suspicions"))
