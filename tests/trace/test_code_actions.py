"""Item codes: ordering, binding, activating, voiding."""

import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.factories import (
    make_lot,
    make_noodles,
    make_order,
    make_organisation,
    make_product,
    make_user,
    member_of,
    pass_test,
    serial_of,
    today,
)
from tests.labelled import make_tested_noodles

from ezhen.core import log
from ezhen.trace.actions.code import (
    activate_codes,
    bind_codes,
    order_codes,
    prepare_again,
    void_codes,
)
from ezhen.trace.actions.hold import hold_lots
from ezhen.trace.codes import ALPHABET, Scheme
from ezhen.trace.enums import CodeState, CodeVerdict, HoldCause, OrderState
from ezhen.trace.errors import (
    ImpossibleDate,
    LotHeld,
    LotNotSellable,
    NotApproved,
    OrderNotReady,
    OrderTooLarge,
    RangeRefused,
)
from ezhen.trace.models import CodeFact, CodeOrder
from ezhen.trace.queries.code import cut, order_key, scheme, segments_of
from ezhen.trace.queries.lot_page import code_counts
from ezhen.trace.queries.scan import read_code

pytestmark = pytest.mark.django_db


def _states(order):
    return [(part.first, part.last, part.state.value) for part in segments_of(order)]


def _hold(lot, cause=HoldCause.MARKET_HOLD):
    return hold_lots(source=lot, cause=cause, reason="抽检", by=make_user(role="regulator"))


# ordering


def test_order_is_one_row_whatever_its_quantity(django_assert_num_queries):
    product = make_product()
    by = member_of(product.organisation)

    def order(quantity):
        return order_codes(
            organisation=product.organisation, product=product, quantity=quantity, by=by
        )

    order(1)
    with django_assert_num_queries(6) as small:
        order(2)
    with django_assert_num_queries(len(small)):
        order(100_000_000)
    assert CodeOrder.objects.count() == 3
    assert not CodeFact.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1, 100_000_001])
def test_order_refuses_a_quantity_out_of_bounds(quantity):
    with pytest.raises(OrderTooLarge, match="1 到 100,000,000") as refusal:
        make_order(quantity=quantity)
    assert refusal.value.field == "quantity"


def test_order_needs_an_approved_organisation_and_product():
    with pytest.raises(NotApproved):
        make_order(organisation=make_organisation(approved=False), product=make_product())
    with pytest.raises(NotApproved):
        make_order(product=make_product(approved=False))


def test_order_is_not_dated_in_the_future():
    with pytest.raises(ImpossibleDate):
        make_order(at=timezone.now() + dt.timedelta(days=1))


def test_order_for_a_lot_binds_all_codes_at_once_and_takes_its_product():
    lot = make_noodles()
    revision = lot.revision
    order = make_order(lot=lot, quantity=2400)
    assert order.product == lot.product
    assert _states(order) == [(0, 2399, "bound")]
    lot.refresh_from_db()
    assert lot.revision > revision
    step = lot.steps.get(step="codes")
    assert step.title == "贴码 2,400 个"
    assert not step.is_public


def test_order_refuses_a_lot_of_somebody_else_and_of_another_product():
    lot = make_noodles()
    with pytest.raises(RangeRefused, match="不是您的"):
        make_order(lot=lot, organisation=make_organisation())
    with pytest.raises(RangeRefused) as refusal:
        make_order(lot=lot, product=make_product(organisation=lot.owner, name="荞麦面"))
    assert refusal.value.field == "lot"
    assert not CodeOrder.objects.exists()


def test_order_without_product_can_be_bound_to_any_lot_of_its_owner():
    lot = make_noodles()
    order = order_codes(organisation=lot.owner, product=None, quantity=10, by=member_of(lot.owner))
    order = _ready(order)
    bind_codes(order=order, lot=lot, first=0, last=9, by=member_of(lot.owner))
    assert code_counts(lot).bound == 10


def _ready(order):
    from ezhen.core import jobs

    jobs.run_until_idle()
    order.refresh_from_db()
    return order


def test_order_keeps_its_key_sealed_and_every_order_has_another():
    product = make_product()
    orders = [make_order(product=product, quantity=5) for _ in range(3)]
    keys = [order_key(order) for order in orders]
    assert len(set(keys)) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM trace_codeorder")
        raw = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert all(len(key) == 16 and key not in raw for key in keys)
    entries = log.history(orders[0])
    assert keys[0].hex() not in "".join(entry.facts for entry in entries)


def test_sealed_key_moved_to_another_order_does_not_open():
    from ezhen.core.crypto import Tampered

    first, second = make_order(quantity=5), make_order(quantity=5)
    first.key = second.key
    with pytest.raises(Tampered):
        order_key(first)


