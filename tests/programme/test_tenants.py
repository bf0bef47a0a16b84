"""A granted place becomes a row by itself, with its plan; a granted exit ends it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.approvals.walk import MONDAY, hand_in, licensed, people, step
from tests.factories import credit_code, make_organisation, member_of, today
from tests.programme.chain import ago
from tests.programme.places import TENANT

from ezhen.approvals import api as approvals
from ezhen.core.errors import NotAllowed
from ezhen.core.periods import period_of
from ezhen.figures.api import dataset, save_filing
from ezhen.programme import api
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import GrowthStep
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

pytestmark = pytest.mark.django_db
PLACE = {"trade": "挂面网店", "team": "4", "desks": "2", "source": "new", "plan": "开两家网店"}
STANDS = RecordState.STANDS


def admitted(firm=None, until="2028-11-01", at=MONDAY):
    """A firm whose application for a place was granted."""
    firm, who = firm or make_organisation(name="韩小二杂粮铺"), people()
    by = member_of(firm)
    definition = approvals.procedure("tenancy")
    case = approvals.start_case(
        definition=definition, organisation=firm, by=by, values=PLACE, at=at
    )
    hand_in(case, "business_licence_copy", "qualification_certificate")
    case = approvals.send_case(case=case, expects=case.revision, by=by, at=at)
    case = step(case, "review", who["review"], {"opinion": "可行"}, at=at)
    facts = {"approval_no": "襄商〔2026〕18号", "office": "209 号办公室"}
    case = step(case, "approve", who["approve"], facts, at=at)
    hand_in(case, "tenancy_agreement", by=who["pay"])
    case = step(case, "sign", who["pay"], {"agreement_no": "RZ-9", "until": until}, at=at)
    hand_in(case, "enterprise_development_plan", "team_roster", by=who["pay"])
    return step(case, "deliver", who["pay"], {"mentor": "郭晓燕"}, at=at)


def left(firm, leaves_on=None, at=MONDAY):
    """An exit that was granted."""
    who, by = people(), member_of(firm)
    leaves_on = (leaves_on or today()).isoformat()
    values = {"leaves_on": leaves_on, "reason": "grown", "why": "自建厂房"}
    case = approvals.start_case(
        definition=approvals.procedure("tenancy_exit"),
        organisation=firm,
        by=by,
        values=values,
        at=at,
    )
    case = approvals.send_case(case=case, expects=case.revision, by=by, at=at)
    case = step(case, "review", who["review"], {"opinion": "同意退出"}, at=at)
    facts = {"owed": "0", "keys_back": True, "things_back": "齐全"}
    case = step(case, "settle", who["pay"], facts, at=at)
    case = step(case, "approve", who["approve"], {"approval_no": "襄商〔2026〕40号"}, at=at)
    return step(case, "archive", who["pay"], {}, at=at)


def test_granted_place_is_a_row_with_its_papers():
    case = admitted()
    row = registers.rows("tenancies", states=STANDS).get()
    assert (row.uuid, row.organisation) == (case.uuid, case.organisation)
    data = row.data
    assert (data["office"], data["until"], data["desks"]) == ("209 号办公室", "2028-11-01", 2)
    assert (data["admitted_on"], data["agreement"], data["plan"]) == ("2026-11-02", "RZ-9", True)
    there = set(registers.rows("tenancies", states=STANDS).values_list("papers_missing", flat=True))
    assert there == {1}  # the application form is printed by the worker


def test_row_that_was_typed_before_is_brought_up_to_date(chain):
    firm = make_organisation(name="韩小二杂粮铺")
    typed = registers.enter_record(
        register="tenancies",
        values={
            "applied_on": "2026-03-01",
            "firm": "韩小二",
            "credit_code": firm.credit_code,
            "source": "new",
            "team": "3",
            "plan": "no",
            "revenue": "180000",
        },
        by=chain.operator,
    )
    admitted(firm)
    row = registers.rows("tenancies", states=STANDS).get()
    assert (row.uuid, row.data["firm"], row.data["team"]) == (typed.uuid, "韩小二杂粮铺", 4)
    assert row.data["revenue"] == "180000.00"


def test_granted_exit_ends_the_tenancy_and_keeps_the_row():
    case = admitted()
    left(case.organisation)
    row = registers.rows("tenancies", states=STANDS).get()
    assert row.data["left_on"] == today().isoformat()
    case.refresh_from_db()
    assert approvals.stands(case) == "revoked"
    assert not approvals.granted_cases("tenancy").exists()
    again = admitted(case.organisation, at=MONDAY + dt.timedelta(days=14))
    rows = registers.rows("tenancies", states=STANDS)
    assert rows.count() == 2
    assert rows.get(uuid=again.uuid).data.get("left_on") is None


def test_place_that_is_taken_back_ends_the_tenancy(chain):
    case = admitted()
    approvals.end_grant(case=case, reason="长期空置", by=chain.operator)
    assert registers.rows("tenancies", states=STANDS).get().data["left_on"] == str(today())


def planned(chain, tenant, **facts):
    facts = {"goal": "店铺月销 5 万元", "measure": "平台后台", "mentor": "郭晓燕"} | facts
    facts.setdefault("due_on", today())
    return api.plan_growth(tenant=tenant, by=chain.operator, **facts)


def test_plan_goes_from_goal_to_proof_and_the_tenant_reads_it(chain):
    case = admitted()
    member = member_of(case.organisation)
    with pytest.raises(StepRefused, match="还没有规划"):
        api.acknowledge_plan(tenant=case.uuid, by=member)
    one = planned(chain, case.uuid)
    api.acknowledge_plan(tenant=case.uuid, by=member)
    with pytest.raises(StepRefused, match="确认过"):
        api.acknowledge_plan(tenant=case.uuid, by=member)
    for stranger in (chain.operator, member_of(make_organisation())):
        with pytest.raises(NotAllowed):
            api.acknowledge_plan(tenant=case.uuid, by=stranger)
    with pytest.raises(StepRefused, match="结果"):
        api.end_growth(step=one, is_done=True, result=" ", by=chain.operator)
    done = api.end_growth(step=one, is_done=True, result="10 月 5.2 万元", by=chain.operator)
    assert (done.state, done.ended_on) == ("done", today())
    with pytest.raises(StepRefused, match="已办结"):
        api.end_growth(step=one, is_done=False, result="x", by=chain.operator)
    with pytest.raises(NotAllowed):
        api.plan_growth(
            tenant=case.uuid, goal="a", measure="b", due_on=today(), mentor="c", by=member
        )
    for bad in ({"due_on": ago(1)}, {"goal": " "}, {"mentor": ""}):
        with pytest.raises(StepRefused):
            planned(chain, case.uuid, **bad)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_growthstep SET state = 'planned'")


def test_proof_of_a_step_opens_for_its_tenant_and_no_other(client_as, chain):
    case = admitted()
    one = planned(chain, case.uuid)
    picture = SimpleUploadedFile("shop.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf")
    api.end_growth(step=one, is_done=True, result="已达成", file=picture, by=chain.operator)
    one.refresh_from_db()
    url = reverse("archive:download", args=[one.file.uuid])
    assert client_as(member_of(case.organisation)).get(url).status_code == 200
    assert client_as("auditor").get(url).status_code == 200
    assert client_as(member_of(make_organisation())).get(url).status_code in {403, 404}


def test_step_for_a_row_that_was_typed_says_that_it_has_a_plan(chain):
    values = TENANT | {"plan": "no"}
    row = registers.enter_record(register="tenancies", values=values, by=chain.operator)
    planned(chain, row.uuid)
    row.refresh_from_db()
    assert row.data["plan"] is True


def test_tenant_sees_its_own_page_and_no_other(client_as, chain):
    case = admitted()
    one = planned(chain, case.uuid)
    other = admitted(make_organisation(name="青禾直播服务部"), at=MONDAY)
    client = client_as(member_of(case.organisation))
    assert "一对一规划有新内容" in client.get(reverse("home")).text
    listed = client.get(reverse("programme:tenants")).text
    assert "韩小二杂粮铺" in listed
    assert "青禾直播服务部" not in listed
    assert client.get(reverse("programme:tenant", args=[other.uuid])).status_code == 404
    url = reverse("programme:tenant", args=[case.uuid])
    page = client.get(url).text
    assert "店铺月销 5 万元" in page
    assert "申请退出" in page
    client.post(reverse("programme:acknowledge", args=[case.uuid]))
    assert "企业已于" in client.get(url).text
    keeper = client_as(chain.operator)
    GrowthStep.objects.filter(pk=one.pk).update(due_on=ago(3))
    assert "店铺月销 5 万元" in keeper.get(reverse("home")).text
    assert "规划事项逾期 1 项" in keeper.get(reverse("programme:tenants")).text
    new = reverse("programme:new_growth", args=[case.uuid])
    assert keeper.post(new, {"goal": "上架 10 个品"}).status_code == 422
    facts = {"goal": "上架 10 个品", "measure": "店铺后台", "due_on": today(), "mentor": "连慧敏"}
    assert keeper.post(new, facts).status_code == 302
    end = reverse("programme:end_growth", args=[one.uuid])
    assert keeper.post(end, {"result": ""}).status_code == 422
    assert keeper.post(end, {"result": "转做直播", "drop": "1"}).status_code == 302
    assert "已取消" in keeper.get(url).text


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_tenants_asks_the_same_number_of_times(
    client_as, chain, count, django_assert_num_queries
):
    for number in range(count):
        values = {
            "applied_on": "2026-03-01",
            "firm": f"企业{number}",
            "credit_code": credit_code(880_000 + number),
            "source": "new",
            "team": "3",
            "plan": "no",
            "admitted_on": "2026-03-09",
        }
        row = registers.enter_record(register="tenancies", values=values, by=chain.operator)
        planned(chain, row.uuid)
    client = client_as("auditor")
    client.get(reverse("programme:tenants"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("programme:tenants"))


QUERIES = 9


# ---- the brand


def test_granted_licence_is_a_row_and_counts_what_was_sold_under_it(client_as, chain):
    case = licensed()
    row = registers.rows("brand_licences", states=STANDS).get()
    assert (row.uuid, row.data["certificate"]) == (case.uuid, "SQ-3")
    assert row.data["noticed_on"] == "2026-11-02"
    definition = dataset("monthly_sales")
    period = period_of(definition.grain, case.granted_on)
    numbers = {"platform": "9000", "total": "9000", "brand": "4200.50", "orders": "80"}
    zeros = dict.fromkeys(("livestream", "group", "crossborder", "offline"), "0")
    save_filing(
        definition=definition,
        period=period,
        organisation=case.organisation,
        values=numbers | zeros,
        by=member_of(case.organisation),
        send=True,
        at=timezone.make_aware(dt.datetime.combine(period.last + dt.timedelta(3), dt.time(9))),
    )
    assert api.count_brand_sales() == 1
    assert api.count_brand_sales() == 0
    row.refresh_from_db()
    assert row.data["sales"] == "4200.50"
    client = client_as(member_of(case.organisation))
    assert "有效授权 1 份" in client.get(reverse("programme:licences")).text
    page = client.get(reverse("programme:licence", args=[row.uuid])).text
    assert "用标销售 ¥4,200.50" in page
    other = client_as(member_of(make_organisation()))
    assert other.get(reverse("programme:licence", args=[row.uuid])).status_code == 404


def test_keeper_is_told_of_licences_that_end_and_firms_that_report_nothing(client_as, chain):
    firm = make_organisation(name="漳源手工挂面坊")
    values = {
        "granted_on": ago(200).isoformat(),
        "firm": firm.name,
        "application": "SQ-1",
        "approval": "襄商〔2026〕2号",
        "noticed_on": ago(210).isoformat(),
        "agreement": "XY-1",
        "certificate": "GHSQ-1",
        "products": "手工挂面",
        "until": (today() + dt.timedelta(days=20)).isoformat(),
    }
    row = registers.enter_record(register="brand_licences", values=values, by=chain.operator)
    type(row).objects.filter(pk=row.pk).update(organisation=firm)
    home = client_as(chain.operator).get(reverse("home")).text
    assert "品牌授权将到期：漳源手工挂面坊" in home
    assert "三个月未报用标销售：漳源手工挂面坊" in home
