"""A noodle workshop enters the town: it registers, is approved, makes, tests, labels and ships."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from tests.factories import PASSWORD, credit_code, make_organisation, make_user, member_of, today
from tests.journeys.conftest import OFFICE, PHONE

from ezhen.core import crypto, jobs
from ezhen.parties.models import Organisation
from ezhen.trace.models import CodeOrder, Lot, Shipment

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAME, SHORT = "襄垣县石峪手工挂面坊", "石峪挂面坊"


def headline(page):
    """The page's answer."""
    return expect(page.get_by_role("heading", level=1))


def fill(page, **fields):
    """Type into fields by their ids (`id_` left out); choose in lists, by index or label if so
    said."""
    for name, value in fields.items():
        place = page.locator(f"#id_{name.replace('__', '-')}")
        if isinstance(value, dict):
            place.select_option(**value)
        elif place.evaluate("element => element.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(str(value))


def press(page, name):
    """Press the page's button of that name."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    """Follow the first link of that name in the page's own part."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def register_business(page):
    """From the public front page to a registration handed in."""
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.get_by_role("link", name="主体备案").click()
    fill(page, name=NAME, short_name=SHORT, credit_code=credit_code(7_654_321)[:-1] + "0")
    fill(page, kind="workshop", lot_prefix="SY", phone="0355-0000077")
    fill(page, display_name="苗秀英", mobile="12900000077", username="miao", password=PASSWORD)
    press(page, "登记")
    expect(page.get_by_text("统一社会信用代码不对")).to_be_visible()
    fill(page, credit_code=credit_code(7_654_321), password=PASSWORD)
    press(page, "登记")
    headline(page).to_have_text(NAME)
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    follow(page, "添加第一份")
    fill(page, kind="workshop", number="演示-77", valid_from="2025-01-01", valid_until="2030-01-01")
    press(page, "保存")
    page.locator("section", has=page.get_by_role("heading", name="经营场所")).get_by_role(
        "link", name="添加"
    ).click()
    fill(page, name="挂面车间", place_code="140423100")
    press(page, "保存")
    press(page, "提交审核")
    expect(page.get_by_text("待审核").first).to_be_visible()
    page.goto("/home/")
    expect(page.get_by_text("商务主管部门正在审核")).to_be_visible()


def decide(page, todo, *, reason=""):
    """The bureau goes from its home page to what waits, and approves or returns it."""
    page.goto("/home/")
    page.get_by_role("link", name=todo).click()
    if reason:
        fill(page, reason=reason)
        press(page, "退回补正")
        expect(page.get_by_text("已退回补正")).to_be_visible()
    else:
        press(page, "审核通过")


def register_product(page):
    """A product is described and handed in."""
    page.goto("/home/")
    page.get_by_role("link", name="产品", exact=True).first.click()
    follow(page, "产品备案")
    fill(page, name="石峪挂面", specification="500 g", product_class="noodle", unit="bag")
    fill(page, unit_mass="0.5", shelf_life_days="365", ingredients="小麦粉、水、食用盐")
    press(page, "保存")
    press(page, "提交审核")
    expect(page.get_by_text("等商务主管部门审核")).to_be_visible()


def buy_flour(page):
    """A supplier that the town does not know yet, with its lot."""
    page.goto("/home/")
    page.get_by_role("link", name="登记到货").click()
    fill(page, supplier_name="上党面粉有限公司", supplier_code=credit_code(7_654_322))
    fill(page, product_name="高筋小麦粉", product_class="flour", unit="kg")
    fill(page, supplier_lot="F1107", quantity="500", produced_on=today() - dt.timedelta(days=20))
    press(page, "保存")
    headline(page).to_contain_text("高筋小麦粉")


def make_noodles(page):
    """Flour becomes noodles; more out than in is refused first, with the numbers."""
    page.goto("/home/")
    page.get_by_role("link", name="工序登记").last.click()
    fill(page, inputs__0__lot={"index": 1}, inputs__0__quantity="312")
    fill(page, kind="noodle_making", product={"label": "石峪挂面 500 g"}, quantity="700")
    press(page, "保存")
    expect(page.get_by_text("出来的").or_(page.get_by_text("312.0")).first).to_be_visible()
    fill(page, quantity="600")
    press(page, "保存")
    headline(page).to_contain_text("石峪挂面")
    expect(page.get_by_text("等检验").first).to_be_visible()


def record_test(page, lot):
    """The laboratory's report, from the reminder at home."""
    page.goto("/home/")
    page.get_by_role("link", name=f"批次 {lot.code}").click()
    fill(page, laboratory="漳泽食品检测", report_number="ZZ-1")
    fill(page, items__0__name="水分", items__0__unit="%", items__0__result="12.6")
    fill(page, items__0__limit="≤ 14.5", items__0__has_passed={"label": "合格"})
    press(page, "保存")
    expect(page.get_by_text("可以销售").first).to_be_visible()


def order_codes(page):
    """Codes for all packs of the lot, bound at once, made by the worker, activated."""
    follow(page, "申领溯源码")
    fill(page, quantity="600")
    press(page, "申领")
    jobs.run_until_idle()
    page.goto(CodeOrder.objects.get().get_absolute_url())
    follow(page, "启用")
    press(page, "启用")
    expect(page.get_by_text("在用").first).to_be_visible()


def ship(page, shop):
    """Two hundred bags leave for the shop."""
    page.goto("/home/")
    page.get_by_role("link", name="发货收货").first.click()
    follow(page, "发货")
    fill(page, receiver={"label": shop.name})
    fill(page, loads__0__lot={"index": 2}, loads__0__quantity="200")
    press(page, "发货")
    headline(page).to_have_text(f"发往{shop.name}")


def test_producer_registers_makes_tests_labels_and_ships(visit, sign_in, nothing_serious):
    crypto.ensure_master_key()
    shop = make_organisation(name="便民超市", role="merchant")
    producer, bureau = visit(OFFICE), visit(OFFICE)
    sign_in(bureau, make_user(role="bureau"))

    register_business(producer)
    nothing_serious(producer)
    decide(bureau, f"审核备案：{NAME}", reason="请补拍执照照片")
    producer.goto("/home/")
    producer.get_by_role("link", name="补正备案").click()
    expect(producer.get_by_text("请补拍执照照片")).to_be_visible()
    press(producer, "提交审核")
    expect(producer.get_by_text("待审核").first).to_be_visible()
    decide(bureau, f"审核备案：{NAME}")
    expect(bureau.get_by_text("可以开展业务了")).to_be_visible()
    assert Organisation.objects.get(name=NAME).state == "approved"

    register_product(producer)
    decide(bureau, "审核产品：石峪挂面")
    expect(bureau.get_by_text("可以登记批次了")).to_be_visible()
    buy_flour(producer)
    make_noodles(producer)
    nothing_serious(producer)
    lot = Lot.objects.get(product__name="石峪挂面")
    assert lot.process.loss < 0.05

    record_test(producer, lot)
    order_codes(producer)
    ship(producer, shop)

    phone = visit(PHONE)
    sign_in(phone, member_of(shop))
    phone.goto("/home/")
    phone.get_by_role("link", name=f"确认收货：{SHORT}").click()
    nothing_serious(phone)
    press(phone, "确认收货")
    headline(phone).to_have_text(f"发往{shop.name}")
    assert Shipment.objects.get().state == "received"
    producer.goto(lot.get_absolute_url())
    expect(producer.get_by_role("row", name="收货")).to_be_visible()
    expect(producer.get_by_text("400").first).to_be_visible()
