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
from ezhen.programme.models import AssetCheck
from ezhen.registers import api as registers

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
