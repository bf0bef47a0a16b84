"""The chain of money: every step, every refusal, and what the database refuses by itself."""

import os
import signal
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from tests.factories import make_user
from tests.programme.chain import Chain, ago

from ezhen.core.errors import NotAllowed
from ezhen.core.fields import MoneyField
from ezhen.core.models import LogEntry
from ezhen.programme import api
from ezhen.programme.errors import (
    InvoiceUsed,
    NumberUsed,
    OverBudget,
    StepRefused,
    VoucherUsed,
)
from ezhen.programme.models import BudgetLine, Contract, Invoice, Milestone, Payment
from ezhen.programme.queries.budget import budget
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

pytestmark = pytest.mark.django_db


def ready(chain, value="100000"):
    """An invoice of accepted work."""
    milestone = chain.milestone(chain.contract(value=value))
    chain.accept(milestone)
    return chain.invoice(milestone)


def test_money_is_whole_cents_in_the_database(chain):
    line = chain.line(planned="0.30")
    with connection.cursor() as cursor:
        cursor.execute("SELECT planned FROM programme_budgetline WHERE id = %s", [line.pk])
        assert cursor.fetchone() == (30,)
    line.refresh_from_db()
    assert line.planned == Decimal("0.30")
    for wrong in ("0.001", "x"):
        with pytest.raises(ValidationError):
            MoneyField().to_python(wrong)


def test_chain_goes_from_budget_to_voucher_and_the_registers_follow(chain):
    contract = chain.paid("100000.10")
    sources, sums = budget()
    assert (sums.contracted, sums.paid) == (Decimal("100000.10"),) * 2
    assert sums.left == Decimal("9899999.90")
    assert [source.source for source in sources] == ["central"]
    assert contract.paid == contract.value == contract.agreed
    waiting = frozenset({RecordState.WAITING})
    row = registers.rows("contracts", states=waiting).get()
    assert row.uuid == contract.uuid
    assert row.data["accepted_on"] == f"{ago(150)}"
    entry = registers.rows("fund_entries", states=waiting).get()
    payment = Payment.objects.get()
    assert entry.uuid == payment.uuid
    assert entry.data["voucher"] == payment.voucher
    rows = LogEntry.objects.filter(action__startswith="programme.").order_by("pk")
    steps = [row.action for row in rows if row.action != "programme.check_flags"]
    assert [step.partition(".")[2] for step in steps] == [
        "plan_line",
        "enter_third_party",
        "sign_contract",
        "add_milestone",
        "accept_work",
        "enter_invoice",
        "pay_invoice",
    ]


def test_payment_above_the_invoice_the_contract_and_the_line_is_refused(chain):
    invoice = ready(chain)
    with pytest.raises(OverBudget, match="发票"):
        chain.pay(invoice, "100000.01")
    milestone = invoice.milestone
    more = chain.invoice(milestone, "50000")
    chain.pay(invoice)
    with pytest.raises(OverBudget, match="合同"):
        chain.pay(more)
    line = chain.line("own", planned="100")
    dear = chain.milestone(chain.contract("500", line=line))
    chain.accept(dear)
    with pytest.raises(OverBudget, match="预算"):
        chain.pay(chain.invoice(dear))
    assert Payment.objects.count() == 1
    assert Invoice.objects.get(pk=more.pk).paid == 0


def test_database_refuses_what_the_actions_refuse(chain):
    invoice = ready(chain)
    chain.pay(invoice, "60000")
    other = chain.party()
    attempts = [
        ("UPDATE programme_contract SET paid = value + 1 WHERE id = %s", [invoice.contract.pk]),
        ("UPDATE programme_invoice SET paid = amount + 1 WHERE id = %s", [invoice.pk]),
        ("UPDATE programme_budgetline SET paid = planned + 1", []),
        ("UPDATE programme_contract SET agreed = value + 1", []),
        ("UPDATE programme_payment SET payee = %s", [other.credit_code]),
        ("UPDATE programme_invoice SET seller = %s", [other.credit_code]),
        ("UPDATE programme_contract SET party_code = %s", [other.credit_code]),
        ("UPDATE programme_payment SET amount = -1", []),
    ]
    for statement, values in attempts:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)


def test_used_invoice_number_is_refused_also_for_another_party(chain):
    invoice = ready(chain)
    other = chain.milestone(chain.contract())
    with pytest.raises(InvoiceUsed, match="已经登记"):
        chain.invoice(other, number=invoice.number)
    assert chain.invoice(other, number=invoice.number, code="014001")


def test_used_voucher_is_refused_and_leaves_the_sums_alone(chain):
    invoice = ready(chain)
    first = chain.pay(invoice, "40000")
    with pytest.raises(VoucherUsed):
        chain.pay(invoice, "40000", voucher=first.voucher)
    assert Contract.objects.get().paid == 40000


def test_reversal_is_a_row_of_its_own_and_frees_the_money(chain):
    invoice = ready(chain)
    payment = chain.pay(invoice)
    with pytest.raises(StepRefused, match="原因"):
        api.reverse_payment(payment=payment, voucher="记-R1", reason=" ", by=chain.operator)
    back = api.reverse_payment(
        payment=payment, voucher="记-R1", reason="账号填错，银行退回", by=chain.operator
    )
    assert back.amount == -payment.amount
    assert {BudgetLine.objects.get().paid, Contract.objects.get().paid} == {Decimal(0)}
    assert registers.rows("fund_entries", states=RecordState.STANDS).count() == 0
    with pytest.raises(StepRefused):
        api.reverse_payment(payment=payment, voucher="记-R2", reason="再来", by=chain.operator)
    with pytest.raises(StepRefused):
        api.reverse_payment(payment=back, voucher="记-R3", reason="再来", by=chain.operator)
    chain.pay(invoice, voucher="记-again")
    assert Milestone.objects.get().paid == 100000


