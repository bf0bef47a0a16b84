"""A subsidy on public notice with an objection, and one that is being written."""

from tests.approvals.walk import draft, hand_in, people, policy, published, vote

from ezhen.approvals import api
from ezhen.approvals.models import Case, Certificate
from ezhen.core import jobs


def add(scene):
    """The workshop's own application; the notice of another one."""
    policy()
    case = draft(scene.organisation)
    paper = hand_in(case, "business_licence_copy")
    _other, notice = published(people())
    objection = api.object_to(
        notice=notice, text="销售额不实", phone="13900002222", at=notice.published_at
    )
    jobs.run_until_idle()
    return {
        "approvals/cases/": {"uuid": case.uuid, "paper": paper.uuid},
        "approvals/open/": {"code": "subsidy", "offer": "tested"},
        "approvals/objections/": {"uuid": objection.uuid},
        "notices/": {"uuid": notice.uuid},
        "objections/": {"uuid": objection.uuid},
        "licence/": {"code": certificate().code},
        "votes/": {"uuid": vote().uuid},
    }


def certificate():
    """Something granted that may be verified."""
    case = Case.objects.get(code="policy")
    made = Certificate(case=case, code="23456789ABCD", at=case.closed_at)
    made.save()
    return made
