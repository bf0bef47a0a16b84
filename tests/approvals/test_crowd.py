"""Fifty people at once on twenty cases: every rule holds afterwards, and no case is stuck."""

import random
import threading
from collections import Counter

import pytest
from django.db import close_old_connections, connection
from tests.approvals.walk import AFTER_NOTICE, MONDAY, people, policy, published, sent
from tests.factories import make_user

from ezhen.approvals import api
from ezhen.approvals.enums import CaseState, ObjectionResult
from ezhen.approvals.models import Case, CaseActor, CasePayment, Grant, Notice, Objection
from ezhen.core.errors import DomainError

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CASES, THREADS, TURNS = 20, 50, 12
REVIEW, APPROVE = {"opinion": "可"}, {"approval_no": "1", "granted": "8000"}


def review(case, who, _dice):
    api.pass_stage(case=case, stage="review", by=who["review"], values=REVIEW, at=MONDAY)


def send_back(case, who, _dice):
    api.return_case(case=case, stage="review", comment="缺", by=who["review"], at=MONDAY)


def send_again(case, _who, _dice):
    fresh = Case.objects.get(pk=case.pk)
    api.send_case(case=fresh, expects=fresh.revision, by=fresh.applicant, at=MONDAY)


def approve(case, who, _dice):
    api.pass_stage(case=case, stage="approve", by=who["approve"], values=APPROVE, at=MONDAY)


def publish(case, who, _dice):
    api.publish_notice(case=case, stage="publicise", by=who["publicise"], at=MONDAY)


def pay(case, who, dice):
    values = {"voucher": f"P-{dice.randrange(30)}", "account": "6222020000000000"}
    at = dice.choice([MONDAY, AFTER_NOTICE])
    api.pay_case(case=case, stage="pay", by=who["pay"], values=values, at=at)


def object_to(case, _who, dice):
    notice = Notice.objects.filter(case=case, fell_at=None).first()
    if notice:
        phone = f"139{dice.randrange(10**8):08d}"
        api.object_to(notice=notice, text="不实", phone=phone, at=MONDAY)


def answer(case, who, dice):
    found = Objection.objects.filter(notice__case=case, result=ObjectionResult.OPEN).first()
    if found:
        result = dice.choice(["rejected", "rejected", "rejected", "upheld"])
        by = who["publicise"]
        api.answer_objection(objection=found, result=result, answer="查过", by=by, at=MONDAY)


def take_back(case, _who, _dice):
    fresh = Case.objects.get(pk=case.pk)
    api.take_back_case(case=fresh, reason="改", by=fresh.applicant, at=MONDAY)


def receive(case, _who, _dice):
    fresh = Case.objects.get(pk=case.pk)
    values = {"received_by": "王建平"}
    by = fresh.applicant
    api.pass_stage(case=fresh, stage="receive", by=by, values=values, at=AFTER_NOTICE)


def meddle(case, who, _dice):
    """Somebody who held a power before tries the next one."""
    api.publish_notice(case=case, stage="publicise", by=who["approve"], at=MONDAY)


DEEDS = [review, review, send_back, send_again, approve, approve, publish, publish, pay, pay, pay]
DEEDS += [object_to, answer, answer, take_back, receive, meddle]


def crowd(cases, casts):
    """Let all of them act at once; what was refused is counted, what broke is returned."""
    barrier, refused, broken = threading.Barrier(THREADS), Counter(), []

    def act(number):
        dice = random.Random(number)
        barrier.wait()
        try:
            for _turn in range(TURNS):
                place = dice.randrange(CASES)
                deed = dice.choice(DEEDS)
                try:
                    deed(cases[place], casts[place], dice)
                    refused["done", deed.__name__] += 1
                except DomainError as refusal:
                    refused[type(refusal).__name__] += 1
        except Exception as error:  # noqa: BLE001 the test names whatever broke
            broken.append(f"{deed.__name__}: {error!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return refused, broken


def check_rules(case):
    """What must be true of a case whatever was done to it."""
    grant = Grant.objects.filter(case=case).first()
    standing = list(Notice.objects.filter(case=case, fell_at=None))
    payment = CasePayment.objects.filter(case=case).first()
    assert len(standing) <= 1
    assert (case.approved_revision is None) == (grant is None)
    if grant:
        assert case.approved_revision == case.revision
    if standing:
        assert grant is not None
        is_open = Objection.objects.filter(notice=standing[0], result=ObjectionResult.OPEN).exists()
        assert is_open == (standing[0].end_day == "9999-12-31")
    if payment:
        assert payment.paid_day > standing[0].end_day
        assert payment.grant == grant
        assert payment.cents == "000000800000"
        assert payment.payee == str(case.organisation.uuid)
        assert case.stage == "receive"
    powers = CaseActor.objects.filter(case=case).values_list("user", flat=True)
    assert len(set(powers)) == len(powers)


def finish(case, who):
    """Whatever state it is in, the people concerned bring it to its end."""
    dice = random.Random(0)
    while Objection.objects.filter(notice__case=case, result=ObjectionResult.OPEN).exists():
        found = Objection.objects.filter(notice__case=case, result=ObjectionResult.OPEN).first()
        by = who["publicise"]
        api.answer_objection(objection=found, result="rejected", answer="查过", by=by, at=MONDAY)
    for _step in range(8):
        case.refresh_from_db()
        if case.state == CaseState.GRANTED:
            return
        if case.state in CaseState.EDITABLE:
            send_again(case, who, dice)
        elif case.stage == "pay":
            values = {"voucher": f"END-{case.pk}", "account": "6222020000000000"}
            api.pay_case(case=case, stage="pay", by=who["pay"], values=values, at=AFTER_NOTICE)
        else:
            deed = {"review": review, "approve": approve, "publicise": publish}
            deed.get(case.stage, receive)(case, who, dice)


def test_fifty_people_on_twenty_cases_break_no_rule_and_leave_no_case_stuck():
    policy()
    casts = [people() for _number in range(CASES)]
    cases = [sent() if number % 2 else published(cast)[0] for number, cast in enumerate(casts)]

    happened, broken = crowd(cases, casts)

    assert broken == []
    for case in cases:
        case.refresh_from_db()
        check_rules(case)
    vouchers = list(CasePayment.objects.values_list("voucher", flat=True))
    assert len(set(vouchers)) == len(vouchers)
    # the crowd did something: work went through, and people were told no
    assert happened["done", "review"] >= 5
    assert CasePayment.objects.count() >= 1
    assert happened["CaseChanged"] > 20
    for case, cast in zip(cases, casts, strict=True):
        finish(case, cast)
    assert set(Case.objects.filter(code="subsidy").values_list("state", flat=True)) == {"granted"}
    assert CasePayment.objects.count() == CASES


def test_two_reviewers_at_the_same_moment_one_decides_the_other_is_told():
    policy()
    case = sent()
    barrier, told = threading.Barrier(2), []

    def decide(by):
        barrier.wait()
        try:
            api.pass_stage(case=case, stage="review", by=by, values=REVIEW, at=MONDAY)
            told.append("done")
        except DomainError as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    pair = [make_user(role="operator") for _number in range(2)]
    threads = [threading.Thread(target=decide, args=[by]) for by in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["CaseChanged", "done"]
