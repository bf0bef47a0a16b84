"""The regulator: an inspection with a phone, a drill and a recall in the office; a shop answers."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from tests.factories import make_noodles, make_organisation, make_user, member_of, pass_test
from tests.journeys.conftest import OFFICE, PHONE
from tests.labelled import make_labels

from ezhen.trace.actions.shipment import Load, receive_shipment, ship_lots
from ezhen.trace.models import Inspection, Recall
from ezhen.trace.queries.lot import standing_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def noodles():
    """1,000 bags of which a shop has 300, with labels."""
    lot = make_noodles(owner=make_organisation(name="漳源手工挂面坊"))
    pass_test(lot)
    make_labels(lot)
    shop = make_organisation(role="merchant", name="便民超市老城店")
    sent = ship_lots(
        sender=lot.owner, receiver=shop, loads=[Load(lot, Decimal(300))], by=member_of(lot.owner)
    )
    receive_shipment(shipment=sent, by=member_of(shop))
    return lot, shop


def _photo(folder, name):
    Image.new("RGB", (400, 300), name.removesuffix(".jpg")).save(folder / name)
    return folder / name


def test_inspection_with_one_thumb(visit, sign_in, nothing_serious, noodles, tmp_path):
    lot, _shop = noodles
    page = visit(PHONE)
    sign_in(page, make_user(role="regulator"))
    page.goto("/home/")
    page.get_by_role("link", name="登记抽检").first.click()
    page.get_by_label("溯源码、批号或名称").fill(lot.code)
    page.get_by_role("button", name="查找").click()
    page.locator("main a.ez-btn", has_text="抽检").click()
    for choice in page.locator(".ez-seg label").all():
        assert choice.bounding_box()["height"] >= 48
    expect(page.get_by_label("整改期限")).to_be_hidden()
    page.locator(".ez-seg").get_by_text("不合格").click()
    page.get_by_label("发现的问题").fill("铅含量超过限值")
    page.get_by_text("本批和用它做的批次立即停售").click()
    photos = page.locator("input[type=file]")
    photos.set_input_files(_photo(tmp_path, "red.jpg"))
    photos.set_input_files(_photo(tmp_path, "blue.jpg"))
    expect(page.locator(".ez-thumbs img")).to_have_count(2)
    nothing_serious(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("不合格，还没复查")
    expect(page.locator(".ez-photos img")).to_have_count(2)
    assert Inspection.objects.get().photos.count() == 2
    assert standing_of(lot) == "held"
    nothing_serious(page)


def test_drill_then_recall_and_the_shop_answers(visit, sign_in, nothing_serious, noodles):
    lot, shop = noodles
    office, regulator = visit(OFFICE), make_user(role="regulator")
    sign_in(office, regulator)
    for kind in ("演练，不影响销售", "召回，立即生效"):
        office.goto(reverse("trace:new_recall", args=[lot.uuid]))
        nothing_serious(office)
        office.get_by_text(kind).click()
        office.get_by_text("一级召回").click()
        office.get_by_label("原因").fill("铅含量超过限值")
        office.get_by_role("button", name="下一步：看影响").click()
        expect(office.get_by_role("heading", level=1)).to_contain_text("1 批")
        nothing_serious(office)
        office.get_by_role("button", name=re.compile("开始演练|启动召回")).click()
        expect(office.get_by_role("heading", level=1)).to_have_text("已通知 2 家，还差 2 家没回复")
        nothing_serious(office)
    assert standing_of(lot) == "recalled"
    phone = visit(PHONE)
    sign_in(phone, member_of(shop))
    phone.goto("/home/")
    phone.get_by_role("link", name=re.compile("马上下架并回复")).click()
    field = phone.get_by_label(re.compile(lot.code))
    expect(field).to_have_value("300")
    field.fill("290")
    nothing_serious(phone)
    phone.get_by_role("button", name="回复").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("您已回复")
    sign_in(office, regulator)
    office.reload()
    expect(office.get_by_role("heading", level=1)).to_have_text("已通知 2 家，还差 1 家没回复")
    assert Recall.objects.get(is_mock=False).notices.get(holder=shop).returned == 290
