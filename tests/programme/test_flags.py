"""Each check finds its fault and nothing else; 25 faults in a clean year are found, all of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories import make_user
from tests.programme.chain import ago

from ezhen.core.errors import NotAllowed
from ezhen.programme import api
from ezhen.programme.actions.check import _check_on, check_each_day
from ezhen.programme.enums import FlagState
from ezhen.programme.errors import StepRefused
from ezhen.programme.flags import CHECKS
from ezhen.programme.models import Flag
from ezhen.programme.queries.flag import dressed, flags, num_waiting

pytestmark = pytest.mark.django_db


def found():
    """(check, number of findings) that wait."""
    rows = Flag.objects.exclude(state=FlagState.GONE).values_list("check_code", flat=True)
    return sorted(rows)


def started(chain, value="100000", **facts):
    """A contract with one accepted milestone, nothing paid."""
    contract = chain.contract(value=value, **facts)
    milestone = chain.milestone(contract)
    chain.accept(milestone)
    return milestone


def over_budget(chain):
    line = chain.line("county", planned="150000", code=f"C{len(chain.lines)}")
    chain.paid("100000", line=line)
    chain.contract("60000", line=line, signed_on=ago(20))


def milestone_overpaid(chain):
    contract = chain.contract("100000")
    first = chain.milestone(contract, "30000")
    second = chain.milestone(contract, "70000", title="二期")
    for one in (first, second):
        chain.accept(one)
    chain.pay(chain.invoice(first, "40000"))
    chain.pay(chain.invoice(second, "60000"))
    # the rest of the second milestone is asked for no more: it is lowered by nobody, so it waits
    # for its money; the client sees both
    return ["milestone_overpaid", "unpaid_work"]


def unaccepted_payment(chain):
    contract = chain.contract()
    chain.pay(chain.invoice(chain.milestone(contract, days=10), days=9), days=8)


def paid_before_acceptance(chain):
    milestone = chain.milestone(chain.contract())
    chain.accept(milestone, days=120)
    chain.pay(chain.invoice(milestone), days=140)


def paid_before_invoice(chain):
    chain.pay(chain.invoice(started(chain), days=130), days=140)


def paid_before_notice_end(chain):
    contract = chain.contract(signed_on=ago(190), notice_until=ago(180))
    advance = chain.milestone(contract, days=185, is_advance=True)
    chain.pay(chain.invoice(advance, days=186), days=184)
    return ["notice_not_over", "paid_before_notice_end"]


def notice_not_over(chain):
    chain.paid(signed_on=ago(190), notice_until=ago(190))


def other_payee(chain):
    chain.pay(chain.invoice(started(chain)), slip_payee="长治市某某建材经营部")


def invoice_twice(chain):
    milestone = started(chain)
    chain.pay(chain.invoice(milestone, "50000"))
    chain.pay(chain.invoice(milestone, "50000"))


def same_work_twice(chain):
    party = chain.party()
    chain.paid(party=party, subject="展厅布展")
    chain.paid(party=party, subject="展厅布展", task="6.2")


def under_tender_sum(chain):
    chain.paid("1980000", kind="purchase")


def split_contract(chain):
    party = chain.party()
    line = chain.line()
    for number, days in enumerate((200, 190)):
        chain.paid(
            "600000",
            kind="service",
            party=party,
            line=line,
            signed_on=ago(days),
            subject=f"平台运维第{number + 1}包",
        )


def grown_contract(chain):
    contract = chain.contract("100000")
    ends_on = contract.ends_on
    api.amend_contract(
        contract=contract,
        change=Decimal(10001),
        ends_on=ends_on,
        signed_on=ago(100),
        reason="增加室外铺装",
        by=chain.operator,
    )
    contract.refresh_from_db()
    milestone = chain.milestone(contract)
    chain.accept(milestone)
    chain.pay(chain.invoice(milestone))


def unqualified(chain):
    chain.paid(party=chain.party(qualified_until=ago(300)))


def late_milestone(chain):
    chain.milestone(chain.contract(), days=31)


def unpaid_work(chain):
    contract = chain.contract()
    milestone = chain.milestone(contract, days=61)
    chain.accept(milestone, days=61)
    chain.pay(chain.invoice(milestone, "70000", days=60), days=59)


def slow_line(chain):
    line = chain.line("province", planned="500000", code=f"P{len(chain.lines)}")
    contract = chain.contract("500000", line=line)
    advance = chain.milestone(contract, days=95, is_advance=True)
    chain.pay(chain.invoice(advance, "300000", days=94), days=93)


PLANTS = {
    plant.__name__: plant
    for plant in (
        over_budget,
        milestone_overpaid,
        unaccepted_payment,
        paid_before_acceptance,
        paid_before_invoice,
        paid_before_notice_end,
        notice_not_over,
        other_payee,
        invoice_twice,
        same_work_twice,
        under_tender_sum,
        split_contract,
        grown_contract,
        unqualified,
        late_milestone,
        unpaid_work,
        slow_line,
    )
}


def test_every_check_has_its_fault():
    assert set(PLANTS) == set(CHECKS)


@pytest.mark.parametrize("code", PLANTS)
def test_check_finds_its_fault_and_nothing_else(chain, code):
    chain.paid()
    expected = PLANTS[code](chain) or [code]
    assert found() == sorted(expected)
    row = dressed(Flag.objects.filter(check_code=code, state=FlagState.OPEN).get())
    assert "%(" not in row.text
    assert row.title not in {"", code}


def clean_year(chain):
    """Twelve contracts of three sources over a year, of every kind, with advances, amendments
    within the law, a reversal, work under way: nothing of it is a fault."""
    lines = [
        chain.line(source, "3000000", f"{number}")
        for number, source in enumerate(("central", "province", "county"))
    ]
    for number in range(10):
        begin = 330 - 25 * number
        contract = chain.contract(
            "200000",
            line=lines[number % 3],
            signed_on=ago(begin),
            notice_until=ago(begin + 1),
            kind=("building", "purchase", "service", "film")[number % 4],
            task=f"6.{number % 8 + 1}",
            party=chain.party(qualified_until=ago(begin - 1)),
        )
        advance = chain.milestone(
            contract, "60000", days=begin - 5, title="预付款", is_advance=True
        )
        chain.pay(chain.invoice(advance, days=begin - 6), days=begin - 6)
        work = chain.milestone(contract, "140000", days=begin - 60)
        chain.accept(work, days=begin - 55)
        invoice = chain.invoice(work, days=begin - 58)
        payment = chain.pay(invoice, days=begin - 65 if begin - 65 < begin - 55 else begin - 56)
        if number == 4:
            api.reverse_payment(
                payment=payment, voucher="记-红-1", reason="账号填错", by=chain.operator
            )
            chain.pay(invoice, days=begin - 66)
    grown = chain.paid("100000")
    api.amend_contract(
        contract=grown,
        change=Decimal(10000),
        ends_on=grown.ends_on,
        signed_on=ago(20),
        reason="增加标识牌",
        by=chain.operator,
    )
    chain.milestone(chain.contract("100000", signed_on=ago(40)), days=-60)


def test_clean_year_raises_nothing(chain):
    clean_year(chain)
    assert api.check_flags() == 0
    assert found() == []


def test_twenty_five_planted_faults_are_found_and_no_other(chain):
    clean_year(chain)
    planted = []
    for plant in [
        *PLANTS.values(),
        unaccepted_payment,
        other_payee,
        invoice_twice,
        unqualified,
        late_milestone,
        under_tender_sum,
    ]:
        planted += plant(chain) or [plant.__name__]
    assert len(planted) == 25
    api.check_flags()
    assert found() == sorted(planted)


def test_what_time_alone_brings_is_looked_for_once_a_day(
    chain, monkeypatch, django_assert_num_queries
):
    chain.milestone(chain.contract(), days=30)  # on the last day of grace
    today = timezone.now()
    _check_on.cache_clear()
    check_each_day()
    assert found() == []
    with django_assert_num_queries(0):
        check_each_day()

    monkeypatch.setattr(timezone, "now", lambda: today + dt.timedelta(days=1))
    check_each_day()

    assert found() == ["late_milestone"]
    _check_on.cache_clear()


def test_flag_is_gone_when_the_fault_is_mended_and_opens_again(chain):
    milestone = chain.milestone(chain.contract(), days=31)
    flag = Flag.objects.get()
    assert flag.state == FlagState.OPEN
    chain.accept(milestone, days=5)
    flag.refresh_from_db()
    assert flag.state == FlagState.GONE
    assert list(flag.steps.order_by("pk").values_list("state", flat=True)) == ["open", "gone"]
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=80)
    api.check_flags(at=later)
    assert found() == ["slow_line", "unpaid_work"]


def test_flag_is_explained_then_settled_or_stands(chain):
    chain.milestone(chain.contract(), days=31)
    flag = Flag.objects.get()
    auditor = make_user(role="auditor")
    with pytest.raises(StepRefused, match="先由运营单位"):
        api.settle_flag(flag=flag, is_settled=True, text="可以", by=auditor)
    with pytest.raises(NotAllowed):
        api.explain_flag(flag=flag, text="雨季停工", by=auditor)
    with pytest.raises(StepRefused):
        api.explain_flag(flag=flag, text=" ", by=chain.operator)
    api.explain_flag(flag=flag, text="雨季停工二十天", by=chain.operator)
    with pytest.raises(NotAllowed):
        api.settle_flag(flag=flag, is_settled=True, text="可以", by=chain.operator)
    flag = api.settle_flag(flag=flag, is_settled=False, text="停工没有签证", by=auditor)
    assert (flag.state, num_waiting()) == (FlagState.STANDS, 1)
    api.explain_flag(flag=flag, text="已补停工签证", by=chain.operator)
    flag = api.settle_flag(flag=flag, is_settled=True, text="签证齐", by=chain.bureau)
    assert (flag.state, num_waiting()) == (FlagState.ANSWERED, 0)
    api.check_flags()
    assert Flag.objects.get().state == FlagState.ANSWERED
    assert [one.pk for one in flags()] == [flag.pk]
