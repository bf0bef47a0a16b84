"""Walking a case through its stages, for tests."""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import make_organisation, make_user, member_of

from ezhen.approvals import api
from ezhen.archive.api import Subject, add_document

MONDAY = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)  # 10:00 in the town
AFTER_NOTICE = dt.datetime(2026, 11, 17, 2, tzinfo=dt.UTC)
SUBSIDY = {
    "policy": "reward",
    "item": "sales",
    "facts": "网店年销售额翻番",
    "asked": "8600",
    "contact": "王建平",
    "phone": "13800001111",
}


def paper():
    return SimpleUploadedFile("材料.pdf", b"%PDF-1.4\npaper\n%%EOF\n")


def hand_in(case, *types, by=None):
    """Put papers of these types to a case."""
    for one in types:
        subject = Subject("case", str(case.uuid))
        made = add_document(type=one, subject=subject, file=paper(), by=by or case.applicant)
    return made


def people():
    """One person for each power."""
    return {
        "review": make_user(role="operator"),
        "approve": make_user(role="bureau"),
        "publicise": make_user(role="bureau"),
        "pay": make_user(role="operator"),
    }


def policy(kind="reward", at=MONDAY):
    """A policy in force, so that a subsidy has something to rest on."""
    start = make_user(role="operator")
    who = people()
    values = {
        "name": "电商奖补办法",
        "kind": kind,
        "basis": "专项资金管理办法",
        "object": "电商企业",
        "standard": "按销售额",
        "budget": "500000",
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
    }
    earlier = at - dt.timedelta(days=40)
    case = api.start_case(definition=api.procedure("policy"), by=start, values=values, at=earlier)
    hand_in(case, "policy_document")
    case = api.send_case(case=case, expects=case.revision, by=start, at=earlier)
    reviewer = make_user(role="bureau")
    case = step(case, "review", reviewer, {"opinion": "可行"}, at=earlier)
    case = step(case, "approve", who["approve"], {"approval_no": "襄商〔2026〕1号"}, at=earlier)
    api.publish_notice(case=case, stage="publicise", by=who["publicise"], at=earlier)
    return step(case, "archive", make_user(role="operator"), {}, at=at - dt.timedelta(days=10))


def vote(by=None):
    """A public vote that is open."""
    by = by or make_user(role="operator")
    values = {"title": "品牌评选", "entries": "襄垣味道\n古韩好物", "ends_on": "2026-12-01"}
    case = api.start_case(definition=api.procedure("brand_vote"), by=by, values=values)
    hand_in(case, "brand_proposal")
    return api.send_case(case=case, expects=case.revision, by=by)


def step(case, stage, by, values, at=MONDAY, **more):
    case.refresh_from_db()
    return api.pass_stage(case=case, stage=stage, by=by, values=values, at=at, **more)


def draft(firm=None, at=MONDAY, **values):
    firm = firm or make_organisation()
    return api.start_case(
        definition=api.procedure("subsidy"),
        organisation=firm,
        by=member_of(firm),
        values=SUBSIDY | values,
        at=at,
    )


def sent(firm=None, at=MONDAY, **values):
    case = draft(firm, at=at, **values)
    hand_in(case, "business_licence_copy", "sales_growth_material")
    return api.send_case(case=case, expects=case.revision, by=case.applicant, at=at)


def approved(who, at=MONDAY, granted="8000", **values):
    case = sent(at=at, **values)
    case = step(case, "review", who["review"], {"opinion": "材料齐全"}, at=at)
    facts = {"approval_no": "襄商〔2026〕12号", "granted": granted}
    return step(case, "approve", who["approve"], facts, at=at)


def published(who, at=MONDAY, **more):
    case = approved(who, at=at, **more)
    notice = api.publish_notice(case=case, stage="publicise", by=who["publicise"], at=at)
    case.refresh_from_db()
    return case, notice


def pay(case, by, at=AFTER_NOTICE, voucher="P-1", amount=None):
    return api.pay_case(
        case=case,
        stage="pay",
        by=by,
        at=at,
        values={"voucher": voucher, "account": "6222020000000000"},
        amount=None if amount is None else Decimal(amount),
    )


def licensed(until=None):
    """A brand licence that was granted."""
    firm, who = make_organisation(), people()
    by = member_of(firm)
    values = {
        "products": "手工挂面、空心挂面",
        "quality": "批批检验",
        "output": "320 吨",
        "contact": "王建平",
        "phone": "13800001111",
    }
    definition = api.procedure("brand_licence")
    case = api.start_case(definition=definition, organisation=firm, by=by, values=values, at=MONDAY)
    hand_in(case, "business_licence_copy", "product_test_report", "quality_commitment_letter")
    case = api.send_case(case=case, expects=case.revision, by=by, at=MONDAY)
    case = step(case, "review", who["review"], {"opinion": "符合用标条件"})
    facts = {"approval_no": "襄商〔2026〕15号", "products_granted": "手工挂面、空心挂面"}
    case = step(case, "approve", who["approve"], facts)
    api.publish_notice(case=case, stage="publicise", by=who["publicise"], at=MONDAY)
    hand_in(case, "authorisation_agreement", by=who["review"])
    case = step(case, "sign", who["pay"], {"agreement_no": "XY-3"}, at=AFTER_NOTICE)
    facts = {"certificate_no": "SQ-3", "until": str(until or "2028-11-16")}
    return step(case, "archive", make_user(role="bureau"), facts, at=AFTER_NOTICE)
