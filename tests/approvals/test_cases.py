"""A subsidy from application to receipt, and every way it must not go."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from tests.approvals.walk import (
    AFTER_NOTICE,
    MONDAY,
    approved,
    draft,
    hand_in,
    pay,
    people,
    policy,
    published,
    sent,
    step,
    vote,
)
from tests.factories import make_organisation, make_user, member_of

from ezhen.approvals import api
from ezhen.approvals.enums import CaseState, Decision
from ezhen.approvals.errors import (
    CaseChanged,
    CaseIncomplete,
    CaseRefused,
    NoticeRunning,
    ObjectionRefused,
    OnePersonTwoPowers,
    PaymentRefused,
)
from ezhen.approvals.models import Case, CaseActor, CasePayment, Grant, Notice
from ezhen.approvals.queries.case import compared, queue_for, status_line
from ezhen.core.errors import AlreadyDone, NotAllowed

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def who():
    policy()
    return people()


def test_subsidy_goes_from_application_to_receipt(who):
    case, notice = published(who)
    assert notice.end_day == "2026-11-09"
    payment = pay(case, who["pay"])
    case = step(case, "receive", case.applicant, {"received_by": "王建平"}, at=AFTER_NOTICE)

    assert case.state == CaseState.GRANTED
    assert payment.cents == "000000800000"
    decisions = list(case.steps.order_by("pk").values_list("decision", flat=True))
    assert decisions == ["sent", "passed", "passed", "published", "paid", "passed"]


def test_what_is_missing_is_named_at_its_field(who):
    case = draft(asked="")
    with pytest.raises(CaseIncomplete) as refusal:
        api.send_case(case=case, expects=case.revision, by=case.applicant, at=MONDAY)
    fields = [field for field, _message in refusal.value.problems]
    assert fields == ["asked", "paper:business_licence_copy", "paper:sales_growth_material"]


def test_without_a_policy_in_force_nothing_is_sent():
    case = draft()
    hand_in(case, "business_licence_copy", "sales_growth_material")
    with pytest.raises(CaseRefused, match="政策"):
        api.send_case(case=case, expects=case.revision, by=case.applicant, at=MONDAY)


def test_withdrawn_policy_lets_open_applications_go_on_and_takes_no_new_ones(who):
    running = sent()
    rule = Case.objects.get(code="policy")
    api.end_grant(case=rule, reason="办法修订", by=make_user(role="bureau"), at=MONDAY + HOUR)

    step(running, "review", who["review"], {"opinion": "可"}, at=MONDAY + HOUR)
    with pytest.raises(CaseRefused):
        sent(at=MONDAY + HOUR)


def test_one_person_never_holds_two_powers(who):
    case = sent()
    case = step(case, "review", who["review"], {"opinion": "可"})
    facts = {"approval_no": "1", "granted": "8000"}
    case = step(case, "approve", who["approve"], facts)
    with pytest.raises(OnePersonTwoPowers):
        api.publish_notice(case=case, stage="publicise", by=who["approve"], at=MONDAY)
    api.publish_notice(case=case, stage="publicise", by=who["publicise"], at=MONDAY)
    case.refresh_from_db()
    with pytest.raises(OnePersonTwoPowers):
        pay(case, who["review"])


def test_database_refuses_one_person_a_second_power(who):
    case = approved(who)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseActor(case=case, user=who["review"], power="pay").save()


def test_role_decides_who_may_act(who):
    case = sent()
    with pytest.raises(CaseRefused):
        step(case, "review", make_user(role="bureau"), {"opinion": "可"})
    with pytest.raises(CaseRefused):
        step(case, "review", make_user(role="auditor"), {"opinion": "可"})


def test_second_reviewer_is_told_that_somebody_was_faster(who):
    case = sent()
    step(case, "review", who["review"], {"opinion": "可"})
    with pytest.raises(CaseChanged):
        step(case, "review", make_user(role="operator"), {"opinion": "不可"})


def test_reviewer_of_an_older_version_is_told(who):
    case = sent()
    with pytest.raises(CaseChanged):
        step(case, "review", who["review"], {"opinion": "可"}, revision=case.revision + 1)


def test_returned_application_shows_what_changed(who):
    case = sent()
    seen = case.revision
    case = api.return_case(
        case=case, stage="review", comment="缺发票", by=who["review"], at=MONDAY + HOUR
    )
    assert case.state == CaseState.RETURNED
    case = api.save_case(
        case=case, values={"asked": "7000"}, expects=case.revision, by=case.applicant
    )
    changes = [row for row in compared(case, seen) if row.is_changed]
    assert [(row.label, row.before, row.now) for row in changes] == [
        ("申请金额", "8,600.00", "7,000.00")
    ]


def test_edit_after_approval_makes_it_fall(who):
    case, notice = published(who)
    case = api.take_back_case(case=case, reason="金额写错", by=case.applicant, at=MONDAY + HOUR)

    assert (case.state, case.approved_revision, case.granted) == (CaseState.RETURNED, None, None)
    assert not Grant.objects.filter(case=case).exists()
    notice.refresh_from_db()
    assert notice.end_day == "9999-12-31"
    assert case.steps.filter(decision=Decision.VOIDED).exists()


def test_more_than_asked_is_not_granted(who):
    case = sent()
    case = step(case, "review", who["review"], {"opinion": "可"})
    with pytest.raises(CaseIncomplete) as refusal:
        step(case, "approve", who["approve"], {"approval_no": "1", "granted": "9000"})
    assert refusal.value.problems[0][0] == "granted"


def test_paying_before_the_notice_ends_is_refused(who):
    case, notice = published(who)
    with pytest.raises(NoticeRunning, match="2026-11-09"):
        pay(case, who["pay"], at=dt.datetime(2026, 11, 9, 15, 59, tzinfo=dt.UTC))
    pay(case, who["pay"], at=dt.datetime(2026, 11, 9, 16, 1, tzinfo=dt.UTC))
    assert notice.payments.count() == 0 or CasePayment.objects.count() == 1


def test_more_than_granted_is_not_paid(who):
    case, _notice = published(who)
    with pytest.raises(PaymentRefused):
        pay(case, who["pay"], amount="8000.01")


def test_voucher_is_used_once(who):
    first, _notice = published(who)
    pay(first, who["pay"])
    others = people()
    second, _notice = published(others)
    with pytest.raises(PaymentRefused) as refusal:
        pay(second, others["pay"])
    assert refusal.value.field == "voucher"
    assert Case.objects.get(pk=second.pk).stage == "pay"


def raw_payment(case, **facts):
    """A payment by raw SQL, past every rule of ours."""
    grant, notice = Grant.objects.get(case=case), Notice.objects.get(case=case, fell_at=None)
    row = {
        "uuid": uuid.uuid4().hex,
        "cents": "000000800000",
        "payee": str(case.organisation.uuid),
        "paid_day": "2026-11-17",
        "voucher": "RAW-1",
        "at": "2026-11-17 00:00:00+00:00",
        "by_id": make_user(role="operator").pk,
        "case_id": case.pk,
        "grant_key": grant.key,
        "notice_key": notice.end_key,
    } | facts
    names = ", ".join(row)
    places = ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO approvals_casepayment ({names}) VALUES ({places})", [*row.values()]
        )
        connection.check_constraints()


@pytest.mark.parametrize(
    "facts",
    [
        {"paid_day": "2026-11-09"},
        {"paid_day": "2026-11-03"},
        {"cents": "000000800001"},
        {"cents": "000000000000"},
        {"payee": "00000000-0000-0000-0000-000000000000"},
        {"notice_key": "2026-11-01/made-up"},
        {"grant_key": "000009900000/made-up"},
    ],
)
def test_raw_sql_cannot_pay_early_more_or_to_another(who, facts):
    case, _notice = published(who)
    with pytest.raises(IntegrityError):
        raw_payment(case, **facts)
    assert CasePayment.objects.count() == 0


def test_raw_sql_that_keeps_the_rules_is_taken(who):
    case, _notice = published(who)
    raw_payment(case)
    assert CasePayment.objects.count() == 1


@transaction.atomic
def move_end(notice, day):
    Notice.objects.filter(pk=notice.pk).update(end_key=f"{day}/{notice.uuid}")
    connection.check_constraints()


def test_end_of_a_notice_cannot_move_once_it_was_paid(who):
    case, notice = published(who)
    pay(case, who["pay"])
    with pytest.raises(IntegrityError):
        move_end(notice, "2026-11-02")
    with pytest.raises(CaseRefused):
        api.take_back_case(case=case, reason="后悔", by=case.applicant)


def test_objection_stops_the_clock_and_its_answer_starts_it_again(who):
    case, notice = published(who)
    at = dt.datetime(2026, 11, 4, 2, tzinfo=dt.UTC)
    objection = api.object_to(notice=notice, text="销售额不实", phone="13900002222", at=at)

    notice.refresh_from_db()
    assert notice.end_day == "9999-12-31"
    with pytest.raises(NoticeRunning):
        pay(case, who["pay"])
    with pytest.raises(IntegrityError):
        raw_payment(case)

    later = dt.datetime(2026, 11, 6, 2, tzinfo=dt.UTC)
    api.answer_objection(
        objection=objection, result="rejected", answer="后台数据属实", by=who["publicise"], at=later
    )
    notice.refresh_from_db()
    assert notice.end_day == "2026-11-12"
    assert api.objection_of(objection.number, "2222").answer == "后台数据属实"
    assert api.objection_of(objection.number, "2223") is None
    with pytest.raises(AlreadyDone):
        api.answer_objection(
            objection=objection, result="upheld", answer="又", by=who["publicise"], at=later
        )


def test_objection_in_the_last_minute_counts_and_a_minute_later_not(who):
    _case, notice = published(who)
    last = dt.datetime(2026, 11, 9, 15, 59, tzinfo=dt.UTC)
    api.object_to(notice=notice, text="异议", phone="13900002222", at=last)
    others = people()
    _case, second = published(others)
    with pytest.raises(ObjectionRefused):
        api.object_to(
            notice=second, text="异议", phone="13900002222", at=last + dt.timedelta(minutes=2)
        )


def test_upheld_objection_sends_the_case_back(who):
    case, notice = published(who)
    objection = api.object_to(notice=notice, text="不实", phone="13900002222", at=MONDAY + HOUR)
    api.answer_objection(
        objection=objection,
        result="upheld",
        answer="查实重复申报",
        by=who["publicise"],
        at=MONDAY + 2 * HOUR,
    )
    case.refresh_from_db()
    assert case.state == CaseState.RETURNED
    assert not api.public_notices().filter(case=case)


def test_status_line_says_who_and_by_when(who):
    case, _notice = published(who)
    line = status_line(case, today=dt.date(2026, 11, 5))
    current = next(station for station in line if station.is_current)
    assert (current.stage.code, current.due) == ("publicise", dt.date(2026, 11, 9))
    line = status_line(case, today=dt.date(2026, 11, 10))
    assert next(station for station in line if station.is_current).stage.code == "pay"


def test_queue_shows_a_person_only_what_is_theirs_to_do(who):
    case = sent()
    assert list(queue_for(who["review"])) == [case]
    assert not queue_for(who["approve"])
    step(case, "review", who["review"], {"opinion": "可"})
    assert list(queue_for(who["approve"])) == [case]
    assert not queue_for(who["review"])


def test_nobody_writes_or_sees_the_application_of_another_house(who):
    case, other = draft(), member_of(make_organisation())
    with pytest.raises(NotAllowed):
        api.save_case(case=case, values={"asked": "1"}, expects=case.revision, by=other)
    assert not Case.objects.visible_to(other)
    assert case not in Case.objects.visible_to(who["review"])
    assert list(Case.objects.visible_to(case.applicant)) == [case]


def test_phone_and_account_are_sealed_at_rest(who):
    case, _notice = published(who)
    pay(case, who["pay"])
    case.refresh_from_db()
    stored = str(case.data)
    assert "13800001111" not in stored
    assert "6222020000000000" not in stored
    assert "13800001111" not in str(Notice.objects.get(case=case).body)


def test_autosave_keeps_what_can_be_read_and_what_was_there(who):
    case = draft()
    case = api.save_case(
        case=case,
        values={"asked": "很多", "facts": "新的理由"},
        expects=case.revision,
        by=case.applicant,
    )
    assert case.data["facts"] == "新的理由"
    assert case.data["asked"] == "8600.00"


def test_vote_takes_one_ballot_a_phone():
    start = make_user(role="operator")
    case = vote(start)
    api.cast_ballot(case=case, entry=1, phone="13900001111")
    with pytest.raises(AlreadyDone):
        api.cast_ballot(case=case, entry=0, phone="139 0000 1111")
    api.cast_ballot(case=case, entry=1, phone="13900001112")
    with pytest.raises(CaseRefused):
        api.close_vote(case=case, stage="vote", by=start)
    api.close_vote(case=case, stage="vote", by=make_user(role="bureau"))
    assert api.results_of(case) == [(1, 2)]
