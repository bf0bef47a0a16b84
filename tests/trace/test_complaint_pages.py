"""What consumers wrote: the list, the answer, and the phone number behind its mask."""

import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook
from tests.factories import (
    make_complaint,
    make_lot,
    make_organisation,
    make_user,
    member_of,
)

from ezhen.archive.api import may_open
from ezhen.core.errors import NotAllowed
from ezhen.core.log import history
from ezhen.core.workdays import add_workdays
from ezhen.trace.actions.answer import answer_complaint, reveal_phone

pytestmark = pytest.mark.django_db
PHONE = "13803551234"


def _phone_url(complaint):
    return reverse("trace:complaint_phone", args=[complaint.uuid])


def test_answer_closes_it_with_what_was_done(client_as):
    complaint = make_complaint(make_lot())
    client = client_as("regulator")
    due = add_workdays(timezone.localdate(), 7)
    assert f"{due:%m-%d} 前答复" in client.get(complaint.get_absolute_url()).text
    client.post(complaint.get_absolute_url(), {"answer": "已抽样送检"})
    complaint.refresh_from_db()
    assert complaint.answer == "已抽样送检"
    assert [entry.action for entry in history(complaint)][-1] == "trace.answer_complaint"
    page = client.post(complaint.get_absolute_url(), {"answer": "再答一次"}, follow=True).text
    assert "再答一次" not in page


def test_answer_needs_words(client_as):
    complaint = make_complaint()
    page = client_as("regulator").post(complaint.get_absolute_url(), {"answer": ""})
    assert page.context["form"].errors["answer"]


def test_phone_is_masked_until_a_reason_is_given(client_as):
    complaint = make_complaint(make_lot())
    client = client_as("regulator")
    page = client.get(complaint.get_absolute_url()).text
    assert PHONE not in page
    assert "138****1234" in page
    page = client.post(_phone_url(complaint), {"reason": "回电核实"})
    assert PHONE in page.text
    assert "no-store" in page["Cache-Control"]
    entry = history(complaint).get(action="trace.reveal_phone")
    assert json.loads(entry.facts) == {"reason": "回电核实"}
    assert PHONE not in client.get(complaint.get_absolute_url()).text  # shown once


def test_phone_without_a_reason_stays_masked_and_unlogged(client_as):
    complaint = make_complaint()
    page = client_as("regulator").post(_phone_url(complaint), {"reason": "  "}).text
    assert PHONE not in page
    assert "138****1234" in page
    assert not history(complaint).filter(action="trace.reveal_phone").exists()


def test_phone_is_never_shown_for_a_link(client_as):
    complaint = make_complaint()
    assert client_as("regulator").get(_phone_url(complaint)).status_code == 405


@pytest.mark.parametrize("role", ["producer", "merchant", "bureau", "operator", "auditor"])
def test_only_the_regulator_answers_and_reads_the_phone(client_as, role):
    complaint = make_complaint(make_lot())
    client = client_as(role)
    assert client.post(_phone_url(complaint), {"reason": "想看"}).status_code == 403
    client.post(complaint.get_absolute_url(), {"answer": "答了"})
    complaint.refresh_from_db()
    assert complaint.answer == ""
    by = make_user(role=role)
    with pytest.raises(NotAllowed):
        reveal_phone(complaint=complaint, reason="想看", by=by)
    with pytest.raises(NotAllowed):
        answer_complaint(complaint=complaint, answer="答了", by=by)


def test_business_sees_what_is_written_about_its_lots_without_any_digit_of_the_phone(client_as):
    mine, other = make_complaint(make_lot()), make_complaint(make_lot(), text="别家的面")
    client = client_as(member_of(mine.lot.owner))
    page = client.get(reverse("trace:complaints")).text
    assert mine.number in page
    assert other.number not in page
    assert "别家的面" not in page
    page = client.get(mine.get_absolute_url()).text
    assert "1234" not in page
    assert "留给了监管部门" in page
    assert client.get(other.get_absolute_url()).status_code == 404


def test_excel_holds_no_phone(client_as):
    make_complaint(make_lot())
    response = client_as("bureau").get(reverse("trace:complaints"), {"as": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    rows = rows.to_python()
    assert rows[0][0] == "编号"
    assert not any("1234" in str(cell) for row in rows for cell in row)


def test_photo_opens_for_whoever_sees_the_complaint():
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(buffer, "JPEG")
    upload = SimpleUploadedFile("p.jpg", buffer.getvalue(), "image/jpeg")
    complaint = make_complaint(make_lot(), photo=upload)
    assert may_open(member_of(complaint.lot.owner), complaint.photo)
    assert may_open(make_user(role="regulator"), complaint.photo)
    assert not may_open(member_of(make_organisation()), complaint.photo)


def test_list_puts_the_longest_waiting_first_and_says_what_is_late(client_as):
    now = timezone.now()
    late = make_complaint(at=now - dt.timedelta(days=20))
    new, done = make_complaint(), make_complaint(kind="feedback")
    by = make_user(role="regulator")
    answer_complaint(complaint=done, answer="谢谢", by=by)
    client = client_as("regulator")
    page = client.get(reverse("trace:complaints")).text
    assert "2 件等答复" in page
    places = [page.index(row.get_absolute_url()) for row in (late, new, done)]
    assert places == sorted(places)
    assert "超 " in page
    answered = client.get(reverse("trace:complaints"), {"state": "answered"}).text
    assert done.number in answered
    assert new.number not in answered
    kind = client.get(reverse("trace:complaints"), {"kind": "complaint", "q": "异味"}).text
    assert new.number in kind
    assert done.number not in kind


def test_list_asks_the_same_queries_for_1_and_20(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    lot = make_lot()
    make_complaint(lot)
    client = client_as("regulator")
    client.get(reverse("trace:complaints"))
    with django_assert_max_num_queries(11) as first:
        client.get(reverse("trace:complaints"))
    for _ in range(19):
        make_complaint(lot)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:complaints"))
