"""Recalls on the page: scope, effect, follow-up, a holder's answer, the printed report."""

import datetime as dt
import io
import re
import subprocess
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.factories import (
    make_lot,
    make_noodles,
    make_organisation,
    make_product,
    make_recall,
    make_user,
    member_of,
    pass_test,
    today,
)
from tests.labelled import make_labels

from ezhen.trace.actions.recall import close_recall, confirm_notices
from ezhen.trace.actions.scan import look_up_code
from ezhen.trace.actions.shipment import Load, receive_shipment, ship_lots
from ezhen.trace.enums import Standing
from ezhen.trace.models import Lot, LotBalance, LotHold, LotLink, Recall
from ezhen.trace.queries.lot import standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread():
    """Flour became noodles: 700 bags with the maker, 300 with a shop."""
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    pass_test(noodles)
    shop = make_organisation(role="merchant", name="古韩镇便民超市")
    sent = ship_lots(
        sender=noodles.owner,
        receiver=shop,
        loads=[Load(noodles, Decimal(300))],
        by=member_of(noodles.owner),
    )
    receive_shipment(shipment=sent, by=member_of(shop))
    return flour, noodles, shop


def _url(lot):
    return reverse("trace:new_recall", args=[lot.uuid])


def _form(client, lot, **changes):
    """What the scope page sends when everything shown is ticked."""
    page = client.get(_url(lot))
    context = page.context
    return {
        "step": "check",
        "scope": context["sealed"],
        "submission": str(context["form"]["submission"].value()),
        "kind": "real",
        "recall_class": "1",
        "started_at": (timezone.localtime() - dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "reason": "铅含量超过限值",
        "advice": "请停止食用",
        "ticked": sorted(context["ticked"]),
        "rest": "on",
    } | changes


def test_scope_page_shows_lots_holders_shipments_codes_and_ticks_what_is_made_from_it(
    client_as, spread
):
    flour, noodles, _shop = spread
    make_labels(noodles, quantity=2400)
    client = client_as("regulator")
    page = client.get(_url(flour))
    assert f"批次 {flour.code} 往下涉及 2 批、2 家" in page.text
    assert page.context["ticked"] == {flour.pk, noodles.pk}
    row = page.context["scope"].down[1]
    assert [share.quantity for share in row.shares] == [700, 300]
    assert [line.quantity for line in row.lines] == [300]
    assert (row.num_codes, row.held, row.gone) == (2400, 1000, 0)
    up = client.get(_url(noodles))
    assert [row.lot for row in up.context["scope"].up] == [flour]
    assert up.context["ticked"] == {noodles.pk}  # what went into it is not ticked
    assert "24 小时内启动" in page.text
    assert "10 个工作日内完成" in page.text


def test_scope_page_asks_the_same_queries_however_wide(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    flour = make_lot(quantity="100000")
    make_noodles(source=flour)
    client = client_as("regulator")
    client.get(_url(flour))
    with django_assert_max_num_queries(22) as first:
        client.get(_url(flour))
    for _ in range(9):
        make_noodles(source=flour)
    with django_assert_num_queries(len(first)):
        client.get(_url(flour))


def test_effect_is_said_in_numbers_before_anything_happens(client_as, spread):
    flour, _noodles, _shop = spread
    client = client_as("regulator")
    page = client.post(_url(flour), _form(client, flour)).text
    assert "召回 2 批，通知 2 家？" in page
    assert "提交后立即生效" in page
    assert "1,000" in page
    assert not Recall.objects.exists()
    assert standing_of(flour) == Standing.SELLABLE


def test_recall_is_issued_once_however_often_it_is_sent(client_as, spread):
    flour, noodles, _shop = spread
    client = client_as("regulator")
    data = _form(client, flour, step="issue")
    first, second = (client.post(_url(flour), data) for _ in range(2))
    recall = Recall.objects.get()
    assert first["Location"] == second["Location"] == recall.get_absolute_url()
    assert set(recall.lots.values_list("lot", flat=True)) == {flour.pk, noodles.pk}
    noodles.refresh_from_db()
    assert standing_of(noodles) == Standing.RECALLED


def test_unticked_lots_stay_free(client_as, spread):
    flour, noodles, _shop = spread
    client = client_as("regulator")
    client.post(_url(flour), _form(client, flour, step="issue", ticked=[noodles.pk]))
    noodles.refresh_from_db()
    assert standing_of(noodles) == Standing.RECALLED
    assert standing_of(flour) == Standing.SELLABLE


def test_drill_says_so_on_every_page_and_stops_nothing(client_as, spread):
    flour, noodles, shop = spread
    client = client_as("regulator")
    data = _form(client, flour, kind="mock")
    assert "演练：不停售" in client.post(_url(flour), data).text
    client.post(_url(flour), data | {"step": "issue"})
    drill = Recall.objects.get()
    noodles.refresh_from_db()
    assert drill.is_mock
    assert not LotHold.objects.exists()
    assert standing_of(noodles) == Standing.SELLABLE
    assert "演练：没有停售任何批次" in client.get(drill.get_absolute_url()).text
    listed = client.get(reverse("trace:recalls"), {"state": "mock"}).text
    assert drill.number in listed
    assert "演练 1 次，留档备查" in listed
    page = client_as(member_of(shop)).get(drill.get_absolute_url()).text
    assert "演练：照常销售" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"recall_class": ""}, "recall_class"),
        ({"reason": " "}, "reason"),
        ({"advice": ""}, "advice"),
        ({"ticked": [], "rest": ""}, "ticked"),
        ({"started_at": "2999-01-01T08:00"}, "started_at"),
        ({"ticked": ["999999"]}, "ticked"),
        ({"scope": "made up"}, "scope"),
    ],
)
def test_wrong_input_is_said_at_its_field_and_keeps_the_rest(client_as, spread, change, field):
    flour, noodles, _shop = spread
    client = client_as("regulator")
    sent = _form(client, flour, reason="铅", ticked=[noodles.pk]) | change
    page = client.post(_url(flour), sent)
    assert page.context["form"].errors[field]
    if "ticked" not in change:
        assert page.context["ticked"] == {noodles.pk}
    assert page.context["form"]["reason"].value() == sent["reason"]
    assert not Recall.objects.exists()


