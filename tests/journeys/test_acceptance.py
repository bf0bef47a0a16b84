"""An acceptance from opening to its dossier's door: on site on a phone, the rest in the office."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import OFFICE, PHONE
from tests.programme.test_acceptance import Team

from ezhen.core import crypto
from ezhen.programme.models import Acceptance

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_acceptance_is_scored_heard_and_decided(visit, sign_in, nothing_serious):
    crypto.ensure_master_key()
    team = Team()
    office = visit(OFFICE)
    sign_in(office, team.bureau)
    office.goto("/programme/acceptances/")
    office.get_by_role("link", name="启动验收").click()
    press(office, "启动验收")
    expect(office.get_by_role("heading", level=1)).to_contain_text("目前 0.00 / 10 分")
    sheet = office.url
    phone = visit(PHONE)
    sign_in(phone, team.auditor)
    phone.goto(sheet)
    phone.get_by_role("link", name="去现场评分").click()
    expect(phone.get_by_text("设备在用吗？")).to_be_visible()
    nothing_serious(phone)
    phone.get_by_label("得分").fill("1.25")
    phone.get_by_label("理由和看到的情况").fill("四件设备都在用")
    press(phone, "记下评分")
    expect(phone.get_by_text("评分已记下。")).to_be_visible()
    site = Acceptance.objects.get().items.get(column="on_site")
    sign_in(office, team.bureau)
    office.goto(site.get_absolute_url())
    press(office, "同意这个分数")
    expect(office.get_by_text("复核完成，分数生效。")).to_be_visible()
    office.goto(sheet)
    nothing_serious(office)
    office.get_by_role("link", name="送达评分").click()
    press(office, "送达评分")
    operator = visit(OFFICE)
    sign_in(operator, team.operator)
    operator.goto(sheet)
    operator.get_by_role("link", name="1.2 任务1.2").click()
    operator.get_by_role("main").locator("form[action$='/answer/'] textarea").fill("台账已补齐")
    press(operator, "答复")
    operator.goto(sheet)
    operator.get_by_role("link", name="无补充意见").click()
    press(operator, "无补充意见")
    sign_in(phone, team.auditor)
    phone.goto(sheet)
    phone.get_by_role("link", name="1.2 任务1.2").click()
    phone.get_by_role("main").locator("form[action$='/judge/'] textarea").fill("仍缺一月")
    press(phone, "答复")
    sign_in(office, team.bureau)
    office.goto(sheet)
    office.get_by_role("link", name="作出结论").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("1.25 分，较差")
    press(office, "签批结论")
    expect(office.get_by_role("heading", level=1)).to_contain_text("验收结论：1.25 分，较差")
    expect(office.get_by_role("button", name="封存进卷宗")).to_be_visible()