def test_order_numbers_do_not_count_up():
    product = make_product()
    numbers = [make_order(product=product, quantity=1, ready=False).number for _ in range(8)]
    assert len(set(numbers)) == 8
    assert max(numbers) - min(numbers) > 1000


@pytest.mark.parametrize(
    ("gtin", "with_lot", "prefix"),
    [
        ("", False, "http://127.0.0.1:8000/c/"),
        ("", True, "http://127.0.0.1:8000/c/"),
        ("6901234567892", False, "http://127.0.0.1:8000/01/06901234567892/21/"),
        ("6901234567892", True, "http://127.0.0.1:8000/01/06901234567892/10/{lot}/21/"),
    ],
)
def test_order_fixes_the_address_of_its_codes(gtin, with_lot, prefix):
    product = make_product(gtin=gtin)
    lot = make_noodles(owner=product.organisation, product=product) if with_lot else None
    order = make_order(product=product, lot=lot, quantity=5)
    assert order.uri_prefix == prefix.format(lot=lot)
    assert len(order.manifest) == 1


def test_order_for_a_lot_number_that_gs1_cannot_hold_leaves_the_lot_out_of_the_address():
    product = make_product(gtin="6901234567892")
    lot = make_lot(product=product, code="头茬 1")
    order = make_order(lot=lot, quantity=5)
    assert order.uri_prefix == "http://127.0.0.1:8000/01/06901234567892/21/"


def test_order_is_in_the_log():
    order = make_order(lot=make_noodles(), quantity=7)
    actions = [entry.action for entry in log.history(order)]
    assert actions == ["trace.order_codes", "trace.bind_codes", "trace.finish_order"]


# what a code answers


def test_codes_verify_only_once_they_are_prepared():
    order = make_order(lot=make_tested_noodles(), quantity=10, ready=False)
    serial = serial_of(order, 3)
    assert read_code(serial, "zh-hans") is None
    _ready(order)
    assert read_code(serial, "zh-hans").index == 3


def test_serial_with_one_character_changed_never_verifies():
    order = make_order(quantity=100)
    serial = serial_of(order, 42)
    for place in range(len(serial)):
        for letter in set(ALPHABET) - {serial[place]}:
            assert read_code(serial[:place] + letter + serial[place + 1 :], "zh-hans") is None


def test_serial_of_another_order_town_or_index_never_verifies():
    order, other = make_order(quantity=100), make_order(quantity=100)
    own, foreign = order_key(order), order_key(other)
    assert read_code(scheme().serial(order.number, foreign, 1), "zh-hans") is None
    town = Scheme(bytes(16), "elsewhere")
    assert read_code(town.serial(order.number, own, 1), "zh-hans") is None
    assert read_code(scheme().serial(order.number, own, 100), "zh-hans") is None
    assert read_code(scheme().serial(order.number, own, 99), "zh-hans").index == 99


def test_printed_codes_outlive_a_change_of_the_cipher(settings):
    old = make_order(quantity=10)
    settings.CODE_CIPHER = "aes"
    new = make_order(quantity=10)
    assert (old.cipher, new.cipher) == ("sm4", "aes")
    assert read_code(serial_of(old), "zh-hans").number == old.number
    assert read_code(serial_of(new), "zh-hans").number == new.number


def test_serials_of_one_order_show_neither_index_nor_order():
    order = make_order(quantity=200)
    serials = [serial_of(order, index) for index in range(200)]
    assert sorted(serials) != serials
    assert len({serial[:2] for serial in serials}) > 100


# binding


def test_bind_later_and_in_parts():
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=1000)
    by = member_of(lot.owner)
    bind_codes(order=order, lot=lot, first=0, last=399, by=by)
    bind_codes(order=order, lot=lot, first=600, last=999, by=by)
    assert _states(order) == [(0, 399, "bound"), (400, 599, "free"), (600, 999, "bound")]
    assert code_counts(lot).bound == 800
    assert [entry.action for entry in log.history(order)][-2:] == ["trace.bind_codes"] * 2


@pytest.mark.parametrize(("first", "last"), [(399, 399), (0, 999), (100, 200), (300, 500)])
def test_bind_never_overlaps(first, last):
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=1000)
    by = member_of(lot.owner)
    bind_codes(order=order, lot=lot, first=100, last=399, by=by)
    with pytest.raises(RangeRefused, match=f"已经绑在批次 {lot}"):
        bind_codes(order=order, lot=lot, first=first, last=last, by=by)
    assert code_counts(lot).bound == 300


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 5, "first"), (5, 4, "last"), (0, 1000, "last"), (1000, 1000, "first")],
)
def test_range_that_the_order_does_not_have_is_refused(first, last, field):
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=1000)
    with pytest.raises(RangeRefused, match="1 到 1,000") as refusal:
        bind_codes(order=order, lot=lot, first=first, last=last, by=member_of(lot.owner))
    assert refusal.value.field == field