def test_scope_of_another_lot_is_not_taken(client_as, spread):
    flour, noodles, _shop = spread
    client = client_as("regulator")
    other = _form(client, noodles)["scope"]
    page = client.post(_url(flour), _form(client, flour, step="issue", scope=other))
    assert "页面打开已超过一天" in page.text
    assert not Recall.objects.exists()


def test_second_regulator_reads_that_it_is_done_already(client_as, spread):
    flour, _noodles, _shop = spread
    client = client_as("regulator")
    data = _form(client, flour, step="issue")
    first = make_recall(flour)
    page = client.post(_url(flour), data).text
    assert f"这些批次都已召回：{first.number}" in page


@pytest.mark.parametrize("role", ["producer", "merchant", "bureau", "operator", "auditor"])
def test_only_the_regulator_recalls(client_as, role):
    lot = make_lot()
    recall = make_recall(lot)
    client = client_as(role)
    assert client.get(_url(lot)).status_code == 403
    assert client.post(_url(lot), {"step": "issue"}).status_code == 403
    url = reverse("trace:close_recall", args=[recall.uuid])
    assert client.post(url).status_code == 403


def test_holder_confirms_per_lot_and_sees_nobody_else(client_as, spread):
    flour, noodles, shop = spread
    recall = make_recall(flour)
    client = client_as(member_of(shop))
    page = client.get(recall.get_absolute_url()).text
    assert "请马上下架这些货" in page
    assert noodles.owner.name not in page
    assert noodles.owner.short_name not in page
    assert flour.code not in page.replace(noodles.code, "")  # never held by the shop
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    page = client.get(url).text
    assert "通知时在手 300 袋" in page
    assert 'value="300"' in page
    client.post(url, {f"lot_{noodles.pk}": "280", "note": "20 袋已售出"})
    notice = recall.notices.get(holder=shop)
    assert (notice.returned, notice.note) == (280, "20 袋已售出")
    assert recall.notices.filter(confirmed_at=None).exists()  # the maker's own
    page = client.post(url, {f"lot_{noodles.pk}": "1"}, follow=True).text
    assert "已经回复过了" in page
    notice.refresh_from_db()
    assert notice.returned == 280


