"""What leaves the house: the statement, the open-contracting package, samples; and the commands."""

import datetime as dt
import hashlib
import io
import json
import uuid
from decimal import Decimal

import pytest
import python_calamine
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import make_user, today
from tests.programme.chain import ago

from ezhen.programme import api, commands
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import Contract, Payment, Sample
from ezhen.registers import api as registers

pytestmark = pytest.mark.django_db


def confirmed(chain, count=3):
    """Contracts whose rows in the register the client has confirmed."""
    for _ in range(count):
        chain.paid()
    for code in ("contracts", "fund_entries"):
        for row in registers.waiting(code):
            registers.review_record(record=row, confirm=True, by=chain.bureau)


def test_statement_has_a_line_a_payment_and_its_balances(chain):
    chain.paid("100000.10")
    payment = Payment.objects.get()
    api.reverse_payment(payment=payment, voucher="记-红1", reason="=账号填错", by=chain.operator)
    chain.pay(payment.invoice, days=0, voucher="记-2")
    found = api.statement()
    assert found.paid == Decimal("100000.10")
    assert [row[12] for row in found.rows] == [
        Decimal("9899999.90"),
        Decimal("10000000.00"),
        Decimal("9899999.90"),
    ]
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(api.statement_sheet(found, until=today()))
    )
    assert book.sheet_names == ["资金使用明细表"]
    page = book.get_sheet_by_index(0).to_python()
    assert page[0][0] == "资金使用明细表"
    assert page[2][:6] == ["序号", "付款日期", "资金来源", "预算科目", "任务", "收款单位"]
    assert [row[9] for row in page[3:7]] == [100000.10, -100000.10, 100000.10, 100000.10]
    assert page[3][1] == ago(140)
    assert page[4][13] == f"红字冲销凭证{payment.voucher}：=账号填错"
    assert page[8][2:5:2] == [
        "中央资金",
        "预算 10,000,000.00    已付 100,000.10    结余 9,899,999.90",
    ]
    later = api.statement(first=today())
    assert [row[9] for row in later.rows] == [Decimal("-100000.10"), Decimal("100000.10")]
    assert [row[12] for row in later.rows] == [Decimal("10000000.00"), Decimal("9899999.90")]


def test_open_contracting_package_names_every_contract_and_payment(chain):
    contract = chain.paid("100000.10")
    api.amend_contract(
        contract=contract,
        change=Decimal(10),
        ends_on=contract.ends_on,
        signed_on=ago(5),
        reason="增项",
        by=chain.operator,
    )
    now = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
    package = json.loads(json.dumps(api.release_package(uri="https://x.example/ocds.json", at=now)))
    assert set(package) == {"uri", "version", "publishedDate", "publisher", "releases"}
    (release,) = package["releases"]
    for name in ("ocid", "id", "date", "tag", "initiationType"):  # required by the schema
        assert release[name]
    assert release["tag"] == [
        "planning",
        "award",
        "contract",
        "contractAmendment",
        "implementation",
    ]
    (made,) = release["contracts"]
    assert made["awardID"] == release["awards"][0]["id"]
    assert made["value"] == {"amount": 100010.10, "currency": "CNY"}
    assert made["status"] == "active"
    (paid,) = made["implementation"]["transactions"]
    assert paid["id"] == Payment.objects.get().voucher
    assert paid["payee"]["id"] == f"CN-USCC-{contract.party_id}"
    parties = {party["id"] for party in release["parties"]}
    assert {paid["payee"]["id"], paid["payer"]["id"], release["buyer"]["id"]} <= parties
    assert made["implementation"]["milestones"][0]["status"] == "met"


def test_package_asks_the_same_number_of_times_for_three(chain, django_assert_num_queries):
    now = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
    chain.paid()
    with django_assert_num_queries(7):
        api.release_package(uri="x", at=now)
    chain.paid()
    chain.paid()
    with django_assert_num_queries(7):
        api.release_package(uri="x", at=now)


KNOWN = (
    "00000000-0000-0000-0000-00000000001f",
    "00000000-0000-0000-0000-000000000014",
    "00000000-0000-0000-0000-000000000037",
)


def by_hand(seed, uuids, size):
    """The documented algorithm, written a second time."""
    return sorted(uuids, key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).digest())[:size]


@given(
    st.sets(st.uuids(), min_size=1, max_size=60),
    st.text(min_size=1, max_size=20),
    st.integers(1, 80),
    st.randoms(),
)
def test_sample_is_the_documented_one_in_any_order(uuids, seed, size, dice):
    if not seed.strip():
        seed = "x"
    texts = [str(one) for one in uuids]
    dice.shuffle(texts)
    drawn = api.draw(seed, texts, size)
    assert list(drawn.rows) == by_hand(seed, texts, size)
    assert api.draw(seed, [text.upper() for text in reversed(texts)], size) == drawn


def test_sample_of_a_known_seed_is_the_known_one():
    """Literal, so that it is the same on another machine and database."""
    rows = [str(uuid.UUID(int=number)) for number in range(100)]
    drawn = api.draw("双色球 2026136 期", rows, 3)
    assert drawn.rows == KNOWN


def test_sample_once_drawn_stays(chain):
    confirmed(chain)
    auditor = make_user(role="auditor")
    sample = api.draw_sample(register="contracts", seed=" 20261124 ", size=2, by=auditor)
    assert (sample.population, len(sample.rows)) == (3, 2)
    assert set(sample.rows) <= {str(row.uuid) for row in Contract.objects.all()}
    again = api.draw_sample(register="contracts", seed="20261124", size=2, by=chain.bureau)
    assert again.pk == sample.pk
    assert Sample.objects.count() == 1
    for facts in ({"seed": " "}, {"size": 0}, {"register": "assets"}):
        with pytest.raises(StepRefused):
            api.draw_sample(
                **{"register": "contracts", "seed": "1", "size": 1, "by": auditor} | facts
            )


def run(command, *arguments):
    return CliRunner().invoke(command, arguments)


def test_commands_write_and_list(chain, tmp_path):
    confirmed(chain, 1)
    out = tmp_path / "funds.xlsx"
    said = run(commands.funds, "statement", "--out", str(out))
    assert said.exit_code == 0, said.output
    assert "1 rows, 100,000.00 yuan" in said.output
    assert python_calamine.load_workbook(out).sheet_names == ["资金使用明细表"]
    said = run(commands.funds, "flags", "--json")
    assert (said.exit_code, json.loads(said.output)) == (0, {"waiting": 0, "flags": []})
    chain.milestone(chain.contract(), days=31)
    said = run(commands.funds, "flags", "--json")
    assert said.exit_code == 1
    assert [row["flag"] for row in json.loads(said.output)["flags"]] == ["late_milestone"]
    assert "late_milestone" in run(commands.funds, "flags").output
    package = tmp_path / "ocds.json"
    said = run(commands.funds, "ocds", "--out", str(package), "--uri", "https://x.example/o.json")
    assert len(json.loads(package.read_text())["releases"]) == 2
    said = run(commands.sample, "--seed", "1", "--register", "contracts", "--json")
    assert json.loads(said.output)["population"] == 1
    assert "1 of 1 rows" in run(commands.sample, "--seed", "1", "--register", "contracts").output
    assert run(commands.sample, "--seed", "1", "--register", "nothing").exit_code == 1
