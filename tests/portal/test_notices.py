"""What the public reads and does: notices, objections, licences, votes."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.approvals.walk import licensed, people, policy, published, vote
from tests.factories import make_user

from ezhen.approvals import api
from ezhen.approvals.models import Notice, Objection

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def notice():
    """One that runs now."""
    policy()
    return published(people(), at=timezone.now())[1]


def end(notice, day):
    """Let a notice have ended on a day."""
    Notice.objects.filter(pk=notice.pk).update(end_key=f"{day}/{notice.uuid}")


def test_notice_says_who_what_and_until_when(client, notice):
    assert "正在公示 1 件" in client.get(reverse("portal:notices")).text
    page = client.get(notice.get_absolute_url()).text
    assert notice.end_day in page
    assert "8,000.00" in page
    assert "王建平" not in page
    assert "13800001111" not in page
    assert "材料齐全" not in page  # what the reviewer wrote is not for the public


def test_front_page_shows_what_is_on_notice(client, notice):
    assert notice.body["who"] in client.get("/").text


def test_objection_gets_a_number_and_is_followed_by_it(client, notice):
    answer = client.post(
        notice.get_absolute_url(), {"text": "网店去年就开了", "phone": "13900002222"}
    )
    receipt = client.get(answer["Location"]).text
    number = re.search(r"YY\d{6}-\w{4}", receipt)[0]
    assert "网店去年就开了" not in receipt
    assert "异议核查中，暂停计算" in client.get(reverse("portal:notices")).text

    wrong = client.post(reverse("portal:follow"), {"number": number, "tail": "2223"})
    assert wrong.status_code == 422
    assert "没有查到" in wrong.text
    right = client.post(reverse("portal:follow"), {"number": number.lower(), "tail": "2222"})
    assert "正在核查" in right.text
    api.answer_objection(
        objection=Objection.objects.get(),
        result="rejected",
        answer="已核实，是新开的",
        by=make_user(role="bureau"),
    )
    right = client.post(reverse("portal:follow"), {"number": number, "tail": "2222"})
    assert "已核实，是新开的" in right.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": "", "phone": "13900002222"}, "id_text_error"),
        ({"text": "不实", "phone": "12"}, "电话号码不对"),
        ({"text": "不实", "phone": ""}, "id_phone_error"),
    ],
)
def test_objection_that_lacks_something_is_refused_at_its_field(client, notice, values, said):
    answer = client.post(notice.get_absolute_url(), values)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Objection.objects.exists()


def test_ended_notice_takes_no_objection_and_says_so(client, notice):
    end(notice, timezone.localdate() - DAY)
    page = client.get(notice.get_absolute_url()).text
    assert "公示已于" in page
    assert "提交异议" not in page
    client.post(notice.get_absolute_url(), {"text": "不实", "phone": "13900002222"})
    assert not Objection.objects.exists()


def test_last_day_still_takes_objections(client, notice):
    end(notice, timezone.localdate())
    answer = client.post(notice.get_absolute_url(), {"text": "不实", "phone": "13900002222"})
    assert answer.status_code == 302


def test_notice_proves_when_it_stood_and_that_it_was_not_changed(client, notice):
    page = client.get(notice.get_absolute_url()).text
    assert notice.sha256 in page
    assert "一致，内容没有改过" in page
    body = notice.body | {"granted": "80000.00"}
    Notice.objects.filter(pk=notice.pk).update(body=body)
    assert "不一致，内容被改过" in client.get(notice.get_absolute_url()).text


def test_taken_down_notice_leaves_the_list_and_its_page_says_so(client, notice):
    case = notice.case
    api.take_back_case(case=case, reason="金额写错", by=case.applicant)
    assert notice.body["who"] not in client.get(reverse("portal:notices")).text
    assert "撤下" in client.get(notice.get_absolute_url()).text


# ---- licences


def test_valid_licence_says_so_with_holder_and_products(client):
    case = licensed()
    page = client.get(case.certificate.get_absolute_url()).text
    assert "授权有效" in page
    assert case.organisation.name in page
    assert "手工挂面" in page


def test_licence_that_expires_while_its_paper_hangs_there_shows_expired(client):
    case = licensed(until=timezone.localdate())
    assert "授权有效" in client.get(case.certificate.get_absolute_url()).text
    case.valid_until = timezone.localdate() - DAY
    case.save(update_fields=["valid_until"])
    page = client.get(case.certificate.get_absolute_url()).text
    assert "授权已过期" in page
    assert "授权有效" not in page


def test_licence_that_was_taken_back_shows_it_at_once(client):
    case = licensed()
    api.end_grant(case=case, reason="抽检不合格", by=make_user(role="bureau"))
    page = client.get(case.certificate.get_absolute_url()).text
    assert "授权已被收回" in page
    assert "抽检不合格" not in page


def test_code_of_no_licence_is_not_found(client):
    answer = client.get(reverse("portal:licence", args=["AAAAAAAAAAAA"]))
    assert answer.status_code == 404
    assert "查不到这张证书" in answer.text


# ---- votes


def test_public_votes_once_a_phone(client):
    case = vote()
    url = reverse("portal:vote", args=[case.uuid])
    assert "古韩好物" in client.get(url).text
    client.post(url, {"entry": "1", "phone": "13900001111"})
    again = client.post(url, {"entry": "0", "phone": "139 0000 1111"})
    assert again.status_code == 422
    assert "投过票" in again.text
    assert api.results_of(case) == [(1, 1)]
    assert "1</td>" not in client.get(url).text  # how it stands is not shown while it runs