def test_bind_waits_until_the_codes_are_prepared():
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=10, ready=False)
    with pytest.raises(OrderNotReady):
        bind_codes(order=order, lot=lot, first=0, last=9, by=member_of(lot.owner))


def test_bind_leaves_voided_codes_out():
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=10)
    by = member_of(lot.owner)
    void_codes(order=order, first=4, last=5, reason="印坏了", by=by)
    bind_codes(order=order, lot=lot, first=0, last=9, by=by)
    assert code_counts(lot).bound == 8
    assert _states(order) == [(0, 3, "bound"), (4, 5, "void"), (6, 9, "bound")]
    with pytest.raises(RangeRefused, match="都已作废"):
        bind_codes(order=order, lot=lot, first=4, last=5, by=by)


def test_bind_to_a_stopped_lot_lets_its_labels_warn():
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=10)
    _hold(lot)
    bind_codes(order=order, lot=lot, first=0, last=9, by=member_of(lot.owner))
    assert read_code(serial_of(order), "zh-hans").standing(today()) == CodeVerdict.HELD


def test_bind_is_not_dated_in_the_future():
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=10)
    later = timezone.now() + dt.timedelta(days=1)
    facts = {"order": order, "first": 0, "last": 1, "by": member_of(lot.owner), "at": later}
    for act in (
        lambda: bind_codes(lot=lot, **facts),
        lambda: activate_codes(**facts),
        lambda: void_codes(reason="丢失", **facts),
    ):
        with pytest.raises(ImpossibleDate):
            act()


def test_database_refuses_a_second_range_with_the_same_beginning():
    order = make_order(lot=make_noodles(), quantity=10)
    fact = order.facts.get()
    fact.pk, fact._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        fact.save()


# activating


def test_activated_codes_answer_valid():
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=10)
    serial = serial_of(order, 2)
    assert read_code(serial, "zh-hans").standing(today()) == CodeVerdict.NOT_ACTIVE
    activate_codes(order=order, first=0, last=4, by=member_of(lot.owner))
    assert read_code(serial, "zh-hans").standing(today()) is None
    assert code_counts(lot).active == 5
    assert _states(order) == [(0, 4, "active"), (5, 9, "bound")]


def test_activate_takes_the_rest_and_refuses_when_nothing_is_left():
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=10)
    by = member_of(lot.owner)
    activate_codes(order=order, first=3, last=5, by=by)
    void_codes(order=order, first=8, last=8, reason="撕坏", by=by)
    facts = activate_codes(order=order, first=0, last=9, by=by)
    assert [(fact.first, fact.last) for fact in facts] == [(0, 2), (6, 7), (9, 9)]
    with pytest.raises(RangeRefused, match="都已启用或作废"):
        activate_codes(order=order, first=0, last=9, by=by)


def test_activate_refuses_codes_without_a_lot():
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=1000)
    bind_codes(order=order, lot=lot, first=0, last=499, by=member_of(lot.owner))
    with pytest.raises(RangeRefused, match="501–1,000 个码还没绑批次"):
        activate_codes(order=order, first=0, last=999, by=member_of(lot.owner))
    assert code_counts(lot).active == 0


def test_activate_over_two_lots_checks_both():
    lot = make_tested_noodles()
    other = make_noodles(source=make_lot(owner=lot.owner), owner=lot.owner, product=lot.product)
    order = make_order(product=lot.product, quantity=20)
    by = member_of(lot.owner)
    bind_codes(order=order, lot=lot, first=0, last=9, by=by)
    bind_codes(order=order, lot=other, first=10, last=19, by=by)
    with pytest.raises(LotNotSellable, match=str(other)):
        activate_codes(order=order, first=0, last=19, by=by)
    pass_test(other)
    activate_codes(order=order, first=0, last=19, by=by)
    assert (code_counts(lot).active, code_counts(other).active) == (10, 10)


@pytest.mark.parametrize("cause", [HoldCause.MARKET_HOLD, HoldCause.MARKET_EXIT])
def test_activate_refuses_a_stopped_lot(cause):
    lot = make_tested_noodles()
    order = make_order(lot=lot, quantity=10)
    _hold(lot, cause)
    with pytest.raises(LotHeld):
        activate_codes(order=order, first=0, last=9, by=member_of(lot.owner))


