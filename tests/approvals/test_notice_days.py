"""The last minute of a notice's last day: across holidays, weekends and the turn of the year."""

import datetime as dt

import pytest
from tests.approvals.walk import pay, people, policy, published

from ezhen.approvals import api
from ezhen.approvals.errors import NoticeRunning, ObjectionRefused
from ezhen.core.workdays import is_workday

pytestmark = pytest.mark.django_db
TOWN = dt.timezone(dt.timedelta(hours=8))
PHONE = {"text": "不实", "phone": "13900002222"}
BEGINS = {
    "across the national holiday": dt.date(2026, 9, 29),
    "across New Year": dt.date(2026, 12, 29),
    "on a Friday": dt.date(2026, 11, 6),
    "on a Saturday": dt.date(2026, 11, 7),
}


def moment(day, hour, minute, second=0):
    return dt.datetime.combine(day, dt.time(hour, minute, second), TOWN)


def counted(begins_on, days):
    """Another way to the last day: one workday after the other."""
    day = begins_on
    while days:
        day += dt.timedelta(days=1)
        days -= is_workday(day)
    return day


@pytest.mark.parametrize("begins_on", BEGINS.values(), ids=BEGINS)
def test_last_minute_counts_and_the_next_one_not(begins_on):
    policy(at=moment(dt.date(2026, 9, 1), 9, 0))
    _case, notice = published(people(), at=moment(begins_on, 10, 0))
    last = dt.date.fromisoformat(notice.end_day)
    assert last == counted(begins_on, 5)

    late = moment(last + dt.timedelta(days=1), 0, 0)
    with pytest.raises(ObjectionRefused):
        api.object_to(notice=notice, at=late, **PHONE)
    made = api.object_to(notice=notice, at=moment(last, 23, 59, 59), **PHONE)

    notice.refresh_from_db()
    assert notice.end_day == "9999-12-31"
    answered = late + dt.timedelta(days=2)
    by = notice.published_by
    api.answer_objection(objection=made, result="rejected", answer="属实", by=by, at=answered)
    notice.refresh_from_db()
    assert notice.end_day == counted(answered.astimezone(TOWN).date(), 1).isoformat()


@pytest.mark.parametrize("begins_on", BEGINS.values(), ids=BEGINS)
def test_payment_waits_for_midnight_of_the_last_day(begins_on):
    policy(at=moment(dt.date(2026, 9, 1), 9, 0))
    who = people()
    case, notice = published(who, at=moment(begins_on, 10, 0))
    last = dt.date.fromisoformat(notice.end_day)
    with pytest.raises(NoticeRunning):
        pay(case, who["pay"], at=moment(last, 23, 59, 59))
    assert pay(case, who["pay"], at=moment(last + dt.timedelta(days=1), 0, 0)).cents
