"""The pages of the money, as each person walks through them."""

import re

import pytest
from django.urls import reverse
from tests.programme.chain import ago

from ezhen.programme.enums import FlagState
from ezhen.programme.models import Contract, Flag, Payment
from ezhen.registers.api import review_record, rows, waiting

pytestmark = pytest.mark.django_db


def post(client, url, **values):
    """Send a form; the address it leads to."""
    answer = client.post(url, values)
    assert answer.status_code == 302, re.findall(r"ez-error.*?</div>", answer.text, re.DOTALL)
    return answer["Location"]


def test_whole_chain_is_entered_on_forms(client_as, chain):
    line, party = chain.line(), chain.party()
    client = client_as(chain.operator)
    url = post(
        client,
        reverse("programme:new_contract"),
        number="GHZ-9",
        party=party.uuid,
        kind="building",
        subject="展厅改造",
        line=line.uuid,
        value="5000.00",
        signed_on=ago(30),
        starts_on=ago(30),
        ends_on=ago(-300),
    )
    page = client.get(url).text
    assert "展厅改造：¥5,000.00 已付 ¥0.00" in page
    assert "还有 ¥5,000.00 没有分到节点。" in page
    contract = Contract.objects.get()
    post(
        client,
        reverse("programme:milestone", args=[contract.uuid]),
        title="竣工",
        due_on=ago(5),
        value="5000",
    )
    page = client.get(url).text
    assert f"“竣工”（应于 {ago(5)} 完成）待委托方验收。" in page
    milestone = contract.milestones.get()
    accept = reverse("programme:accept", args=[milestone.uuid])
    assert accept not in page
    client = client_as(chain.bureau)
    assert accept in client.get(url).text
    assert accept in client.get(reverse("home")).text
    post(client, accept, accepted_on=ago(2), findings="合格")
    client = client_as(chain.operator)
    post(
        client,
        reverse("programme:invoice", args=[milestone.uuid]),
        number="26140001",
        issued_on=ago(1),
        amount="5000",
    )
    pay = reverse("programme:pay", args=[contract.uuid])
    assert pay in client.get(url).text
    invoice = contract.invoices.get()
    facts = {
        "invoice": invoice.uuid,
        "paid_on": ago(0),
        "voucher": "记-1",
        "slip_payee": party.name,
        "approver": "赵局长",
    }
    refused = client.post(pay, facts | {"amount": "5000.01"})
    assert refused.status_code == 422
    assert "超过发票金额。" in refused.text
    post(client, pay, amount="5000", **facts)
    page = client.get(url).text
    assert "¥5,000.00 已付清" in page
    assert "全链条齐全。" in page
    assert "付款，凭证 记-1：¥5,000.00" in page
    back = reverse("programme:reverse", args=[contract.uuid])
    payment = Payment.objects.get()
    post(client, back, payment=payment.uuid, voucher="记-2", reason="账号填错")
    assert "冲销，凭证 记-2" in client.get(url).text


def test_sent_twice_is_entered_once(client_as, chain):
    client = client_as(chain.bureau)
    url = reverse("programme:new_line")
    key = re.search(r'name="submission" value="([0-9a-f-]+)"', client.get(url).text)[1]
    facts = {"source": "own", "code": "Z1", "title": "自筹", "planned": "10", "submission": key}
    assert post(client, url, **facts) == post(client, url, **facts)
    again = client.post(url, facts | {"submission": ""})
    assert again.status_code == 422
    assert "这个来源已有同号科目。" in again.text


def test_budget_says_planned_contracted_paid_left(client_as, chain):
    assert "还没有预算" in client_as(chain.bureau).get(reverse("programme:budget")).text
    chain.paid()
    client = client_as(chain.bureau)
    page = client.get(reverse("programme:budget")).text
    assert "预算 ¥10,000,000.00，已付 ¥100,000.00（1.0 %）" in page
    assert "结余 ¥9,900,000.00" in page
    line = reverse("programme:line", args=[chain.line().uuid])
    assert line in page
    post(client, line, change="-100", reason="调减")
    page = client_as(chain.operator).get(reverse("programme:budget")).text
    assert line not in page
    assert "¥9,999,900.00" in page