def test_activate_refuses_a_lot_that_waits_for_its_test():
    lot = make_noodles()
    order = make_order(lot=lot, quantity=10)
    with pytest.raises(LotNotSellable):
        activate_codes(order=order, first=0, last=9, by=member_of(lot.owner))


# voiding


def test_void_needs_a_reason():
    order = make_order(quantity=10)
    with pytest.raises(RangeRefused) as refusal:
        void_codes(order=order, first=0, last=1, reason="  ", by=order.ordered_by)
    assert refusal.value.field == "reason"


def test_void_is_for_good_and_counted_by_lot():
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=100)
    by = member_of(lot.owner)
    bind_codes(order=order, lot=lot, first=0, last=49, by=by)
    activate_codes(order=order, first=0, last=9, by=by)
    facts = void_codes(order=order, first=5, last=59, reason="运输丢失", by=by)
    assert [(f.first, f.last, f.lot_id) for f in facts] == [
        (5, 9, lot.pk),
        (10, 49, lot.pk),
        (50, 59, None),
    ]
    assert code_counts(lot).void == 45
    assert read_code(serial_of(order, 7), "zh-hans").standing(today()) == CodeVerdict.VOID
    more = void_codes(order=order, first=58, last=61, reason="再丢", by=by)
    assert [(f.first, f.last) for f in more] == [(60, 61)]
    with pytest.raises(RangeRefused, match="都已作废"):
        void_codes(order=order, first=5, last=61, reason="又丢", by=by)


def test_ranges_add_up_to_the_order():
    lot = make_tested_noodles()
    order = make_order(product=lot.product, quantity=1000)
    by = member_of(lot.owner)
    void_codes(order=order, first=990, last=999, reason="试机", by=by)
    bind_codes(order=order, lot=lot, first=0, last=599, by=by)
    activate_codes(order=order, first=0, last=299, by=by)
    void_codes(order=order, first=290, last=309, reason="撕坏", by=by)
    found = segments_of(order)
    assert sum(part.num for part in found) == 1000
    assert [part.state for part in found] == [
        CodeState.ACTIVE,
        CodeState.VOID,
        CodeState.VOID,
        CodeState.BOUND,
        CodeState.FREE,
        CodeState.VOID,
    ]
    assert segments_of(order, 295, 305) == [
        part for part in cut(order.facts.all(), 295, 305) if part.is_void
    ]


# preparing again


def test_prepare_again_only_after_the_job_gave_up():
    from ezhen.core.enums import JobState

    order = make_order(quantity=10, ready=False)
    by = order.ordered_by
    with pytest.raises(OrderNotReady):
        prepare_again(order=order, by=by)
    order.job.state = JobState.FAILED
    order.job.save()
    again = prepare_again(order=order, by=by)
    assert again.job != order.job
    order = _ready(again)
    assert order.state == OrderState.READY
    assert prepare_again(order=order, by=by).job == order.job


# two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_bind_overlapping_ranges_at_once_never_both_succeed():
    lot = make_noodles()
    order = make_order(product=lot.product, quantity=1000)
    by = member_of(lot.owner)
    barrier = threading.Barrier(10)
    refused = []

    def bind(first):
        barrier.wait()
        try:
            bind_codes(order=order, lot=lot, first=first, last=first + 99, by=by)
        except RangeRefused:
            refused.append(first)
        finally:
            connection.close()

    firsts = range(0, 500, 50)
    threads = [threading.Thread(target=bind, args=(first,)) for first in firsts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    facts = list(order.facts.order_by("first"))
    assert facts
    assert len(facts) + len(refused) == 10
    assert all(one.last < two.first for one, two in pairwise(facts))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_stop_and_an_activation_at_once_agree():
    for _ in range(5):
        lot = make_tested_noodles()
        order = make_order(lot=lot, quantity=10)
        regulator, by = make_user(role="regulator"), member_of(lot.owner)
        barrier = threading.Barrier(2)
        outcome = {}

        def stop(lot=lot, regulator=regulator, barrier=barrier, outcome=outcome):
            barrier.wait()
            hold_lots(source=lot, cause=HoldCause.MARKET_HOLD, reason="抽检", by=regulator)
            outcome["held"] = timezone.now()
            connection.close()

        def activate(order=order, by=by, barrier=barrier, outcome=outcome):
            barrier.wait()
            try:
                activate_codes(order=order, first=0, last=9, by=by)
                outcome["activated"] = True
            except LotHeld:
                outcome["activated"] = False
            connection.close()

        threads = [threading.Thread(target=stop), threading.Thread(target=activate)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome["activated"] == order.facts.filter(kind="activate").exists()
        reading = read_code(serial_of(order), "zh-hans")
        assert reading.standing(today()) == CodeVerdict.HELD