def test_amendment_keeps_paid_and_agreed_within_the_value(chain):
    contract = chain.paid()
    facts = {"ends_on": contract.ends_on, "signed_on": ago(10), "by": chain.operator}
    with pytest.raises(OverBudget):
        api.amend_contract(contract=contract, change=Decimal(-1), reason="减项", **facts)
    with pytest.raises(StepRefused):
        api.amend_contract(contract=contract, change=Decimal(1), reason=" ", **facts)
    made = api.amend_contract(contract=contract, change=Decimal(5000), reason="增项", **facts)
    assert made.number == 1
    contract.refresh_from_db()
    assert contract.value == 105000
    assert BudgetLine.objects.get().contracted == 105000
    row = registers.rows("contracts", states=RecordState.STANDS).get()
    assert Decimal(row.data["amount"]) == 105000


def test_milestones_stay_within_the_contract(chain):
    contract = chain.contract("100")
    chain.milestone(contract, "60")
    with pytest.raises(OverBudget, match=r"40\.00"):
        chain.milestone(contract, "40.01")
    with pytest.raises(StepRefused):
        chain.milestone(contract, "0")


def test_budget_line_is_not_lowered_below_what_was_paid(chain):
    chain.paid()
    line = chain.line()
    lower = Decimal("-9900000.01")
    with pytest.raises(OverBudget):
        api.change_line(line=line, change=lower, reason="调减", by=chain.bureau)
    changed = api.change_line(line=line, change=Decimal(-9_900_000), reason="调减", by=chain.bureau)
    assert changed.planned == 100000
    with pytest.raises(NumberUsed):
        api.plan_line(source="central", code="A1", title="重复", planned=1, by=chain.bureau)


def test_each_step_belongs_to_one_role(chain):
    contract = chain.contract()
    milestone = chain.milestone(contract)
    with pytest.raises(NotAllowed):
        api.accept_work(milestone=milestone, accepted_on=ago(1), findings="好", by=chain.operator)
    chain.accept(milestone)
    with pytest.raises(StepRefused):
        chain.accept(milestone)
    wrong = Chain(operator=chain.bureau, bureau=chain.operator)
    wrong.lines = chain.lines
    auditor = make_user(role="auditor")
    for step in (
        lambda: wrong.line(code="B1"),
        wrong.party,
        lambda: wrong.contract(party=contract.party),
        lambda: wrong.milestone(contract, "1"),
        lambda: wrong.invoice(milestone),
        lambda: Chain(operator=auditor, bureau=auditor).line(code="C1"),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_third_party_needs_a_right_code_once(chain):
    party = chain.party()
    facts = {"name": "甲", "qualification": "乙", "by": chain.operator}
    with pytest.raises(NumberUsed):
        api.enter_third_party(credit_code=party.credit_code.lower(), **facts)
    with pytest.raises(ValidationError) as refused:
        api.enter_third_party(credit_code="92140423MA0000000X", **facts)
    assert "credit_code" in refused.value.error_dict


def test_days_in_the_future_are_refused(chain):
    invoice = ready(chain)
    with pytest.raises(StepRefused, match="不能晚于今天"):
        chain.pay(invoice, days=-1)
    with pytest.raises(StepRefused, match="不能晚于今天"):
        chain.accept(chain.milestone(chain.contract()), days=-1)


@pytest.mark.django_db(transaction=True)
def test_killed_between_payment_and_voucher_leaves_neither():
    """The process dies after the payment's row, before the register's; a new one pays it whole."""
    chain = Chain()
    invoice = ready(chain)
    connection.close()
    child = os.fork()
    if child == 0:
        from ezhen.programme.actions import payment as actions

        actions.put_payment = lambda *_args, **_kwargs: os.kill(os.getpid(), signal.SIGKILL)
        try:
            chain.pay(invoice, voucher="记-killed")
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert Payment.objects.count() == 0
    assert Contract.objects.get().paid == 0
    chain.pay(invoice, voucher="记-killed")
    assert Contract.objects.get().paid == invoice.amount
    assert registers.rows("fund_entries", states=RecordState.STANDS).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_threads_never_pay_more_than_there_is():
    """50 payments of 30 on two invoices of 500 each, in a contract of 700 on a line of 600: 20 go
    through, the others are told so, and the four sums agree."""
    chain = Chain()
    contract = chain.contract("700", line=chain.line("own", planned="600"))
    milestone = chain.milestone(contract)
    chain.accept(milestone)
    invoices = [chain.invoice(milestone, "500"), chain.invoice(milestone, "500")]
    barrier, results = threading.Barrier(50), []

    def go(number):
        barrier.wait()
        try:
            chain.pay(Invoice.objects.get(pk=invoices[number % 2].pk), "30")
            results.append("paid")
        except OverBudget:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results.count("paid"), results.count("refused")) == (20, 30)
    assert Payment.objects.count() == 20
    paid = sum(payment.amount for payment in Payment.objects.all())
    contract.refresh_from_db()
    milestone.refresh_from_db()
    invoiced = sum(invoice.paid for invoice in Invoice.objects.all())
    line = BudgetLine.objects.get()
    assert paid == contract.paid == milestone.paid == invoiced == line.paid == 600
