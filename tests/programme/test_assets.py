"""Asset cards: a label leads to them, one tap checks the asset."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from tests.factories import make_user
from tests.programme.chain import ASSET

from ezhen.core.errors import NotAllowed
from ezhen.core.ids import new_uuid
from ezhen.core.models import AppendOnlyError
from ezhen.programme import api
from ezhen.programme.errors import StepRefused
from ezhen.programme.models import AssetCheck, AssetLoan
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(chain):
    return registers.enter_record(register="assets", values=ASSET, by=chain.operator)


def test_asset_is_checked_from_its_card_on_a_phone(client_as, chain, asset):
    client = client_as("auditor")
    assert "1 项资产，一年内已盘点 0 项" in client.get(reverse("programme:assets")).text
    url = reverse("programme:asset", args=[asset.uuid])
    page = client.get(url).text
    assert "直播补光灯" in page
    assert 'value="培训孵化基地"' in page
    assert client.post(url, {"place": "培训孵化基地"}).status_code == 302
    assert "1 项资产，一年内已盘点 1 项" in client.get(reverse("programme:assets")).text
    refused = client.post(url, {"place": "仓库", "missing": "1"})
    assert refused.status_code == 422
    assert "没找到的，请写明情况。" in refused.text
    client.post(url, {"place": "仓库", "note": "借出未还", "missing": "1"})
    page = client.get(reverse("programme:assets")).text
    assert "一年内已盘点 0 项" in page
    assert "未找到" in page
    assert client.get(reverse("programme:asset", args=[new_uuid()])).status_code == 404


def test_label_of_each_asset_leads_to_its_card(client_as, asset):
    page = client_as("operator").get(reverse("programme:asset_labels")).text
    assert "1 张标签" in page
    assert re.search(r"<svg[^>]*>.*?ZC-001", page, re.DOTALL)


def test_check_is_refused_for_what_is_no_asset(chain, asset):
    facts = {"is_there": True, "place": "库房", "by": chain.operator}
    with pytest.raises(StepRefused):
        api.check_asset(asset=new_uuid(), **facts)
    with pytest.raises(StepRefused, match="存放位置"):
        api.check_asset(asset=asset.uuid, **facts | {"place": " "})
    with pytest.raises(NotAllowed):
        api.check_asset(asset=asset.uuid, **facts | {"by": make_user(role="producer")})
    check = api.check_asset(asset=asset.uuid, **facts)
    with pytest.raises(AppendOnlyError):
        check.save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_assetcheck SET is_there = (1 = 0)")


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_assets_asks_the_same_number_of_times(
    client_as, chain, count, django_assert_num_queries
):
    for number in range(count):
        values = ASSET | {"number": f"ZC-{number}"}
        row = registers.enter_record(register="assets", values=values, by=chain.operator)
        api.check_asset(asset=row.uuid, is_there=True, place="库房", by=chain.operator)
    assert AssetCheck.objects.count() == count
    client = client_as("auditor")
    with django_assert_num_queries(QUERIES):
        client.get(reverse("programme:assets"))


QUERIES = 13


# ---- custody and use


def test_custody_goes_from_hand_to_hand_and_the_register_follows(chain, asset):
    made = api.hand_over_asset(asset=asset.uuid, taker="连慧敏", by=chain.operator)
    assert (made.giver, made.taker) == ("申锦程", "连慧敏")
    row = registers.rows("assets", states=RecordState.STANDS).get()
    assert registers.values_of(row)["keeper"] == "连慧敏"
    with pytest.raises(StepRefused, match="已由此人保管"):
        api.hand_over_asset(asset=asset.uuid, taker="连慧敏", by=chain.operator)
    with pytest.raises(StepRefused, match="接收人"):
        api.hand_over_asset(asset=asset.uuid, taker=" ", by=chain.operator)
    with pytest.raises(NotAllowed):
        api.hand_over_asset(asset=asset.uuid, taker="甲", by=chain.bureau)
    with pytest.raises(AppendOnlyError):
        made.save()


def test_what_came_back_writes_its_row_of_equipment_use(chain, asset):
    facts = {"asset": asset.uuid, "user": "牛婷婷", "purpose": "产品拍摄", "by": chain.operator}
    loan = api.take_out_asset(pieces=3, **facts)
    for pieces in (0, 2):
        with pytest.raises(StepRefused, match="在库只有 1 件"):
            api.take_out_asset(pieces=pieces, **facts)
    api.give_back_asset(loan=loan, is_good=False, by=chain.operator)
    row = registers.rows("equipment_use", states=RecordState.STANDS).get()
    assert row.uuid == loan.uuid
    assert (row.data["asset"], row.data["state"]) == ("ZC-001", "fault")
    assert registers.values_of(row)["user"] == "牛婷婷"
    with pytest.raises(StepRefused, match="已经归还"):
        api.give_back_asset(loan=loan, is_good=True, by=chain.operator)
    assert api.take_out_asset(pieces=4, **facts).state == "out"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_assetloan SET state = 'good', back_on = NULL")


def test_card_hands_over_takes_out_and_gives_back(client_as, chain, asset):
    client = client_as(chain.operator)
    url = reverse("programme:asset", args=[asset.uuid])
    out = reverse("programme:take_out", args=[asset.uuid])
    assert client.post(out, {"user": "牛婷婷", "purpose": "拍摄", "pieces": "9"}).status_code == 422
    assert client.post(out, {"user": "牛婷婷", "purpose": "拍摄", "pieces": "2"}).status_code == 302
    assert "在外 2 件" in client.get(url).text
    loan = AssetLoan.objects.get()
    client.post(reverse("programme:give_back", args=[loan.uuid]))
    assert "已还，完好" in client.get(url).text
    hand = reverse("programme:hand_over", args=[asset.uuid])
    assert client.post(hand, {"taker": ""}).status_code == 422
    client.post(hand, {"taker": "连慧敏"})
    assert "申锦程 → 连慧敏" in client.get(url).text


def test_stock_check_says_how_many_were_not_found(client_as, chain, asset):
    facts = {"asset": asset.uuid, "place": "库房", "by": chain.operator}
    api.check_asset(is_there=False, note="借出未还", **facts)
    page = client_as("auditor").get(reverse("programme:assets")).text
    assert "一年内已盘点 0 项，未找到 1 项" in page
