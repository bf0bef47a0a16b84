"""The demo year is believable: it balances, verifies, and every chair has something before it."""

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.accounts.models import User
from ezhen.core import log
from ezhen.parties.models import Licence, Organisation
from ezhen.products.models import Product
from ezhen.trace.enums import Standing
from ezhen.trace.models import (
    Certificate,
    CodeFact,
    CodeOrder,
    Complaint,
    Inspection,
    Lot,
    LotHold,
    LotUse,
    QualityTest,
    Recall,
    RecallNotice,
    Scan,
    Shipment,
    ShipmentLine,
    Suspicion,
)
from ezhen.trace.queries.lot import equation, standings

pytestmark = pytest.mark.usefixtures("demo_town", "db")


def test_demo_year_balances_every_lot():
    lots = list(Lot.objects.all())
    assert len(lots) > 20
    assert [lot.code for lot in lots if not equation(lot).is_balanced] == []


def test_demo_year_leaves_a_log_that_verifies():
    found = log.verify()
    assert found.is_intact, found.findings
    assert found.entries > 300
    assert found.waiting == 0


def test_demo_year_has_a_chair_for_each_role():
    assert set(User.objects.filter(is_demo=True).values_list("role", flat=True)) == set(Role.values)


def test_demo_chairs_have_no_password_and_demo_people_no_real_number():
    assert not any(user.has_usable_password() for user in User.objects.filter(is_demo=True))
    people = [person for found in Organisation.objects.all() for person in found.people.all()]
    assert people
    assert all(person.phone.startswith("1290") for person in people)


def test_demo_year_happens_in_order_and_never_in_the_future():
    now = timezone.now()
    for model, field in ((LotUse, "at"), (Shipment, "sent_at"), (QualityTest, "recorded_at")):
        moments = list(model.objects.order_by("pk").values_list(field, flat=True))
        assert moments
        assert max(moments) <= now
    assert log.LogEntry.objects.order_by("-at").first().at <= now
    shipped = list(Shipment.objects.order_by("pk").values_list("sent_at", flat=True))
    assert shipped == sorted(shipped)


def test_demo_year_is_not_loaded_twice():
    from ezhen.demo.actions import load_year

    before = Lot.objects.count()
    assert load_year(weeks=2) is False
    assert Lot.objects.count() == before


def test_demo_year_photos_and_reports_can_be_opened(client):
    lot = Lot.objects.filter(tests__report__isnull=False).first()
    report = lot.tests.first().report
    answer = client.get(reverse("archive:download", args=[report.uuid]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    photo = Lot.objects.filter(product__photo__isnull=False).first().product.photo
    answer = client.get(reverse("archive:download", args=[photo.uuid]))
    assert answer["Content-Type"] == "image/jpeg"


def test_demo_bureau_has_registrations_and_products_in_each_state():
    states = set(Organisation.objects.values_list("state", flat=True))
    assert {"approved", "submitted", "returned", "outside"} <= states
    assert {"approved", "submitted", "returned"} <= set(
        Product.objects.values_list("state", flat=True)
    )
    in_ten_days = timezone.localdate() + timezone.timedelta(days=10)
    assert Licence.objects.filter(valid_until=in_ten_days).exists()


def test_demo_goods_stand_in_every_way():
    assert set(standings(Lot.objects.all()).values()) >= {
        Standing.SELLABLE,
        Standing.TEST_WAITING,
        Standing.HELD,
        Standing.EXPIRED,
    }
    held = Lot.objects.held().filter(holds__cause="test_failed", holds__released_at=None)
    assert {lot.origin for lot in held} == {"made", "packed"}
    assert LotHold.objects.filter(cause="market_hold", released_at__isnull=False).exists()
    assert Certificate.objects.exists()


def test_demo_deliveries_arrive_short_or_wait():
    assert Shipment.objects.filter(state="received").exists()
    assert Shipment.objects.filter(state="sent").count() >= 2
    assert ShipmentLine.objects.filter(received__lt=F("quantity")).exists()


def test_demo_codes_are_free_bound_active_void_and_scanned():
    assert CodeOrder.objects.exclude(state="ready").count() == 0
    assert CodeOrder.objects.filter(product=None, quantity=100_000).exists()
    kinds = set(CodeFact.objects.values_list("kind", flat=True))
    assert kinds == {"bind", "activate", "void"}
    assert Scan.objects.values("city").distinct().count() > 3
    rules = set(Suspicion.objects.filter(state="open").values_list("rule", flat=True))
    assert rules == {"apart", "many", "reported"}


def test_demo_supervision_is_in_full_swing():
    today = timezone.localdate()
    assert Inspection.objects.overdue(today).exists()
    assert Inspection.objects.open().filter(correct_by__gte=today).exists()
    assert Inspection.objects.filter(result="passed").exists()
    assert Inspection.objects.exclude(rechecks=None).exists()
    assert Complaint.objects.open().exists()
    assert Complaint.objects.exclude(answered_at=None).exists()
    drill = Recall.objects.get(is_mock=True)
    waiting = RecallNotice.objects.filter(recall=drill, confirmed_at=None)
    assert [notice.holder.short_name for notice in waiting] == ["太原展销区"]


@pytest.mark.parametrize("role", Role.values)
def test_demo_home_answers_for_each_role(client, role):
    for user in User.objects.filter(is_demo=True, role=role):
        client.force_login(user)
        answer = client.get(reverse("home"))
        assert answer.status_code == 200
        assert "等我办" in answer.text


@pytest.mark.parametrize(
    ("username", "todo"),
    [
        ("noodles", "交检验结果"),
        ("noodles", "健康证到期"),
        ("noodles", "补正产品"),
        ("noodles", "确认收货"),
        ("fair", "召回演练"),
        ("shop", "确认收货"),
        ("walnut", "补正备案"),
        ("vinegar", "正在审核"),
        ("bureau", "审核备案"),
        ("bureau", "审核产品"),
        ("regulator", "复查"),
        ("regulator", "疑似码"),
        ("regulator", "答复"),
        ("operator", "证照快到期"),
        ("security", "给账号授权：魏建华"),
    ],
)
def test_demo_home_shows_what_waits(client, username, todo):
    client.force_login(User.objects.get(username=username))
    assert todo in client.get(reverse("home")).text


def test_demo_town_has_applications_at_every_step_and_their_papers():
    from ezhen.approvals.models import Case, Certificate, MadePaper, Objection

    rows = set(Case.objects.values_list("code", "state", "stage"))
    assert ("policy", "granted", "archive") in rows
    assert ("subsidy", "running", "receive") in rows  # paid, to be confirmed
    assert ("subsidy", "returned", "apply") in rows
    assert ("station", "running", "review") in rows
    assert ("brand_vote", "running", "vote") in rows
    assert Certificate.objects.count() == 2
    assert Objection.objects.filter(result="open").count() == 1
    kinds = set(MadePaper.objects.values_list("kind", flat=True))
    assert {"application", "approval", "notice", "certificate", "disbursement_list"} <= kinds
