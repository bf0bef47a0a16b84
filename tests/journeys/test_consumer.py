"""A consumer on a phone: scans a pack, scans it again, hears of a recall, mistypes, complains."""

import pytest
from playwright.sync_api import expect
from tests.factories import make_organisation, make_product, make_recall
from tests.journeys.conftest import PHONE
from tests.labelled import make_labels, make_tested_noodles
from tests.portal.pictures import picture_file

from ezhen.trace.codes import readable
from ezhen.trace.models import CodeUse, Complaint, Scan, Suspicion

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def labels():
    """Labels on noodles with everything a page may tell."""
    owner = make_organisation(name="襄垣县漳源手工挂面坊", short_name="漳源", phone="0355-7000126")
    product = make_product(
        organisation=owner,
        name="古韩手工挂面（原味）",
        gtin="6901234567892",
        ingredients="小麦粉、饮用水、食用盐",
        storage="阴凉干燥处，开袋后封口",
    )
    return make_labels(make_tested_noodles(owner=owner, product=product))


def headline(page):
    return page.locator("h1").inner_text().split()


def fits(page):
    """Nothing stands out at the side of a phone."""
    return page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_consumer_scans_a_pack(visit, labels, nothing_serious):
    page = visit(PHONE)
    page.goto(f"/c/{labels.serial()}")
    assert headline(page) == ["编码有效", "首次查询"]
    expect(page.get_by_text("还有 36").first).to_be_in_viewport()  # the checks: in the first screen
    assert fits(page)
    nothing_serious(page)

    page.get_by_role("link", name="关怀版").click()
    assert headline(page) == ["编码有效", "首次查询"]
    assert fits(page)
    nothing_serious(page)
    page.get_by_role("link", name="返回标准版").click()
    page.get_by_role("link", name="English").click()
    assert headline(page) == ["Code", "valid", "First", "look-up"]
    page.get_by_role("link", name="中文").click()
    assert (CodeUse.objects.count(), Scan.objects.count()) == (1, 0)

    page.goto(f"/01/06901234567892/10/{labels.lot.code}/21/{labels.serial()}")
    assert headline(page) == ["第", "2", "次查询", "请核对"]
    expect(page.get_by_text("是我或家人查的")).to_be_visible()
    assert fits(page)
    nothing_serious(page)


def test_consumer_hears_of_a_recall(visit, labels, nothing_serious):
    page = visit(PHONE)
    page.goto(f"/c/{labels.serial()}")
    make_recall(labels.lot)

    page.goto(f"/c/{labels.serial()}")

    assert headline(page) == ["已召回", "请不要食用"]
    expect(page.get_by_text("您现在这样做")).to_be_in_viewport()
    assert page.get_by_role("link", name="打给生产者").get_attribute("href") == "tel:0355-7000126"
    assert fits(page)
    nothing_serious(page)


def test_consumer_types_a_code(visit, labels, nothing_serious):
    page = visit(PHONE)
    page.goto("/")
    assert fits(page)
    nothing_serious(page)
    typed = readable(labels.serial())
    wrong = typed[:7] + ("2" if typed[7] != "2" else "3") + typed[8:]

    page.get_by_label("查包装上的溯源码").fill(wrong)
    page.get_by_role("button", name="查询").click()

    assert headline(page) == ["请核对您输入的"]
    expect(page.get_by_text("第 2 组第 2 位不对")).to_be_visible()
    field = page.get_by_label("标签上的码")
    assert field.input_value() == wrong
    assert fits(page)
    nothing_serious(page)

    field.fill(f" {typed.lower()} ")
    page.get_by_role("button", name="查询").click()
    assert headline(page) == ["编码有效", "首次查询"]


def test_consumer_finds_a_lot_by_its_barcode(visit, labels, nothing_serious):
    page = visit(PHONE)
    page.goto("/")
    page.get_by_label("查包装上的溯源码").fill("6901234567892")
    page.get_by_role("button", name="查询").click()
    nothing_serious(page)

    page.get_by_label("包装上的批号").fill(labels.lot.code)
    page.get_by_role("button", name="查询").click()

    assert headline(page) == ["查到这个批次", "不判定单件"]
    nothing_serious(page)


def test_consumer_complains_with_a_photo(visit, labels, nothing_serious):
    page = visit(PHONE)
    for _ in range(2):
        page.goto(f"/c/{labels.serial()}")
    page.get_by_role("link", name="报告疑似").click()
    assert page.get_by_label("标签上的码").input_value() == labels.serial()
    assert fits(page)
    nothing_serious(page)

    page.get_by_label("发生了什么？").fill("刚拆的包装，页面却说查过了")
    wrong = {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    page.get_by_label("照片").set_input_files(wrong)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#id_file_error")).to_be_visible()
    assert page.get_by_label("发生了什么？").input_value() == "刚拆的包装，页面却说查过了"
    nothing_serious(page)

    photo = picture_file().read()
    page.get_by_label("照片").set_input_files(wrong | {"buffer": photo})
    page.get_by_role("button", name="提交").click()

    kept = Complaint.objects.get()
    expect(page.get_by_role("heading", name=kept.number)).to_be_visible()
    assert kept.photo.size == len(photo)
    assert Suspicion.objects.get().rule == "reported"
    nothing_serious(page)


def test_consumer_without_script_gets_everything(visit, labels):
    page = visit(PHONE, java_script_enabled=False)
    page.goto(f"/c/{labels.serial()}")
    page.get_by_role("button", name="写反馈").click()
    page.get_by_label("发生了什么？").fill("很好吃")
    page.get_by_text("反馈", exact=True).click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已收到").first).to_be_visible()

    assert Complaint.objects.get().serial == labels.serial()


def test_sign_in_is_accessible(visit, nothing_serious):
    page = visit(PHONE)
    page.goto("/account/login/")
    assert fits(page)
    nothing_serious(page)
