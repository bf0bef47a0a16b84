"""Rooms are booked without overlap, by rules and by the database; the use writes its row."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_organisation, make_user, member_of, today
from tests.programme.places import at, booked, room

from ezhen.core.errors import NotAllowed
from ezhen.core.ids import new_uuid
from ezhen.programme import api
from ezhen.programme.errors import AreaTaken, StepRefused
from ezhen.programme.models import Booking, BookingSlot
from ezhen.programme.models.booking import moment_of, quarter_of
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

pytestmark = pytest.mark.django_db
QUARTER = dt.timedelta(minutes=15)
EARLIER = at(9, days=-2)


@pytest.fixture
def area(chain):
    return room(chain.operator)


@pytest.fixture
def firm():
    return member_of(make_organisation(name="漳源手工挂面坊"))


def form(hour, until, **values):
    """What the page sends."""
    sent = {"day": (today() + dt.timedelta(days=1)).isoformat(), "purpose": "photo", "people": 3}
    return sent | {"starts": f"{hour:02}:00", "ends": f"{until:02}:00"} | values


def test_use_of_a_room_writes_its_row(chain, area, firm):
    booking = booked(area, firm, starts=at(9, 15, -1), ends=at(11, 30, -1), at=EARLIER)
    assert booking.user == "漳源手工挂面坊"
    used = api.end_use(booking=booking, people=6, keeper="连慧敏", by=chain.operator)
    assert used.state == "used"
    row = registers.rows("venue_use", states=RecordState.STANDS).get()
    assert row.uuid == booking.uuid
    assert (row.data["room"], row.data["starts"], row.data["ends"]) == (
        "一号直播间",
        "09:15",
        "11:30",
    )
    assert (row.data["people"], row.data["user"]) == (6, "漳源手工挂面坊")
    registers.review_record(record=row, confirm=True, by=chain.bureau)
    assert registers.rows("venue_use").count() == 1
    with pytest.raises(StepRefused):
        api.end_use(booking=booking, people=6, keeper="连慧敏", by=chain.operator)


@pytest.mark.parametrize(
    ("first", "past"),
    [((9, 0), (11, 0)), ((8, 0), (9, 15)), ((10, 45), (12, 0)), ((9, 30), (10, 0))],
)
def test_room_that_is_taken_cannot_be_booked(chain, area, firm, first, past):
    booked(area, firm)
    with pytest.raises(AreaTaken, match="09:00 至 11:00"):
        booked(area, chain.operator, starts=at(*first), ends=at(*past), user="县融媒体中心")
    assert Booking.objects.count() == 1


def test_bookings_may_touch_and_other_rooms_are_free(chain, area, firm):
    booked(area, firm)
    booked(area, firm, starts=at(11), ends=at(12))
    booked(area, firm, starts=at(8), ends=at(9))
    booked(room(chain.operator, name="二号直播间"), firm)
    assert BookingSlot.objects.count() == 4 * (2 + 1 + 1 + 2)


def test_database_refuses_a_second_holder_by_itself(chain, area, firm):
    booking = booked(area, firm)
    slot = booking.slots.order_by("quarter").first()
    other = booked(area, firm, starts=at(14), ends=at(15))
    change = "UPDATE programme_bookingslot SET quarter = %s WHERE booking_id = %s AND quarter = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [slot.quarter, other.pk, other.first])
    columns = "booking_id, area, quarter"
    again = f"INSERT INTO programme_bookingslot ({columns}) SELECT {columns} FROM "
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again + "programme_bookingslot")
    for wrong in ("past = first", "past = first + 97", "state = 'cancelled'", "people = 0"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE programme_booking SET {wrong}")


def test_cancelled_booking_lets_go_of_the_room(chain, area, firm):
    booking = booked(area, firm)
    with pytest.raises(StepRefused):
        api.cancel_booking(booking=booking, reason=" ", by=firm)
    api.cancel_booking(booking=booking, reason="主播生病", by=firm)
    assert booked(area, firm).state == "booked"
    with pytest.raises(StepRefused, match="已办结"):
        api.cancel_booking(booking=booking, reason="再来", by=firm)


BAD = {
    "ends first": ({"ends": at(8)}, "ends", "早于"),
    "no time at all": ({"ends": at(9)}, "ends", "早于"),
    "in the past": ({"starts": at(9, days=-1), "ends": at(11, days=-1)}, "starts", "已经过了"),
    "longer than a day": ({"ends": at(10, days=2)}, "ends", "一天以内"),
    "before it opens": ({"starts": at(7)}, "starts", "08:00 至 22:00"),
    "after it closes": ({"ends": at(22, 15)}, "starts", "08:00 至 22:00"),
    "between quarters": ({"starts": at(9, 10)}, "starts", "一刻钟"),
    "next year": ({"starts": at(9, days=200), "ends": at(11, days=200)}, "day", "90 天"),
    "nobody": ({"people": 0}, "people", "人数"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_booking_is_refused_at_its_field(area, firm, case):
    facts, field, said = BAD[case]
    with pytest.raises(StepRefused, match=said) as refused:
        booked(area, firm, **facts)
    assert refused.value.field == field
    assert not Booking.objects.exists()


def test_closed_area_and_area_that_is_not_let_are_refused(chain, firm):
    until = (today() + dt.timedelta(days=5)).isoformat()
    shut = room(chain.operator, closed_until=until, closed_because="灯光改造")
    with pytest.raises(StepRefused, match="停用至"):
        booked(shut, firm)
    kept = room(chain.operator, name="档案室", bookable="no")
    with pytest.raises(StepRefused, match="不开放预约"):
        booked(kept, firm)
    assert booked(shut, firm, starts=at(9, days=6), ends=at(10, days=6))


def test_who_may_book_and_confirm(chain, area, firm):
    with pytest.raises(NotAllowed):
        booked(area, make_user(role="auditor"))
    with pytest.raises(NotAllowed):
        booked(area, make_user(role="producer"))
    with pytest.raises(StepRefused, match="使用单位"):
        booked(area, chain.operator)
    booking = booked(area, firm, starts=at(9, days=-1), ends=at(11, days=-1), at=EARLIER)
    with pytest.raises(NotAllowed):
        api.end_use(booking=booking, people=1, keeper="甲", by=firm)
    with pytest.raises(NotAllowed):
        api.cancel_booking(booking=booking, reason="换人", by=member_of(make_organisation()))
    with pytest.raises(StepRefused, match="已经开始"):
        api.cancel_booking(booking=booking, reason="忘了", by=firm)
    assert api.miss_booking(booking=booking, by=chain.operator).state == "missed"
    ahead = booked(area, firm)
    with pytest.raises(StepRefused, match="还没有开始"):
        api.end_use(booking=ahead, people=1, keeper="甲", by=chain.operator)


def test_room_is_booked_used_and_cancelled_on_its_pages(client_as, chain, area, firm):
    client = client_as(firm)
    assert "一号直播间" in client.get(reverse("programme:areas")).text
    url = reverse("programme:area", args=[area.uuid])
    page = client.get(url)
    assert "用后断电，物品归位。" in page.text
    assert "使用单位" not in page.text.split('id="book"')[1].split("</form>")[0]
    sent = form(9, 11, submission=str(new_uuid()))
    first = client.post(url, sent)
    assert first.status_code == 302
    assert client.post(url, sent)["Location"] == first["Location"]
    assert Booking.objects.count() == 1
    taken = client.post(url, form(10, 12))
    assert taken.status_code == 422
    assert "场地 09:00 至 11:00 已有人预约。" in taken.text
    assert "结束时间早于开始时间。" in client.post(url, form(11, 9)).text
    assert client.post(url, form(9, 11, day="x")).status_code == 422
    assert "漳源手工挂面坊" in client.get(url, {"week": sent["day"]}).text
    booking = Booking.objects.get()
    assert "1 个预约待使用" in client.get(reverse("programme:bookings")).text
    cancel = reverse("programme:cancel_booking", args=[booking.uuid])
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "设备坏了"}).status_code == 302
    assert "设备坏了" in client.get(booking.get_absolute_url()).text
    stranger = client_as(member_of(make_organisation()))
    assert stranger.get(booking.get_absolute_url()).status_code == 404


def test_keeper_confirms_uses_from_the_home_page(client_as, chain, area, firm):
    booking = booked(area, firm, starts=at(9, days=-1), ends=at(11, days=-1), at=EARLIER)
    client = client_as(chain.operator)
    assert "1 次场地使用待确认" in client.get(reverse("home")).text
    assert "1 次使用待确认" in client.get(reverse("programme:bookings")).text
    assert "确认使用" in client.get(booking.get_absolute_url()).text
    end = reverse("programme:end_use", args=[booking.uuid])
    assert client.post(end, {"people": "0", "keeper": "甲"}).status_code == 422
    assert client.post(end, {"people": "5", "keeper": "连慧敏"}).status_code == 302
    row = client.get(reverse("registers:record", args=[booking.uuid])).text
    assert booking.get_absolute_url() in row
    other = booked(area, firm, starts=at(13, days=-1), ends=at(14, days=-1), at=EARLIER)
    client.post(reverse("programme:miss_booking", args=[other.uuid]))
    other.refresh_from_db()
    assert other.state == "missed"


def test_uses_without_a_booking_are_still_entered_by_hand(client_as, chain, area):
    client = client_as(chain.operator)
    assert client.get(reverse("registers:new_record", args=["venue_use"])).status_code == 200
    assert client.get(reverse("registers:imports", args=["venue_use"])).status_code == 200
    assert client.get(reverse("registers:new_record", args=["contracts"])).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_week_asks_the_same_number_of_times(
    client_as, area, firm, count, django_assert_num_queries
):
    for number in range(count):
        booked(area, firm, starts=at(9 + number), ends=at(10 + number))
    client = client_as("operator")
    with django_assert_num_queries(WEEK):
        client.get(reverse("programme:area", args=[area.uuid]), {"week": f"{at(9):%Y-%m-%d}"})
    with django_assert_num_queries(LIST):
        client.get(reverse("programme:bookings"))
    with django_assert_num_queries(ROOMS):
        client.get(reverse("programme:areas"))


WEEK, LIST, ROOMS = 15, 13, 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_want_the_room_at_once_one_has_it(django_user_model, at_once):
    operator = make_user(role="operator")
    area = room(operator)
    people = [member_of(make_organisation()) for _number in range(10)]
    wants = [
        partial(booked, area, person, starts=at(hour), ends=at(hour + 2))
        for person in people
        for hour in (9, 10)
    ]
    results = at_once(*wants)
    refused = [found for found in results if isinstance(found, AreaTaken)]
    got = [found for found in results if isinstance(found, Booking)]
    assert len(got) == 1
    assert len(refused) == 19
    assert BookingSlot.objects.count() == 8


# ---- the log of the day


def test_log_of_the_day_drafts_itself(client_as, chain, area, firm):
    now = timezone.now()
    first = moment_of(quarter_of(now))
    wide = room(chain.operator, name="全天会议室", opens="00:00", closes="23:45")
    booking = booked(wide, firm, starts=first, ends=first + QUARTER, people=5)
    api.end_use(booking=booking, people=6, keeper="连慧敏", by=chain.operator)
    visit = {"held_on": today(), "group": "长治商务局", "kind": "visit", "people": "12"}
    visit |= {"purpose": "观摩", "host": "郭晓燕"}
    registers.enter_record(register="visits", values=visit, by=chain.operator)
    client = client_as(chain.operator)
    assert "写今日日志：公共服务中心" in client.get(reverse("home")).text
    page = client.get(reverse("programme:day_log")).text
    assert "待写日志 1 篇" in page
    assert "漳源手工挂面坊" in page
    form = client.get(reverse("programme:write_log"), {"facility": "centre"}, follow=True)
    assert form.status_code == 200
    assert 'value="18"' in form.text
    assert "长治商务局 观摩 12人" in form.text
    values = {"held_on": today(), "facility": "centre", "duty": "连慧敏", "visitors": "18"}
    row = registers.enter_record(register="management_log", values=values, by=chain.operator)
    assert "日志已写齐" in client.get(reverse("programme:day_log")).text
    again = client.get(reverse("programme:write_log"), {"facility": "centre"})
    assert again["Location"] == row.get_absolute_url()
    assert client.get(reverse("programme:write_log"), {"facility": "x"}).status_code == 302
    assert client.get(reverse("programme:day_log"), {"day": "2999-01-01"}).status_code == 200
