"""The pages of approvals: what each chair sees, saves, decides, and what they are refused."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.approvals.walk import (
    MONDAY,
    SUBSIDY,
    draft,
    hand_in,
    pay,
    people,
    policy,
    published,
    sent,
    step,
)
from tests.factories import make_organisation, make_user, member_of

from ezhen.approvals import api
from ezhen.approvals.models import Case
from ezhen.approvals.queries.case import opened
from ezhen.core.models import LogEntry

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def enter(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def who():
    policy()
    return people()


def at(case, name, **more):
    return reverse(f"approvals:{name}", args=[case.uuid, *more.values()])


def decide(client, case, stage, decision="pass", **values):
    case.refresh_from_db()
    facts = {"stage": stage, "decision": decision, "revision": case.revision}
    return client.post(at(case, "decide"), facts | {"comment": "", "internal": ""} | values)


def test_applicant_begins_saves_and_sends_on_pages(enter, who):
    firm = make_organisation(phone="0355-7212345")
    client = enter(member_of(firm))
    assert "奖补申报" in client.get(reverse("approvals:open")).text

    client.post(reverse("approvals:start", args=["subsidy"]))
    case = Case.objects.get(organisation=firm)
    page = client.get(case.get_absolute_url()).text
    assert firm.credit_code in page
    assert "035****2345" in page  # known from the registration, only masked
    assert "还差" in page

    values = {name: value for name, value in SUBSIDY.items() if name != "phone"}
    answer = client.post(
        at(case, "save"), values | {"phone": "", "revision": case.revision}, **HTMX
    )
    assert "已自动保存" in answer.text
    assert "必填 6/6" in answer.text

    for paper in ("business_licence_copy", "sales_growth_material"):
        file = SimpleUploadedFile("材料.pdf", b"%PDF-1.4\npaper\n%%EOF\n")
        client.post(at(case, "hand_in"), {"document": paper, "file": file})
    case.refresh_from_db()
    page = client.get(at(case, "check")).text
    assert "核对无误后提交" in page

    refused = client.post(at(case, "check"), {"revision": case.revision})
    assert refused.status_code == 422
    assert "请先勾选承诺" in refused.text
    client.post(at(case, "check"), {"promise": "on", "revision": case.revision})
    case.refresh_from_db()
    assert case.state == "running"
    assert "项目部正在审核材料" in client.get(case.get_absolute_url()).text


def test_what_cannot_be_read_is_said_while_typing_and_the_rest_is_kept(enter, who):
    case = draft()
    client = enter(case.applicant)
    answer = client.post(
        at(case, "save"),
        SUBSIDY | {"asked": "很多", "facts": "新的", "revision": case.revision},
        **HTMX,
    )
    assert "申请金额" in answer.text
    case.refresh_from_db()
    assert case.data["facts"] == "新的"
    assert case.data["asked"] == "8600.00"


def test_same_values_saved_again_make_no_new_version(enter, who):
    case = draft()
    client = enter(case.applicant)
    client.post(at(case, "save"), SUBSIDY | {"revision": case.revision}, **HTMX)
    before = case.revision
    case.refresh_from_db()
    assert case.revision == before


def test_second_window_is_told_that_somebody_saved_first(enter, who):
    case = draft()
    client = enter(case.applicant)
    seen = case.revision
    client.post(at(case, "save"), SUBSIDY | {"facts": "一", "revision": seen}, **HTMX)
    answer = client.post(at(case, "save"), SUBSIDY | {"facts": "二", "revision": seen}, **HTMX)
    assert "同事刚保存过" in answer.text
    case.refresh_from_db()
    assert case.data["facts"] == "一"


def test_check_page_names_what_lacks_and_locks_the_button(enter, who):
    case = draft(asked="")
    page = enter(case.applicant).get(at(case, "check")).text
    assert "缺材料" in page
    assert "先补齐所缺的，就能提交" in page


def test_next_application_begins_with_what_the_last_one_said(who):
    first = sent()
    second = api.start_case(
        definition=api.procedure("subsidy"), organisation=first.organisation, by=first.applicant
    )
    fields = {one.name: one for one in api.procedure("subsidy").fields}
    assert opened(fields["phone"], second.data) == SUBSIDY["phone"]
    assert opened(fields["contact"], second.data) == SUBSIDY["contact"]
    assert "asked" not in second.data


def test_reviewer_returns_and_sees_afterwards_what_changed(enter, who):
    case = sent()
    client = enter(who["review"])
    assert case.number in client.get(reverse("approvals:cases")).text

    refused = decide(client, case, "review", "return")
    assert refused.status_code == 422
    assert "请写明原因，申请人会看到。" in refused.text
    decide(client, case, "review", "return", comment="金额写错", internal="看着像多报")
    case.refresh_from_db()
    assert case.state == "returned"

    theirs = enter(case.applicant)
    page = theirs.get(case.get_absolute_url()).text
    assert "金额写错" in page
    assert "看着像多报" not in page
    theirs.post(at(case, "save"), SUBSIDY | {"asked": "7000", "revision": case.revision}, **HTMX)
    case.refresh_from_db()
    theirs.post(at(case, "check"), {"promise": "on", "revision": case.revision})

    page = enter(who["review"]).get(case.get_absolute_url()).text
    assert "比第" in page
    assert "8,600.00" in page
    assert "7,000.00" in page
    assert "看着像多报" in page


def test_two_reviewers_at_once_the_second_is_told(enter, who):
    case = sent()
    first, second = who["review"], make_user(role="operator")
    step(case, "review", first, {"opinion": "可"})
    answer = decide(enter(second), case, "review", opinion="不可")
    assert answer.status_code == 302
    page = enter(second).get(answer["Location"]).text
    assert "这一步已有人办了，请刷新页面。" in page


def test_each_chair_sees_only_its_own_form(enter, who):
    case = sent()
    assert 'name="opinion"' in enter(who["review"]).get(case.get_absolute_url()).text
    for other in (who["approve"], make_user(role="auditor"), case.applicant):
        assert "decision" not in enter(other).get(case.get_absolute_url()).text


def test_one_who_reviewed_is_told_why_he_cannot_pay(enter, who):
    case, _notice = published(who)
    page = enter(who["review"]).get(case.get_absolute_url()).text
    assert "您已是这份申请的审核人，这一步要由别人办。" in page
    assert "登记付款" not in page


def test_payer_pays_with_the_account_of_last_time(enter, who):
    first, _notice = published(who)
    pay(first, who["pay"])
    others = people()
    case = sent(first.organisation)
    case = step(case, "review", others["review"], {"opinion": "可"})
    case = step(case, "approve", others["approve"], {"approval_no": "2", "granted": "100"})
    api.publish_notice(case=case, stage="publicise", by=others["publicise"], at=MONDAY)
    client = enter(others["pay"])
    assert "****0000" in client.get(case.get_absolute_url()).text
    answer = decide(client, case, "pay", voucher="P-2", account="")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.stage == "receive"
    assert case.payment.voucher == "P-2"


def test_more_than_asked_is_said_at_the_field(enter, who):
    case = sent()
    case = step(case, "review", who["review"], {"opinion": "可"})
    answer = decide(enter(who["approve"]), case, "approve", approval_no="1", granted="9000")
    assert answer.status_code == 422
    assert "8600" in answer.text


def test_application_of_another_house_is_not_there(enter, who):
    case = sent()
    stranger = enter(member_of(make_organisation()))
    for name in ("case", "check"):
        assert stranger.get(at(case, name)).status_code == 404
    for name in ("save", "withdraw", "take_back", "reveal", "hand_in", "decide"):
        assert stranger.post(at(case, name)).status_code == 404


def test_draft_is_seen_by_its_writers_alone(enter, who):
    case = draft()
    assert enter(who["review"]).get(case.get_absolute_url()).status_code == 404
    assert enter(case.applicant).get(case.get_absolute_url()).status_code == 200


def test_personal_values_show_once_with_a_reason_in_the_log(enter, who):
    case = sent()
    client = enter(who["review"])
    assert SUBSIDY["phone"] not in client.get(case.get_absolute_url()).text
    assert SUBSIDY["phone"] in client.post(at(case, "reveal"), {"reason": "核对联系人"}).text
    entry = LogEntry.objects.get(action="approvals.reveal_case")
    assert "核对联系人" in entry.facts


def test_auditor_looks_and_does_nothing(enter, who):
    case = sent()
    client = enter(make_user(role="auditor"))
    assert client.get(case.get_absolute_url()).status_code == 200
    decide(client, case, "review", opinion="可")
    case.refresh_from_db()
    assert case.stage == "review"


def test_taken_back_application_shows_that_its_approval_fell(enter, who):
    case, _notice = published(who)
    client = enter(case.applicant)
    client.post(at(case, "take_back"), {"reason": "金额写错"})
    page = client.get(case.get_absolute_url()).text
    assert "之前的批准不再有效" in page
    office = enter(who["review"])
    case.refresh_from_db()
    client = enter(case.applicant)
    client.post(at(case, "check"), {"promise": "on", "revision": case.revision})
    assert "原批复作废" in office.get(case.get_absolute_url()).text


def test_staff_answers_an_objection_on_the_case(enter, who):
    case, notice = published(who)
    objection = api.object_to(
        notice=notice, text="不实", phone="13900002222", at=notice.published_at
    )
    client = enter(who["publicise"])
    assert objection.number in client.get(reverse("approvals:cases")).text
    empty = client.post(reverse("approvals:answer", args=[objection.uuid]), {"result": "rejected"})
    assert empty.status_code == 422
    client.post(
        reverse("approvals:answer", args=[objection.uuid]),
        {"result": "rejected", "answer": "后台数据属实"},
    )
    objection.refresh_from_db()
    assert objection.result == "rejected"
    assert "不实" not in enter(case.applicant).get(case.get_absolute_url()).text


def test_list_takes_the_same_queries_for_1_and_3_applications(
    enter, who, django_assert_num_queries, django_assert_max_num_queries
):
    sent()
    client = enter(who["review"])
    client.get(reverse("approvals:cases"))
    with django_assert_max_num_queries(14) as first:
        client.get(reverse("approvals:cases"))
    sent()
    sent()
    with django_assert_num_queries(len(first)):
        page = client.get(reverse("approvals:cases")).text
    assert page.count("奖补申报</a>") == 3


def test_list_goes_out_as_excel(enter, who):
    sent()
    answer = enter(who["review"]).get(reverse("approvals:cases") + "?as=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_two_characters_find_an_application(enter, who):
    case = sent(make_organisation(name="石峪面坊"))
    sent()
    page = enter(who["review"]).get(reverse("approvals:cases") + "?part=all&q=石峪").text
    assert case.number in page
    assert page.count("奖补申报</a>") == 1


def test_wrong_paper_is_taken_out_while_it_is_written_and_not_later(enter, who):
    case = draft()
    paper = hand_in(case, "business_licence_copy")
    client = enter(case.applicant)
    client.post(at(case, "take_out", paper=paper.uuid))
    paper.refresh_from_db()
    assert paper.withdrawn_at
    other = sent()
    kept = hand_in(other, "business_licence_copy")
    enter(other.applicant).post(at(other, "take_out", paper=kept.uuid))
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


# ---- offers


@pytest.fixture
def measured(monkeypatch):
    from ezhen.approvals.queries import offer

    found = {}
    monkeypatch.setitem(offer._measures, "trace.passed_share", lambda firm: found.get(firm.pk))
    return found


def test_what_the_data_grant_is_offered_and_sent_with_one_press(enter, who, measured):
    firm = make_organisation(phone="0355-7212345")
    measured[firm.pk] = Decimal("0.98")
    client = enter(member_of(firm))
    assert "免申即享：批批检验奖补" in client.get("/home/").text
    client.post(reverse("approvals:accept", args=["subsidy", "tested"]))
    case = Case.objects.get(organisation=firm)
    assert (case.state, case.stage, str(case.amount)) == ("running", "review", "2000.00")
    assert "98.0%" in case.steps.get(decision="sent").comment
    assert "免申即享" not in client.get("/home/").text
    client.post(reverse("approvals:accept", args=["subsidy", "tested"]))
    assert Case.objects.filter(organisation=firm).count() == 1


def test_nothing_is_offered_below_the_mark_or_without_a_policy(who, measured):
    firm = make_organisation()
    measured[firm.pk] = Decimal("0.94")
    assert api.offers_for(firm) == []
    measured[firm.pk] = Decimal("0.95")
    assert [offer.rule.code for offer in api.offers_for(firm)] == ["tested"]
    rule = Case.objects.get(code="policy")
    api.end_grant(case=rule, reason="修订", by=make_user(role="bureau"))
    assert api.offers_for(firm) == []


def test_applicant_confirms_without_a_field_for_internal_notes(enter, who):
    case, _notice = published(who)
    pay(case, who["pay"])
    page = enter(case.applicant).get(case.get_absolute_url()).text
    assert "确认领取" in page
    assert "内部备注" not in page
    decide(enter(case.applicant), case, "receive", received_by="王建平")
    case.refresh_from_db()
    assert case.state == "granted"
