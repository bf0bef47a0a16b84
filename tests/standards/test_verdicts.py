"""What people judge: four layers, lower freely, raise with a reason and a second person."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.factories import make_user
from tests.standards.small import confirm, livestream, paper, risk

from ezhen.core.log import history
from ezhen.standards.actions.refresh import refresh
from ezhen.standards.actions.verdict import attest, judge_requirement, second_verdict
from ezhen.standards.enums import Code, State
from ezhen.standards.errors import (
    NothingToSecond,
    NotYourLayer,
    NotYourWord,
    ReasonMissing,
    SamePerson,
)
from ezhen.standards.models import Second, Verdict
from ezhen.standards.queries.standing import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(small):
    """How a requirement stands now."""

    def find(name):
        return picture(small, refresh()).standings[name]

    return find


@pytest.fixture
def judge(small):
    """Judge a requirement of the small standard."""

    def give(name, layer, result, by, **facts):
        return judge_requirement(
            version=small, requirement=name, layer=layer, result=result, by=by, **facts
        )

    return give


@pytest.fixture
def filled(on, operator, bureau):
    """1.1.B1 holds: two confirmed livestreams."""
    on("2026-11-23")
    rows = [livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)]
    confirm(*rows, by=bureau)
    return rows


def test_verdict_that_agrees_needs_no_reason_and_leaves_an_entry(filled, judge, standing, operator):
    verdict = judge("1.1.B1", "self_check", "satisfied", operator)
    assert not verdict.needs_second
    assert history(verdict).get().action == "standards.judge_requirement"
    found = standing("1.1.B1")
    assert found.state == State.SATISFIED
    assert found.opinions["self_check"].counts


def test_each_layer_belongs_to_one_role(filled, judge, operator, bureau, auditor):
    for layer, owner in (("self_check", operator), ("verified", bureau), ("audited", auditor)):
        for who in (operator, bureau, auditor, make_user(role="regulator")):
            if who != owner:
                with pytest.raises(NotYourLayer):
                    judge("1.1.B1", layer, "satisfied", who)
        judge("1.1.B1", layer, "satisfied", owner)


def test_a_human_layer_lowers_freely_but_with_a_reason(filled, judge, standing, bureau):
    with pytest.raises(ReasonMissing):
        judge("1.1.B1", "verified", "short", bureau)
    judge("1.1.B1", "verified", "short", bureau, reason="两场都没有成交")
    found = standing("1.1.B1")
    assert found.row.holds
    assert (found.state, found.code) == (State.ON_PACE, Code.PENDING_REVIEW)


def test_returning_needs_to_say_what_is_to_be_mended(on, judge, operator, bureau):
    on("2026-11-23")
    with pytest.raises(ReasonMissing):
        judge("1.1.B2", "verified", "returned", bureau)
    assert judge("1.1.B2", "verified", "returned", bureau, reason="缺页").result == "returned"


def test_raising_counts_only_with_reason_and_second_person(on, judge, standing, operator, bureau):
    on("2026-11-23")
    with pytest.raises(ReasonMissing):
        judge("1.1.B1", "self_check", "satisfied", operator)
    verdict = judge("1.1.B1", "self_check", "satisfied", operator, reason="后台有记录")
    assert verdict.needs_second
    assert not standing("1.1.B1").satisfied
    assert standing("1.1.B1").opinions["self_check"].waits
    with pytest.raises(SamePerson):
        second_verdict(verdict=verdict, by=operator)
    with pytest.raises(NotYourLayer):
        second_verdict(verdict=verdict, by=bureau)
    second_verdict(verdict=verdict, by=make_user(role="operator"))
    found = standing("1.1.B1")
    assert (found.state, found.code) == (State.SATISFIED, Code.WAIVED)
    with pytest.raises(NothingToSecond):
        second_verdict(verdict=verdict, by=make_user(role="operator"))


def test_database_refuses_a_second_person_who_is_the_first(on, judge, operator):
    on("2026-11-23")
    verdict = judge("1.1.B1", "self_check", "satisfied", operator, reason="后台有记录")
    with pytest.raises(IntegrityError), transaction.atomic():
        Second(verdict=verdict, first=operator, by=operator).save()


def test_database_refuses_a_raised_verdict_without_a_reason(small, operator):
    facts = {"version": small, "requirement": "1.1.B1", "layer": "self_check", "by": operator}
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict(result="satisfied", computed="short", digest="x", needs_second=True, **facts).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict(result="returned", computed="short", digest="x", **facts).save()
    facts["layer"] = "computed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict(result="short", computed="short", digest="x", **facts).save()


def test_what_waits_for_its_second_does_not_hide_what_stood(on, judge, standing, operator):
    on("2026-11-23")
    judge("1.1.B1", "self_check", "short", operator)
    judge("1.1.B1", "self_check", "satisfied", operator, reason="后台有记录")
    found = standing("1.1.B1").opinions["self_check"]
    assert (found.result, found.waits) == ("short", False)


@pytest.mark.parametrize("result", ["satisfied", "short"])
def test_layers_that_disagree_make_it_disputed(filled, judge, standing, result, people):
    other = "short" if result == "satisfied" else "satisfied"
    judge("1.1.B1", "self_check", result, people.operator, reason="看过")
    judge("1.1.B1", "verified", other, people.bureau, reason="看过")
    assert standing("1.1.B1").state == State.DISPUTED


def test_new_rows_leave_a_verdict_standing(filled, judge, standing, on, people):
    judge("1.1.B1", "self_check", "satisfied", people.operator)
    on("2026-11-24")
    confirm(livestream(by=people.operator, held_on=dt.date(2026, 11, 23)), by=people.bureau)
    assert standing("1.1.B1").opinions["self_check"].counts


def test_a_corrected_row_overtakes_the_verdicts_that_saw_it(filled, judge, standing, on, people):
    from ezhen.registers.api import change_record

    judge("1.1.B1", "self_check", "satisfied", people.operator)
    on("2026-11-24")
    row = filled[0]
    row.refresh_from_db()
    row = change_record(
        record=row, values={"amount": 100}, revision=row.revision, by=people.operator, reason="退款"
    )
    confirm(row, by=people.bureau)
    found = standing("1.1.B1")
    assert found.row.holds
    assert found.opinions["self_check"].is_stale
    assert found.opinions["self_check"].corrected == 1
    assert not found.opinions["self_check"].counts
    on("2026-11-25")
    assert standing("1.1.B1").opinions["self_check"].is_stale
    judge("1.1.B1", "self_check", "satisfied", people.operator)
    assert standing("1.1.B1").opinions["self_check"].counts


def test_a_withdrawn_row_overtakes_the_verdicts_that_saw_it(filled, judge, standing, on, people):
    from ezhen.registers.api import withdraw_record

    confirm(livestream(by=people.operator, held_on=dt.date(2026, 11, 16)), by=people.bureau)
    judge("1.1.B1", "verified", "satisfied", people.bureau)
    on("2026-11-24")
    withdraw_record(record=filled[0], reason="重复", by=people.operator)
    assert standing("1.1.B1").row.holds
    assert standing("1.1.B1").opinions["verified"].corrected == 1


def test_a_conclusion_that_changed_overtakes_the_verdict(on, judge, standing, operator, bureau):
    on("2026-11-23")
    judge("1.1.B1", "self_check", "short", operator)
    rows = [livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)]
    confirm(*rows, by=bureau)
    found = standing("1.1.B1")
    assert found.opinions["self_check"].is_stale
    assert found.state == State.SATISFIED


def test_stale_evidence_cannot_be_accepted_by_anybody(on, judge, standing, operator, bureau):
    on("2026-11-01")
    confirm(risk(by=operator, found_on=dt.date(2026, 11, 1)), by=bureau)
    judge("1.2.B1", "self_check", "satisfied", operator)
    assert standing("1.2.B1").state == State.SATISFIED
    on("2026-12-02")
    assert standing("1.2.B1").state == State.STALE
    with pytest.raises(ReasonMissing):
        judge("1.2.B1", "self_check", "satisfied", operator, reason="没事")


@pytest.mark.usefixtures("own_files")
def test_a_damaged_file_cannot_be_accepted(on, judge, standing, operator):
    from ezhen.archive.api import check_file, path_of
    from ezhen.archive.models import StoredFile

    on("2026-11-23")
    paper(by=operator)
    assert standing("1.1.B2").state == State.SATISFIED
    file = StoredFile.objects.get()
    path_of(file).chmod(0o644)
    path_of(file).write_bytes(b"forged")
    check_file(file=file)
    found = standing("1.1.B2")
    assert (found.satisfied, found.code) == (False, Code.BROKEN_HASH)
    with pytest.raises(ReasonMissing):
        judge("1.1.B2", "self_check", "satisfied", operator, reason="没事")


def test_a_word_counts_for_so_many_days_and_can_be_taken_back(
    small, on, standing, operator, bureau
):
    on("2026-11-23")
    facts = {"version": small, "requirement": "1.1.S1", "role": "client", "note": "现场看过"}
    with pytest.raises(NotYourWord):
        attest(is_met=True, by=operator, **facts)
    with pytest.raises(ReasonMissing):
        attest(is_met=True, by=bureau, **facts | {"note": " "})
    attest(is_met=True, by=bureau, **facts)
    assert standing("1.1.S1").state == State.SATISFIED
    on("2027-03-03")
    assert standing("1.1.S1").state == State.SATISFIED
    on("2027-03-04")
    assert standing("1.1.S1").state == State.STALE
    attest(is_met=True, by=bureau, **facts)
    assert standing("1.1.S1").state == State.SATISFIED
    word = attest(is_met=False, by=bureau, **facts)
    assert not standing("1.1.S1").satisfied
    assert history(word).get().action == "standards.attest"


def test_a_verdict_of_later_is_not_known_earlier(filled, judge, small, operator, on):
    from ezhen.standards.actions.refresh import outcomes_on

    judge("1.1.B1", "self_check", "satisfied", operator)
    on("2026-12-01")
    day = dt.date(2026, 11, 22)
    assert not picture(small, outcomes_on(small, day), day).standings["1.1.B1"].opinions
    day = dt.date(2026, 11, 23)
    assert picture(small, outcomes_on(small, day), day).standings["1.1.B1"].opinions


def test_judging_what_is_not_there_is_refused(judge, operator):
    with pytest.raises(LookupError):
        judge("9.9.B9", "self_check", "short", operator)
