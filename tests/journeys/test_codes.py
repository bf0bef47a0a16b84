"""A producer orders codes, prints labels, activates them; an office sees it; all by hand."""

import pytest
from django.urls import reverse
from tests.factories import make_mushrooms, make_order, make_organisation, make_user, member_of
from tests.journeys.conftest import OFFICE, PHONE
from tests.labelled import make_tested_noodles

from ezhen.core import crypto, jobs
from ezhen.trace.actions.code import activate_codes, bind_codes, void_codes
from ezhen.trace.models import CodeOrder

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_producer_orders_waits_binds_prints_and_activates(visit, sign_in, nothing_serious):
    crypto.ensure_master_key()
    lot = make_tested_noodles(quantity="300")
    page = visit(OFFICE)
    sign_in(page, member_of(lot.owner))
    page.goto("/home/")
    page.get_by_role("link", name="申领溯源码").first.click()
    nothing_serious(page)
    page.get_by_role("link", name="申领溯源码").last.click()
    page.get_by_label("给哪个产品").select_option(str(lot.product))
    page.get_by_label("要多少个码").fill("1000")
    page.get_by_role("button", name="申领").click()
    assert page.get_by_role("heading", level=1).inner_text() == "1,000 个码正在生成"
    nothing_serious(page)
    jobs.run_until_idle()
    page.get_by_role("heading", name="还有 1,000 个码没用").wait_for()
    page.get_by_role("link", name="绑定批次").first.click()
    assert page.get_by_label("到第几个").input_value() == "300"
    page.get_by_role("button", name="绑定").click()
    page.get_by_role("heading", name="还有 700 个码没用").wait_for()
    page.get_by_role("link", name="启用").first.click()
    nothing_serious(page)
    page.get_by_role("button", name="启用").click()
    assert page.get_by_role("row", name="1 – 300").get_by_text("在用").is_visible()
    nothing_serious(page)
    page.get_by_role("row", name="301 – 1,000").get_by_role("link", name="打印").click()
    nothing_serious(page)
    document = page.get_by_role("link", name="PDF").first.get_attribute("href")
    answer = page.context.request.get(document, timeout=60_000)
    assert answer.headers["content-type"] == "application/pdf"
    order = CodeOrder.objects.get()
    with page.expect_download() as download:
        page.goto(order.get_absolute_url())
        page.get_by_role("link", name="下载 CSV").click()
    assert len(download.value.path().read_bytes().splitlines()) == 1001


@pytest.mark.parametrize("size", [PHONE, OFFICE], ids=["phone", "office"])
def test_every_page_of_codes_is_accessible_and_fits(visit, sign_in, nothing_serious, size):
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=5000)
    by = member_of(lot.owner)
    bind_codes(order=order, lot=lot, first=0, last=2399, by=by)
    activate_codes(order=order, first=0, last=2039, by=by)
    void_codes(order=order, first=100, last=111, reason="撕坏", by=by)
    mushrooms = make_mushrooms(organisation=lot.owner)
    at = [order.uuid]
    addresses = [
        reverse("trace:code_orders"),
        reverse("trace:new_code_order"),
        reverse("trace:new_code_order", query={"lot": lot.uuid}),
        reverse("trace:print_labels"),
        reverse("trace:new_certificate", args=[mushrooms.uuid]),
        *(
            reverse(f"trace:{name}", args=at)
            for name in ("code_order", "bind_codes", "activate_codes", "void_codes", "labels")
        ),
        reverse("trace:labels", args=at, query={"first": 9000}),
    ]
    page = visit(size)
    sign_in(page, by)
    for address in addresses:
        page.goto(address)
        nothing_serious(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    for reader in (member_of(make_organisation()), make_user(role="bureau")):
        sign_in(page, reader)
        page.goto(reverse("trace:code_orders"))
        nothing_serious(page)
