"""Each of the fourteen procedures, start to end, in the browser, by the people concerned."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.approvals.walk import policy
from tests.factories import make_organisation, make_user, member_of
from tests.journeys.conftest import OFFICE

from ezhen.accounts.enums import Role
from ezhen.approvals import api
from ezhen.approvals.definitions import EXCLUSIVE, StageKind
from ezhen.approvals.models import Case, Notice
from ezhen.core import crypto

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODES = [
    "policy",
    "subsidy",
    "leading_support",
    "brand_rules",
    "brand_licence",
    "brand_vote",
    "trademark",
    "contest_prize",
    "station",
    "tenancy",
    "tenancy_exit",
    "standard",
    "third_party",
    "annual_figures",
    "acceptance",
]
PAPER = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nx\n%%EOF\n"}
PERSONAL = {"phone": "0355-7212345", "bank": "6222020000000000"}


def value_of(field, definition):
    """Something that fits a field."""
    if field.personal in PERSONAL:
        return PERSONAL[field.personal]
    if field.name in {definition.granted, definition.amount}:
        return "800" if field.name == definition.granted else "880"
    if field.type in {"money", "number", "integer"}:
        return "2026" if field.name == "year" else "88"
    if field.type == "date":
        later = 600 if field.name in {"until", "ends_on"} else 0
        return (timezone.localdate() + dt.timedelta(days=later)).isoformat()
    return "一行一个\n第二个" if field.name == "entries" else "如实填写"


def fill(page, form, fields, definition):
    """Fill every field of a form in as a person would."""
    for field in fields:
        place = page.locator(f'{form} [name="{field.name}"]')
        if field.type in {"yes_no", "choices"} or place.first.get_attribute("type") == "radio":
            place.first.check(force=True)
        elif place.evaluate("element => element.tagName") == "SELECT":
            place.select_option(index=1)
        else:
            place.fill(value_of(field, definition))


def put_in_papers(page, asks):
    """Hand in each paper that is required."""
    for ask in asks:
        if ask.required:
            form = page.locator("form.ez-put", has=page.locator(f'[value="{ask.document}"]'))
            form.locator("input[type=file]").set_input_files(PAPER)
            form.get_by_role("button", name="上传").click()
            expect(page.get_by_text("已存好").or_(page.get_by_text("材料已归档"))).to_be_visible()


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def apply(page, definition):
    """From the list of what can be applied for to an application sent in."""
    page.goto("/approvals/open/")
    page.locator(f'form[action$="/{definition.code}/start/"] button').click()
    fill(page, "#application", definition.fields, definition)
    page.get_by_role("heading", level=1).click()
    all_filled = f"{sum(f.required for f in definition.fields)}"
    expect(page.locator("#ez-tasklist")).to_contain_text(f"必填 {all_filled}/{all_filled}")
    expect(page.locator(".ez-saved")).to_contain_text("已自动保存")
    put_in_papers(page, definition.papers)
    page.get_by_role("main").get_by_role("link", name="核对提交").first.click()
    page.locator("[name=promise]").check()
    press(page, "提交")
    expect(page.get_by_text("已提交，编号")).to_be_visible()


def actor(stage, case, cast):
    """Who does a stage: the applicant, or a person of the role who holds no other power."""
    if "applicant" in stage.roles:
        return case.applicant
    role = next(role for role in stage.roles if role in Role.values)
    key = stage.kind if stage.kind in EXCLUSIVE else f"{role}, any"
    return cast.setdefault((role, key), make_user(role=role))


def notice_is_over(case):
    """The days of the notice have gone by."""
    for notice in Notice.objects.filter(case=case, fell_at=None):
        day = timezone.localdate() - dt.timedelta(days=1)
        Notice.objects.filter(pk=notice.pk).update(end_key=f"{day}/{notice.uuid}")


@pytest.mark.parametrize("code", CODES)
def test_procedure_is_walked_from_application_to_its_end(code, visit, sign_in):
    crypto.ensure_master_key()
    definition = api.procedure(code)
    if code == "subsidy":
        policy()
    if definition.applicants == ("operator",):
        applicant = make_user(role="operator")
    else:
        applicant = member_of(make_organisation())
    page = visit(OFFICE)
    sign_in(page, applicant)
    apply(page, definition)
    case = Case.objects.get(code=code)
    cast = {}
    for stage in definition.stages[1:]:
        notice_is_over(case)
        case.refresh_from_db()
        assert case.stage == stage.code
        sign_in(page, actor(stage, case, cast))
        page.goto(case.get_absolute_url())
        put_in_papers(page, stage.papers)
        if stage.kind != StageKind.VOTE:
            fill(page, "#decide", stage.fields, definition)
        page.locator("button[name=decision][value=pass]").click()
        expect(page.get_by_text(f"已办：{stage.title}")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "granted"
    expect(page.get_by_role("heading", level=1)).to_contain_text("已批准")


def test_the_fourteen_are_the_packs():
    assert sorted(CODES) == sorted(api.procedures())