def test_more_than_the_lot_had_is_refused_at_its_field(client_as, spread):
    flour, noodles, shop = spread
    recall = make_recall(flour)
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    page = client_as(member_of(shop)).post(url, {f"lot_{noodles.pk}": "1001"})
    assert "最多还能收回 1000" in page.context["form"].errors[f"lot_{noodles.pk}"][0]


def _wide(num):
    """A lot from which so many were made, all with one keeper."""
    source = make_lot(quantity="1000")
    product = make_product(organisation=source.owner)
    made = Lot.objects.bulk_create(
        Lot(
            code=f"W{number:04d}",
            product=product,
            producer=source.owner,
            owner=source.owner,
            origin="made",
            quantity=10,
            produced_on=today(),
        )
        for number in range(num)
    )
    LotLink.objects.bulk_create(LotLink(source=source, target=lot, quantity=1) for lot in made)
    LotBalance.objects.bulk_create(
        LotBalance(lot=lot, holder=source.owner, quantity=10) for lot in made
    )
    return source


def test_holder_of_very_many_lots_confirms_the_rest_with_one_tick(client_as):
    source = _wide(120)
    recall = make_recall(source)
    client = client_as(member_of(source.owner))
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    page = client.get(url)
    assert "其余 21 批" in page.text
    names = [name for name in page.context["form"].fields if name.startswith("lot_")]
    assert len(names) == 100
    sent = dict.fromkeys(names, "5")
    assert client.post(url, sent).context["form"].errors["others"]
    client.post(url, sent | {"others": "on"})
    assert not recall.notices.filter(confirmed_at=None).exists()
    assert recall.notices.filter(returned=10).count() == 21
    page = client_as("regulator").get(recall.get_absolute_url())
    assert "120 个批次" in page.text  # by unit, not one by one
    assert "W0119" not in page.text.split("召回的批次")[0]


def test_scope_of_more_than_two_hundred_lots_is_recalled_whole_unless_unticked(client_as):
    source = _wide(230)
    client = client_as("regulator")
    assert "没列出的 31 批也召回" in client.get(_url(source)).text
    client.post(_url(source), _form(client, source, kind="mock", step="issue", rest=""))
    client.post(_url(source), _form(client, source, kind="mock", step="issue"))
    numbers = [drill.lots.count() for drill in Recall.objects.order_by("pk")]
    assert numbers == [200, 231]


def test_regulator_enters_for_a_holder_and_closes_when_all_have_answered(client_as, spread):
    flour, noodles, shop = spread
    recall = make_recall(flour)
    client = client_as("regulator")
    page = client.get(recall.get_absolute_url()).text
    assert "已通知 2 家，还差 2 家没回复" in page
    assert "disabled" in page
    close = reverse("trace:close_recall", args=[recall.uuid])
    assert "还有 2 家没回复" in client.post(close, follow=True).text
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    for holder in (shop, noodles.owner):
        where = f"{url}?holder={holder.uuid}"
        fields = [name for name in client.get(where).context["form"].fields if "lot_" in name]
        client.post(where, dict.fromkeys(fields, "100"))
    page = client.get(recall.get_absolute_url())
    assert "2 家都已回复" in page.text
    for total in page.context["totals"]:
        parts = total.recovered + total.outstanding + total.consumed
        assert total.in_scope == parts
    assert client.post(close, follow=True).text.count("已结束") >= 1
    recall.refresh_from_db()
    assert recall.state == "closed"


@pytest.mark.parametrize("named", ["", "not-a-uuid", "0190c0de-0000-7000-8000-000000000009"])
def test_regulator_must_name_a_holder_that_was_told(client_as, named):
    recall = make_recall(make_lot())
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    assert client_as("regulator").get(url, {"holder": named}).status_code == 404


def test_holder_cannot_answer_for_another(client_as, spread):
    flour, noodles, shop = spread
    recall = make_recall(flour)
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    where = f"{url}?holder={noodles.owner.uuid}"
    page = client_as(member_of(shop)).get(where)
    assert page.context["holder"] == shop