def test_contracts_are_found_by_two_characters_and_leave_as_excel(client_as, chain):
    chain.paid(subject="仓储货架采购", kind="purchase")
    chain.contract(subject="直播间装修")
    client = client_as("auditor")
    url = reverse("programme:contracts")
    page = client.get(url, {"q": "货架"}).text
    assert "仓储货架采购" in page
    assert "直播间装修" not in page
    assert "1 份合同" in page
    assert "直播间装修" not in client.get(url, {"kind": "purchase"}).text
    assert "没有" not in client.get(url, {"source": "own"}).text
    assert client.get(url, {"as": "xlsx"})["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_times(client_as, chain, count, django_assert_num_queries):
    for _ in range(count):
        chain.paid()
    client = client_as("auditor")
    with django_assert_num_queries(LIST):
        client.get(reverse("programme:contracts"))
    with django_assert_num_queries(PAGE):
        client.get(Contract.objects.order_by("pk").first().get_absolute_url())


LIST, PAGE = 10, 13


def test_flag_is_explained_and_left_standing_on_its_page(client_as, chain):
    chain.milestone(chain.contract(), days=31)
    flag = Flag.objects.get()
    client = client_as(chain.operator)
    assert "1 条资金预警待办" in client.get(reverse("home")).text
    assert "节点逾期" in client.get(reverse("programme:flags")).text
    explain = reverse("programme:explain", args=[flag.uuid])
    assert client.post(explain, {"text": " "}).status_code == 422
    assert post(client, explain, text="雨季停工") == flag.get_absolute_url()
    client = client_as("auditor")
    page = client.get(flag.get_absolute_url()).text
    assert "雨季停工" in page
    assert "问题成立" in page
    post(client, reverse("programme:settle", args=[flag.uuid]), text="没有签证", stands="1")
    flag.refresh_from_db()
    assert flag.state == FlagState.STANDS
    assert "没有待办" not in client.get(reverse("programme:flags")).text
    assert "节点逾期" not in client.get(reverse("programme:flags"), {"state": "gone"}).text


def test_register_of_contracts_leads_to_the_chain(client_as, chain):
    contract = chain.paid()
    client = client_as(chain.operator)
    new = reverse("registers:new_record", args=["contracts"])
    assert client.get(new)["Location"] == reverse("programme:new_contract")
    new = reverse("registers:new_record", args=["fund_entries"])
    assert client.get(new)["Location"] == reverse("programme:contracts")
    for register in ("contracts", "fund_entries"):
        row = rows(register, states=frozenset({"waiting"})).get()
        assert contract.get_absolute_url() in client.get(row.get_absolute_url()).text


def test_sample_is_drawn_on_a_page(client_as, chain):
    chain.paid()
    client = client_as(chain.bureau)

    review_record(record=waiting("contracts").get(), confirm=True, by=chain.bureau)
    assert "台账抽样会列在这里" in client.get(reverse("programme:samples")).text
    new = reverse("programme:new_sample")
    refused = client.post(new, {"register": "assets", "seed": "1", "size": "2"})
    assert "这个台账还没有已确认的记录。" in refused.text
    url = post(client, new, register="contracts", seed="20261124", size="2")
    page = client.get(url).text
    assert "1 条中抽取 1 条" in page
    assert str(Contract.objects.get().uuid) in page
    assert "20261124" in client.get(reverse("programme:samples")).text


def test_files_are_handed_out(client_as, chain):
    chain.paid()
    client = client_as("auditor")
    answer = client.get(reverse("programme:statement"))
    assert answer.content[:2] == b"PK"
    answer = client.get(reverse("programme:ocds"))
    assert answer.json()["uri"] == "http://testserver/programme/ocds.json"
