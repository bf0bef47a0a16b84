"""Stopping lots and letting them go: the pages, and every door that must stay shut."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.factories import (
    make_lot,
    make_noodles,
    make_organisation,
    make_recall,
    make_user,
    member_of,
    pass_test,
)

from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.trace.actions.hold import allow_sale, stop_sale
from ezhen.trace.actions.lot import use_lot
from ezhen.trace.actions.process import Input, process_lots
from ezhen.trace.actions.shipment import Load, ship_lots
from ezhen.trace.enums import HoldCause, Standing, UseKind
from ezhen.trace.errors import LotHeld, RecallRefused
from ezhen.trace.models import LotHold, LotLink, LotUse, Shipment
from ezhen.trace.queries.hold import stops_of
from ezhen.trace.queries.lot import standing_of

pytestmark = pytest.mark.django_db


def _stop(lot, cause="market_hold", by=None):
    return stop_sale(
        lot=lot, cause=cause, reason="抽检待复检", by=by or make_user(role="regulator")
    )


def test_hold_page_says_the_effect_and_stops_all_made_from_the_lot(client_as):
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    client = client_as("regulator")
    url = reverse("trace:hold_lot", args=[flour.uuid])
    assert "2 个批次" in client.get(url).text
    response = client.post(url, {"cause": "market_hold", "reason": "抽检待复检"})
    assert response["Location"] == flour.get_absolute_url()
    assert standing_of(noodles) == Standing.HELD


def test_hold_page_needs_a_reason_and_keeps_the_choice(client_as):
    lot = make_lot()
    url = reverse("trace:hold_lot", args=[lot.uuid])
    page = client_as("regulator").post(url, {"cause": "market_exit", "reason": " "})
    assert page.context["form"].errors["reason"]
    assert 'value="market_exit"' in page.text
    assert not LotHold.objects.exists()


def test_stopping_twice_is_refused_with_words(client_as):
    lot = make_lot()
    _stop(lot)
    url = reverse("trace:hold_lot", args=[lot.uuid])
    page = client_as("regulator").post(url, {"cause": "market_hold", "reason": "再停一次"})
    assert "已因此停售" in page.text
    assert LotHold.objects.count() == 1


def test_release_page_ends_the_stop_for_all_it_stopped(client_as):
    flour = make_lot(quantity="2000")
    noodles = make_noodles(source=flour)
    pass_test(noodles)
    _stop(flour)
    url = reverse("trace:release_lot", args=[noodles.uuid])  # also from a lot further down
    client = client_as("regulator")
    page = client.get(url).text
    assert "涉及 2 批" in page
    client.post(url, {"stop": "0", "reason": "复检合格"})
    noodles.refresh_from_db()
    assert standing_of(flour) == Standing.SELLABLE
    assert standing_of(noodles) == Standing.SELLABLE
    assert "没有停售" in client.get(url).text


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (lambda lot: _stop(lot, "market_exit"), "退市不能恢复"),
        (lambda lot: pass_test(lot, passed=False), "重新检验合格后自动解除"),
        (make_recall, "先结束召回 ZH"),
    ],
    ids=["market exit", "failed test", "running recall"],
)
def test_release_page_says_what_ends_a_stop_that_it_cannot_end(client_as, stop, said):
    lot = make_lot()
    stop(lot)
    url = reverse("trace:release_lot", args=[lot.uuid])
    client = client_as("regulator")
    page = client.get(url).text
    assert said in page
    assert 'name="stop"' not in page
    client.post(url, {"stop": "0", "reason": "放行"})
    assert standing_of(lot) in {Standing.HELD, Standing.RECALLED}


def test_only_a_market_hold_or_a_closed_recall_can_be_allowed_again():
    lot, by = make_lot(), make_user(role="regulator")
    _stop(lot, "market_exit", by)
    with pytest.raises(RecallRefused):
        allow_sale(lot=lot, cause=HoldCause.MARKET_EXIT, reason="放行", by=by)
    with pytest.raises(AlreadyDone):
        allow_sale(lot=lot, cause=HoldCause.MARKET_HOLD, reason="放行", by=by)


def test_two_stops_stand_by_themselves():
    lot, by = make_lot(), make_user(role="regulator")
    _stop(lot, by=by)
    pass_test(lot, passed=False)
    assert [stop.can_end for stop in stops_of(lot)] == [False, True]
    allow_sale(lot=lot, cause=HoldCause.MARKET_HOLD, reason="复检合格", by=by)
    assert standing_of(lot) == Standing.HELD


def _rows(prefix, rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for index, row in enumerate(rows):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


STOPS = [
    pytest.param(_stop, id="market hold"),
    pytest.param(lambda lot: _stop(lot, "market_exit"), id="market exit"),
    pytest.param(make_recall, id="recall"),
]


@pytest.mark.parametrize("stop", STOPS)
def test_stopped_lot_passes_through_no_action(stop):
    lot = make_lot(quantity="1000")
    by = member_of(lot.owner)
    shop = make_organisation(role="merchant")
    stop(lot)
    now = timezone.now()
    with pytest.raises(LotHeld):
        ship_lots(sender=lot.owner, receiver=shop, loads=[Load(lot, Decimal(1))], by=by)
    with pytest.raises(LotHeld):
        use_lot(lot=lot, holder=lot.owner, kind=UseKind.SOLD, quantity=Decimal(1), by=by)
    with pytest.raises(LotHeld):
        process_lots(
            organisation=lot.owner,
            kind="other",
            inputs=[Input(lot, Decimal(10))],
            product=lot.product,
            quantity=Decimal(10),
            started_at=now,
            ended_at=now,
            by=by,
        )
    assert not Shipment.objects.exists()
    assert not LotLink.objects.exists()
    assert not LotUse.objects.exists()


@pytest.mark.parametrize("stop", STOPS)
def test_stopped_lot_passes_through_no_page(client_as, stop):
    noodles = make_noodles()
    pass_test(noodles)
    shop = make_organisation(role="merchant")
    stop(noodles)
    client = client_as(member_of(noodles.owner))
    data = {"receiver": shop.pk, **_rows("loads", [{"lot": noodles.pk, "quantity": "1"}])}
    assert "不能使用、发货或销售" in client.post(reverse("trace:new_shipment"), data).text
    url = reverse("trace:new_use", args=[noodles.uuid])
    assert "不能使用、发货或销售" in client.post(url, {"kind": "sold", "quantity": "1"}).text
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {
        "kind": "packing",
        "product": noodles.product.pk,
        "quantity": "10",
        "started_at": now,
        "ended_at": now,
        **_rows("inputs", [{"lot": noodles.pk, "quantity": "10"}]),
        **_rows("readings", []),
    }
    assert "不能使用、发货或销售" in client.post(reverse("trace:new_process"), data).text
    assert not Shipment.objects.exists()
    assert not LotUse.objects.exists()
    assert not noodles.links_out.exists()


def test_destroying_stopped_goods_stays_possible():
    lot = make_lot(quantity="100")
    _stop(lot)
    by = member_of(lot.owner)
    use_lot(lot=lot, holder=lot.owner, kind=UseKind.DESTROYED, quantity=Decimal(100), by=by)
    assert lot.uses.get().quantity == 100


@pytest.mark.parametrize("role", ["producer", "merchant", "bureau", "operator", "auditor"])
def test_only_the_regulator_stops_and_allows(client_as, role):
    lot = make_lot()
    client = client_as(role)
    for name in ("hold_lot", "release_lot"):
        url = reverse(f"trace:{name}", args=[lot.uuid])
        assert client.get(url).status_code == 403
        assert client.post(url, {"cause": "market_hold", "reason": "停"}).status_code == 403
    with pytest.raises(NotAllowed):
        _stop(lot, by=make_user(role=role))
    assert not LotHold.objects.exists()


def test_list_of_stops_names_cause_and_number_of_lots(client_as):
    flour = make_lot(quantity="2000")
    make_noodles(source=flour)
    _stop(flour)
    recall = make_recall(make_lot())
    client = client_as("bureau")
    page = client.get(reverse("trace:stopped")).text
    assert "3 批停售" in page
    assert "监管部门暂停销售" in page
    held = client.get(reverse("trace:stopped"), {"cause": "market_hold"}).text
    assert flour.get_absolute_url() in held
    assert recall.source.get_absolute_url() not in held
    found = client.get(reverse("trace:stopped"), {"q": recall.source.product.name}).text
    assert recall.source.get_absolute_url() in found
    response = client.get(reverse("trace:stopped"), {"as": "xlsx", "cause": "market_hold"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    assert [row[6] for row in rows.to_python()] == ["停售批数", 2.0]


def test_list_of_stops_is_for_the_offices(client_as):
    assert client_as("producer").get(reverse("trace:stopped")).status_code == 403


def test_list_of_stops_asks_the_same_queries_for_1_and_20(
    client_as, django_assert_num_queries, django_assert_max_num_queries
):
    owner, by = make_organisation(), make_user(role="regulator")
    _stop(make_lot(owner=owner), by=by)
    client = client_as("regulator")
    client.get(reverse("trace:stopped"))
    with django_assert_max_num_queries(11) as first:
        client.get(reverse("trace:stopped"))
    for _ in range(19):
        _stop(make_lot(owner=owner), by=by)
    with django_assert_num_queries(len(first)):
        client.get(reverse("trace:stopped"))