def test_strangers_find_no_recall(client_as):
    recall = make_recall(make_lot())
    client = client_as(member_of(make_organisation()))
    assert recall.number not in client.get(reverse("trace:recalls")).text
    assert client.get(recall.get_absolute_url()).status_code == 404
    url = reverse("trace:confirm_recall", args=[recall.uuid])
    assert client.post(url, {}).status_code == 404
    report = reverse("trace:recall_report", args=[recall.uuid])
    assert client.get(report).status_code == 403


def test_list_counts_who_confirmed_and_searches(client_as, spread):
    flour, _noodles, shop = spread
    recall = make_recall(flour, reason="呕吐毒素超标")
    other = make_recall(make_lot(), is_mock=True)
    client = client_as("regulator")
    page = client.get(reverse("trace:recalls")).text
    assert "1 起召回在办" in page
    assert "通知 2，缺 2" in page
    found = client.get(reverse("trace:recalls"), {"q": "毒素"}).text
    assert recall.number in found
    assert other.number not in found
    response = client.get(reverse("trace:recalls"), {"as": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    rows = rows.to_python()
    assert rows[0][11] == "没回复"
    mine = client_as(member_of(shop)).get(reverse("trace:recalls"), {"as": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(mine.content)).get_sheet_by_index(0)
    assert "没回复" not in rows.to_python()[0]


def test_list_asks_the_same_queries_for_1_and_15(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    by, owner = make_user(role="regulator"), make_organisation()
    make_recall(make_lot(owner=owner), by=by)
    client = client_as("regulator")
    client.get(reverse("trace:recalls"))
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("trace:recalls"))
    for _ in range(14):
        make_recall(make_lot(owner=owner), by=by)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:recalls"))


def _printed(client, recall, tmp_path):
    response = client.get(reverse("trace:recall_report", args=[recall.uuid]))
    assert response["Content-Type"] == "application/pdf"
    path = tmp_path / "report.pdf"
    path.write_bytes(response.content)
    command = ["pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s", "", text)


def test_printed_report_states_scope_quantities_codes_scans_and_how_long_each_step_took(
    client_as, tmp_path
):
    labels = make_labels(quantity=2400)
    lot, now = labels.lot, timezone.now()
    recall = make_recall(
        lot,
        started_at=now - dt.timedelta(hours=5, minutes=10),
        scoped_at=now - dt.timedelta(hours=2),
        at=now - dt.timedelta(hours=1),
    )
    look_up_code(serial=labels.serial(7), language="zh-hans", city="140400")
    confirm_notices(
        recall=recall,
        holder=lot.owner,
        returned={lot.pk: Decimal(990)},
        by=member_of(lot.owner),
        at=now - dt.timedelta(minutes=20),
    )
    close_recall(recall=recall, by=make_user(role="regulator"))
    words = _printed(client_as("auditor"), recall, tmp_path)
    assert recall.number in words
    assert "襄垣县市场监督管理局" in words
    assert "按时，提前19小时50分" in words  # 24 hours less the 4:10 it took to begin
    assert "启动前4小时10分获知风险" in words
    assert "启动前1小时00分查清范围" in words
    assert "40分" in words  # until the maker confirmed
    assert f"{lot.owner}回复" in words
    assert "1小时00分结束" in words
    assert "收回990" in words
    assert "1,000袋990袋10袋0袋" in words
    assert "共2,400枚，召回后被扫1枚" in words
    assert "山西长治" in words
    assert "演练" not in words


def test_printed_report_of_a_drill_is_headed_as_one(client_as, tmp_path):
    drill = make_recall(make_lot(), is_mock=True)
    words = _printed(client_as("regulator"), drill, tmp_path)
    assert "模拟召回（演练）" in words
    assert "启动演练" in words


def test_recall_page_shows_look_ups_since_with_their_city(client_as):
    labels = make_labels()
    look_up_code(serial=labels.serial(1), language="zh-hans", city="440100")
    recall = make_recall(labels.lot)
    look_up_code(serial=labels.serial(2), language="zh-hans", city="140400")
    page = client_as("regulator").get(recall.get_absolute_url())
    assert [row["city"] for row in page.context["scans"]] == ["山西长治"]
