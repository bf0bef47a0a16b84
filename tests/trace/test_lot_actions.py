"""Lots: coming in, being made, moving, leaving."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories import (
    make_flour,
    make_lot,
    make_noodles,
    make_organisation,
    make_product,
    make_user,
    member_of,
    pass_test,
    today,
)

from ezhen.trace.actions.hold import hold_lots, release_lots
from ezhen.trace.actions.lot import use_lot
from ezhen.trace.actions.process import Input, process_lots
from ezhen.trace.actions.shipment import Load, receive_shipment, ship_lots
from ezhen.trace.enums import HoldCause, Standing, UseKind
from ezhen.trace.errors import (
    AlreadyReceived,
    BalanceRefused,
    ImpossibleDate,
    LotHeld,
    LotNotSellable,
    NotApproved,
    NotEnough,
    ShipmentRefused,
    TestRefused,
)
from ezhen.trace.models import LotBalance, LotLink, TraceEvent
from ezhen.trace.queries.lot import affected_ids, equation, reached_from, standing_of

pytestmark = pytest.mark.django_db


def _left(lot, holder):
    row = LotBalance.objects.filter(lot=lot, holder=holder).first()
    return row.quantity if row else None


def test_buy_in_gives_the_owner_all_of_it_and_one_event():
    lot = make_lot(quantity="1240")
    assert _left(lot, lot.owner) == 1240
    assert lot.code == f"ZY{lot.produced_on:%y%m%d}A"
    assert lot.steps.get().title == "购入小麦粉"
    assert TraceEvent.objects.get().event_id.startswith("ni:///sha-256;")


def test_second_lot_of_a_day_gets_the_next_letter():
    owner = make_organisation()
    flour = make_flour()
    codes = [make_lot(owner=owner, product=flour).code[-1] for _ in range(3)]
    assert codes == ["A", "B", "C"]


def test_buy_in_refuses_a_production_date_in_the_future():
    with pytest.raises(ImpossibleDate) as refusal:
        make_lot(produced_on=today() + dt.timedelta(days=1))
    assert refusal.value.field == "produced_on"


def test_buy_in_needs_an_approved_owner():
    with pytest.raises(NotApproved):
        make_lot(owner=make_organisation(approved=False))


def test_process_takes_inputs_and_links_them():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="1262")
    noodles = make_noodles(source=flour, owner=owner, quantity="2400", used="1262")
    assert _left(flour, owner) == 0
    assert _left(noodles, owner) == 2400
    link = LotLink.objects.get()
    assert (link.source, link.target, link.quantity) == (flour, noodles, 1262)
    assert round(noodles.process.loss, 3) == Decimal("0.049")


def test_process_refuses_more_out_than_in():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="100")
    with pytest.raises(BalanceRefused, match=r"产出 150\.0 kg，多于投料 100\.0 kg"):
        make_noodles(source=flour, owner=owner, quantity="300", used="100")
    assert _left(flour, owner) == 100


def test_process_refuses_a_loss_beyond_the_class():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="1000")
    with pytest.raises(BalanceRefused, match=r"损耗 50\.0%"):
        make_noodles(source=flour, owner=owner, quantity="1000", used="1000")


def test_process_refuses_a_lot_twice_beyond_its_quantity():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="600")
    product = make_product(organisation=owner)
    make_noodles(source=flour, owner=owner, product=product, quantity="1000", used="520")
    with pytest.raises(NotEnough, match="只有 80 kg"):
        make_noodles(source=flour, owner=owner, product=product, quantity="1000", used="520")
    assert _left(flour, owner) == 80


def test_process_refuses_an_end_before_the_beginning():
    now = timezone.now()
    with pytest.raises(ImpossibleDate):
        make_noodles(started_at=now, ended_at=now - dt.timedelta(hours=1))


def test_process_refuses_the_same_input_on_two_rows():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="1000")
    product = make_product(organisation=owner)
    now = timezone.now()
    with pytest.raises(BalanceRefused):
        process_lots(
            organisation=owner,
            kind="noodle_making",
            inputs=[Input(flour, Decimal(100)), Input(flour, Decimal(100))],
            product=product,
            quantity=Decimal(380),
            started_at=now,
            ended_at=now,
            by=member_of(owner),
        )


def test_lot_that_needs_a_test_cannot_be_sold_before_it_passes():
    noodles = make_noodles()
    shop = make_organisation(role="merchant")
    load = [Load(noodles, Decimal(10))]
    facts = {"sender": noodles.owner, "receiver": shop, "loads": load}
    by = member_of(noodles.owner)
    with pytest.raises(LotNotSellable):
        ship_lots(by=by, **facts)
    pass_test(noodles)
    assert ship_lots(by=by, **facts).lines.get().quantity == 10


def test_failed_test_holds_the_lot_and_all_made_from_it():
    flour = make_lot(quantity="1000")
    noodles = make_noodles(source=flour, quantity="1000")
    pass_test(noodles)
    pass_test(flour, passed=False)
    assert standing_of(flour) == Standing.HELD
    noodles.refresh_from_db()
    assert standing_of(noodles) == Standing.HELD
    with pytest.raises(LotHeld):
        use_lot(
            lot=noodles,
            holder=noodles.owner,
            kind=UseKind.SOLD,
            quantity=Decimal(1),
            by=member_of(noodles.owner),
        )


def test_passed_retest_ends_the_hold_of_the_failed_one_only():
    flour = make_lot(quantity="1000")
    noodles = make_noodles(source=flour, quantity="1000")
    pass_test(noodles)
    pass_test(flour, passed=False)
    hold_lots(
        source=noodles,
        cause=HoldCause.MARKET_HOLD,
        reason="抽检",
        by=make_user(role="regulator"),
        organisation=noodles.owner,
    )
    pass_test(flour, number="R2")
    flour.refresh_from_db()
    noodles.refresh_from_db()
    assert standing_of(flour) == Standing.SELLABLE
    assert standing_of(noodles) == Standing.HELD


def test_held_lot_cannot_be_used_in_a_process():
    flour = make_lot(quantity="1000")
    pass_test(flour, passed=False)
    with pytest.raises(LotHeld):
        make_noodles(source=flour, quantity="100")


def test_held_lot_may_be_destroyed():
    flour = make_lot(quantity="1000")
    pass_test(flour, passed=False)
    use_lot(
        lot=flour,
        holder=flour.owner,
        kind=UseKind.DESTROYED,
        quantity=Decimal(1000),
        by=member_of(flour.owner),
    )
    assert equation(flour).destroyed == 1000
    assert equation(flour).is_balanced


def test_released_lot_may_be_sold_again():
    lot = make_lot()
    facts = {
        "source": lot,
        "cause": HoldCause.MARKET_HOLD,
        "by": make_user(role="regulator"),
        "organisation": lot.owner,
    }
    hold_lots(reason="抽检", **facts)
    assert standing_of(lot) == Standing.HELD
    release_lots(reason="抽检合格", **facts)
    assert standing_of(lot) == Standing.SELLABLE


def test_test_needs_items_and_is_recorded_once():
    lot = make_lot()
    pass_test(lot)
    with pytest.raises(TestRefused, match="已经登记"):
        pass_test(lot)


def test_shipment_waits_on_the_way_until_it_is_received():
    lot = make_lot(quantity="100")
    shop = make_organisation(role="merchant")
    shipment = ship_lots(
        sender=lot.owner, receiver=shop, loads=[Load(lot, Decimal(40))], by=member_of(lot.owner)
    )
    assert equation(lot).on_the_way == 40
    line = shipment.lines.get()
    receive_shipment(shipment=shipment, received={line.pk: Decimal(38)}, by=member_of(shop))
    now = equation(lot)
    assert (now.held, now.on_the_way, now.destroyed) == (98, 0, 2)
    assert now.is_balanced
    with pytest.raises(AlreadyReceived):
        receive_shipment(shipment=shipment, by=member_of(shop))


def test_more_than_sent_cannot_be_received():
    lot = make_lot(quantity="100")
    shop = make_organisation(role="merchant")
    shipment = ship_lots(
        sender=lot.owner, receiver=shop, loads=[Load(lot, Decimal(40))], by=member_of(lot.owner)
    )
    line = shipment.lines.get()
    with pytest.raises(ShipmentRefused) as refusal:
        receive_shipment(shipment=shipment, received={line.pk: Decimal(41)}, by=member_of(shop))
    assert refusal.value.field == f"line_{line.pk}"


def test_shipment_to_oneself_is_refused():
    lot = make_lot()
    with pytest.raises(ShipmentRefused):
        ship_lots(
            sender=lot.owner,
            receiver=lot.owner,
            loads=[Load(lot, Decimal(1))],
            by=member_of(lot.owner),
        )


def test_expired_lot_cannot_be_sold():
    lot = make_lot(
        produced_on=today() - dt.timedelta(days=30), best_before=today() - dt.timedelta(days=1)
    )
    assert standing_of(lot) == Standing.EXPIRED
    with pytest.raises(LotNotSellable):
        ship_lots(
            sender=lot.owner,
            receiver=make_organisation(role="merchant"),
            loads=[Load(lot, Decimal(1))],
            by=member_of(lot.owner),
        )


def test_affected_set_goes_both_ways_and_visits_a_diamond_once():
    owner = make_organisation()
    flour = make_lot(owner=owner, quantity="10000")
    product = make_product(organisation=owner, product_class="grain", name="杂粮粉", unit="kg")
    first = make_noodles(source=flour, owner=owner, product=product, quantity="100", used="100")
    second = make_noodles(source=flour, owner=owner, product=product, quantity="100", used="100")
    now = timezone.now()
    last = process_lots(
        organisation=owner,
        kind="other",
        inputs=[Input(first, Decimal(50)), Input(second, Decimal(50))],
        product=product,
        quantity=Decimal(100),
        started_at=now,
        ended_at=now,
        by=member_of(owner),
    ).output
    assert affected_ids(flour.pk) == {flour.pk, first.pk, second.pk, last.pk}
    assert reached_from(last.pk, downstream=False) == {first.pk, second.pk, flour.pk}


def test_database_refuses_a_lot_made_of_itself():
    lot = make_lot()
    with pytest.raises(IntegrityError), transaction.atomic():
        LotLink(source=lot, target=lot, quantity=Decimal(1)).save()


def test_database_refuses_a_balance_below_zero():
    lot = make_lot()
    with pytest.raises(IntegrityError), transaction.atomic():
        LotBalance.objects.filter(lot=lot).update(quantity=-1)
