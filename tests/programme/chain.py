"""A budget, a third party, a contract with its milestones, made through the doors."""

import datetime as dt
import itertools
from decimal import Decimal

from tests.factories import credit_code, make_user, today

from ezhen.programme import api

ASSET = {
    "bought_on": "2026-03-02",
    "number": "ZC-001",
    "name": "直播补光灯",
    "kind": "camera",
    "model": "SL-200W",
    "quantity": "4",
    "price": "850",
    "amount": "3400",
    "supplier": "太原智显科技有限公司",
    "national": "yes",
    "facility": "base",
    "keeper": "申锦程",
    "state": "used",
}
NUMBERS = itertools.count(1)


def ago(days):
    """A day before today."""
    return today() - dt.timedelta(days=days)


class Chain:
    """The people of the programme office, and short ways to each step."""

    def __init__(self, operator=None, bureau=None):
        self.operator = operator or make_user(role="operator")
        self.bureau = bureau or make_user(role="bureau")
        self.lines = {}

    def line(self, source="central", planned="10000000", code="A1"):
        """The line of a source, planned once."""
        if (source, code) not in self.lines:
            self.lines[source, code] = api.plan_line(
                source=source,
                code=code,
                title="公共服务中心建设",
                planned=Decimal(planned),
                by=self.bureau,
            )
        return self.lines[source, code]

    def party(self, **facts):
        """A qualified firm."""
        number = next(NUMBERS)
        facts.setdefault("name", f"山西筑业有限公司{number}")
        facts.setdefault("qualification", "建筑装修装饰工程专业承包二级")
        code = credit_code(900_000 + number)
        return api.enter_third_party(credit_code=code, by=self.operator, **facts)

    def contract(self, value="100000", **facts):
        """A contract of 200 days ago, nothing agreed yet."""
        number = next(NUMBERS)
        signed_on = facts.setdefault("signed_on", ago(200))
        facts.setdefault("starts_on", signed_on)
        facts.setdefault("ends_on", signed_on + dt.timedelta(days=365))
        facts.setdefault("kind", "building")
        facts.setdefault("subject", f"改造工程{number}")
        facts.setdefault("number", f"GHZ-{number:03d}")
        facts.setdefault("task", "6.1")
        line = facts.pop("line", None) or self.line()
        party = facts.pop("party", None) or self.party()
        return api.sign_contract(
            line=line, party=party, value=Decimal(value), by=self.operator, **facts
        )

    def milestone(self, contract, value=None, days=150, **facts):
        """A milestone, due some days ago; all of the contract unless said."""
        value = contract.value if value is None else Decimal(value)
        facts.setdefault("title", "竣工")
        return api.add_milestone(
            contract=contract, value=value, due_on=ago(days), by=self.operator, **facts
        )

    def accept(self, milestone, days=150):
        """The client accepts."""
        return api.accept_work(
            milestone=milestone,
            accepted_on=ago(days),
            findings="按图施工，符合要求",
            by=self.bureau,
        )

    def invoice(self, milestone, amount=None, days=149, **facts):
        """An invoice with a new number."""
        facts.setdefault("number", f"2614{next(NUMBERS):08d}")
        amount = milestone.value if amount is None else Decimal(amount)
        return api.enter_invoice(
            milestone=milestone, amount=amount, issued_on=ago(days), by=self.operator, **facts
        )

    def pay(self, invoice, amount=None, days=140, **facts):
        """A payment with a new voucher."""
        facts.setdefault("voucher", f"记-{next(NUMBERS):04d}")
        amount = invoice.amount if amount is None else Decimal(amount)
        return api.pay_invoice(
            invoice=invoice,
            amount=amount,
            paid_on=ago(days),
            approver="赵局长",
            by=self.operator,
            **facts,
        )

    def paid(self, value="100000", **facts):
        """A contract that went all the way, without a fault."""
        contract = self.contract(value=value, **facts)
        milestone = self.milestone(contract)
        self.accept(milestone)
        self.pay(self.invoice(milestone, days=149 - next(NUMBERS) % 8))
        contract.refresh_from_db()
        return contract
