"""The demo year is believable: it balances, verifies, and every chair has something before it."""

import pytest
from django.urls import reverse

from ezhen.accounts.enums import Role
from ezhen.accounts.models import User
from ezhen.core import log
from ezhen.trace.models import Lot, LotUse, QualityTest, Shipment
from ezhen.trace.queries.lot import equation

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


def test_demo_year_happens_in_order_and_never_in_the_future():
    from django.utils import timezone

    now = timezone.now()
    for model, field in ((LotUse, "at"), (Shipment, "sent_at"), (QualityTest, "recorded_at")):
        moments = list(model.objects.order_by("pk").values_list(field, flat=True))
        assert moments
        assert max(moments) <= now
    sales = list(LotUse.objects.order_by("pk").values_list("at", flat=True))
    assert sales == sorted(sales)


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


@pytest.mark.parametrize("role", Role.values)
def test_demo_home_answers_for_each_role(client, role):
    for user in User.objects.filter(is_demo=True, role=role):
        client.force_login(user)
        answer = client.get(reverse("home"))
        assert answer.status_code == 200
        assert "等我办" in answer.text
