"""Recalls: whom they reach, what they stop, what two at once or a kill in the middle leave."""

import contextlib
import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.factories import (
    make_lot,
    make_noodles,
    make_organisation,
    make_product,
    make_recall,
    make_user,
    member_of,
    pass_test,
)
from tests.labelled import make_labels

from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.workdays import add_workdays
from ezhen.trace.actions.process import Input, process_lots
from ezhen.trace.actions.recall import close_recall, confirm_notices
from ezhen.trace.actions.scan import look_up_code
from ezhen.trace.actions.shipment import Load, receive_shipment, ship_lots
from ezhen.trace.enums import Standing
from ezhen.trace.errors import ImpossibleDate, LotHeld, NotEnough, RecallRefused
from ezhen.trace.models import Lot, LotHold, LotLink, Recall, RecallNotice
from ezhen.trace.queries.lot import affected_ids, reached_from, standing_of
from ezhen.trace.queries.recall import chosen_lots, scope_of, totals_of

pytestmark = pytest.mark.django_db


def _process(owner, inputs, product, quantity="100"):
    now = timezone.now()
    return process_lots(
        organisation=owner,
        kind="other",
        inputs=[Input(lot, Decimal(amount)) for lot, amount in inputs],
        product=product,
        quantity=Decimal(quantity),
        started_at=now,
        ended_at=now,
        by=member_of(owner),
    ).output


@pytest.fixture
def family():
    """A hand-drawn genealogy with a diamond:

    wheat → flour → dough ─┬→ thin ─┬→ gift
    salt ──────────↗       └→ wide ─┘
    oats → porridge                     (nothing to do with it)
    """
    owner = make_organisation()
    grain = {"organisation": owner, "product_class": "grain", "unit": "kg", "unit_mass": None}
    product = make_product(name="杂粮粉", **grain)
    lots = {
        "wheat": make_lot(owner=owner, quantity="1000"),
        "salt": make_lot(owner=owner, quantity="1000"),
        "oats": make_lot(owner=owner, quantity="1000"),
    }
    lots["flour"] = _process(owner, [(lots["wheat"], 100)], product)
    lots["dough"] = _process(owner, [(lots["flour"], 90), (lots["salt"], 10)], product)
    lots["thin"] = _process(owner, [(lots["dough"], 40)], product, "40")
    lots["wide"] = _process(owner, [(lots["dough"], 40)], product, "40")
    lots["gift"] = _process(owner, [(lots["thin"], 20), (lots["wide"], 20)], product, "40")
    lots["porridge"] = _process(owner, [(lots["oats"], 100)], product)
    return lots


def _names(family, ids):
    return {name for name, lot in family.items() if lot.pk in ids}


@pytest.mark.parametrize(
    ("start", "down", "up"),
    [
        ("wheat", {"wheat", "flour", "dough", "thin", "wide", "gift"}, set()),
        ("salt", {"salt", "dough", "thin", "wide", "gift"}, set()),
        ("flour", {"flour", "dough", "thin", "wide", "gift"}, {"wheat"}),
        ("dough", {"dough", "thin", "wide", "gift"}, {"flour", "wheat", "salt"}),
        ("wide", {"wide", "gift"}, {"dough", "flour", "wheat", "salt"}),
        ("gift", {"gift"}, {"thin", "wide", "dough", "flour", "wheat", "salt"}),
        ("porridge", {"porridge"}, {"oats"}),
    ],
)
def test_reach_is_the_known_set_both_ways(family, start, down, up):
    lot = family[start]
    assert _names(family, affected_ids(lot.pk)) == down
    assert _names(family, reached_from(lot.pk, downstream=False)) == up
    scope = scope_of(lot)
    assert _names(family, {row.lot.pk for row in scope.down}) == down
    assert _names(family, {row.lot.pk for row in scope.up}) == up
    assert (scope.num_down, scope.num_up) == (len(down), len(up))


def test_recall_stops_the_known_set_and_nothing_else(family):
    make_recall(family["flour"])
    recalled = set(LotHold.objects.values_list("lot", flat=True))
    assert _names(family, recalled) == {"flour", "dough", "thin", "wide", "gift"}
    for name in ("wheat", "salt", "oats", "porridge"):
        assert standing_of(family[name]) == Standing.SELLABLE


def test_no_link_can_close_a_circle(family):
    """Links come into being only with a target that is new, and are never changed."""
    with pytest.raises(IntegrityError), transaction.atomic():
        LotLink(source=family["flour"], target=family["flour"], quantity=Decimal(1)).save()
    link = LotLink.objects.get(source=family["wheat"])
    link.source, link.target = link.target, link.source
    with pytest.raises(TypeError, match="append-only"):
        link.save()
    with pytest.raises(TypeError, match="append-only"):
        LotLink.objects.update(source=family["gift"].pk)
    for lot in family.values():
        assert lot.pk not in reached_from(lot.pk, downstream=True)


def test_scope_of_a_lot_far_away_is_refused(family):
    with pytest.raises(RecallRefused, match="没有来龙去脉关系"):
        make_recall(family["flour"], lots=[family["porridge"]])
    assert not Recall.objects.exists()


def test_upstream_lots_may_be_chosen(family):
    make_recall(family["gift"], lots=[family["gift"], family["salt"]])
    assert standing_of(family["salt"]) == Standing.RECALLED
    assert standing_of(family["dough"]) == Standing.SELLABLE


def test_what_was_made_after_the_scope_was_shown_belongs_to_it(family):
    shown = Lot.objects.filter(pk__in=affected_ids(family["flour"].pk))
    scoped_at = timezone.now()
    later = _process(family["gift"].owner, [(family["gift"], 10)], family["gift"].product, "10")
    make_recall(
        family["flour"],
        lots=list(shown.exclude(pk=later.pk)),
        scoped_at=scoped_at,
        started_at=scoped_at - dt.timedelta(hours=1),
    )
    assert standing_of(later) == Standing.RECALLED


def test_more_lots_than_shown_are_chosen_by_one_tick(family):
    source = family["wheat"]
    scope = scope_of(source, most=2)
    shown = {row.lot.pk for row in scope.down}
    assert scope.more_down == 4
    rest = chosen_lots(source, ticked=shown, shown=shown, rest=True)
    assert _names(family, set(rest.values_list("pk", flat=True))) == {
        "wheat",
        "flour",
        "dough",
        "thin",
        "wide",
        "gift",
    }
    none = chosen_lots(source, ticked=shown, shown=shown, rest=False)
    assert set(none.values_list("pk", flat=True)) == shown
    stranger = chosen_lots(source, ticked={family["oats"].pk}, shown=shown, rest=False)
    assert not stranger.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"advice": ""}, "advice"),
        ({"recall_class": "4"}, "recall_class"),
        ({"lots": []}, "lots"),
    ],
)
def test_recall_needs_reason_advice_class_and_lots(change, field):
    lot = make_lot()
    with pytest.raises(RecallRefused) as refusal:
        make_recall(lot, **change)
    assert refusal.value.field == field
    assert standing_of(lot) == Standing.SELLABLE


def test_risk_is_known_before_the_recall_is_decided():
    now = timezone.now()
    with pytest.raises(ImpossibleDate) as refusal:
        make_recall(make_lot(), started_at=now, scoped_at=now - dt.timedelta(hours=1))
    assert refusal.value.field == "started_at"


@pytest.mark.parametrize(("grade", "hours", "days"), [("1", 24, 10), ("2", 48, 20), ("3", 72, 30)])
def test_legal_clock_counts_hours_from_the_risk_and_workdays_from_the_issue(grade, hours, days):
    recall = make_recall(make_lot(), recall_class=grade)
    assert recall.start_by == recall.started_at + dt.timedelta(hours=hours)
    assert recall.finish_by == add_workdays(timezone.localdate(recall.issued_at), days)


@pytest.mark.parametrize("role", ["producer", "merchant", "bureau", "operator", "auditor"])
def test_only_the_regulator_recalls_and_closes(role):
    lot, by = make_lot(), make_user(role=role)
    with pytest.raises(NotAllowed):
        make_recall(lot, by=by)
    recall = make_recall(lot)
    with pytest.raises(NotAllowed):
        close_recall(recall=recall, by=by)
    with pytest.raises(NotAllowed):
        confirm_notices(recall=recall, holder=lot.owner, returned={}, by=by)


def _spread():
    """1,000 bags: 600 with the maker, 300 with a shop, 100 on the way to another."""
    noodles = make_noodles()
    pass_test(noodles)
    shop, other = (make_organisation(role="merchant") for _ in range(2))
    by = member_of(noodles.owner)
    facts = {"sender": noodles.owner, "by": by}
    sent = ship_lots(receiver=shop, loads=[Load(noodles, Decimal(300))], **facts)
    receive_shipment(shipment=sent, by=member_of(shop))
    ship_lots(receiver=other, loads=[Load(noodles, Decimal(100))], **facts)
    return noodles, shop, other


def _confirm(recall, holder, amount, by=None):
    lot = recall.source
    return confirm_notices(
        recall=recall, holder=holder, returned={lot.pk: Decimal(amount)}, by=by or member_of(holder)
    )


def test_every_holder_is_told_also_of_what_is_on_its_way():
    noodles, shop, other = _spread()
    recall = make_recall(noodles)
    told = {notice.holder: notice.quantity for notice in recall.notices.all()}
    assert told == {noodles.owner: 600, shop: 300, other: 100}


def test_answers_are_counted_until_the_totals_add_up_and_it_can_be_closed():
    noodles, shop, other = _spread()
    recall, by = make_recall(noodles), make_user(role="regulator")
    _confirm(recall, shop, 310)  # ten came back from buyers
    with pytest.raises(RecallRefused, match="还有 2 家没回复"):
        close_recall(recall=recall, by=by)
    _confirm(recall, noodles.owner, 600)
    _confirm(recall, other, 90, by=by)  # said by phone
    (total,) = totals_of(recall)
    assert (total.in_scope, total.recovered) == (1000, 1000)
    assert total.in_scope == total.recovered + total.outstanding + total.consumed
    closed = close_recall(recall=recall, by=by)
    assert closed.closed_by == by
    assert standing_of(noodles) == Standing.RECALLED  # let go one by one, with a reason


def test_more_than_the_lot_had_cannot_come_back():
    noodles, shop, _other = _spread()
    recall = make_recall(noodles)
    _confirm(recall, shop, 900)
    with pytest.raises(NotEnough, match="最多还能收回 100"):
        _confirm(recall, noodles.owner, 101)
    with pytest.raises(AlreadyDone):
        _confirm(recall, shop, 1)


def test_closed_recall_takes_no_more_answers():
    lot, by = make_lot(), make_user(role="regulator")
    recall = make_recall(lot)
    _confirm(recall, lot.owner, 0)
    close_recall(recall=recall, by=by)
    with pytest.raises(RecallRefused, match="已经结束"):
        close_recall(recall=recall, by=by)
    with pytest.raises(RecallRefused):
        _confirm(recall, lot.owner, 5)


def test_drill_reaches_the_same_holders_and_changes_nothing():
    noodles, shop, other = _spread()
    labels = make_labels(noodles)
    serial = labels.serial(3)
    before = look_up_code(serial=serial, language="zh-hans")
    noodles.refresh_from_db()
    revision, steps = noodles.revision, noodles.steps.count()
    drill = make_recall(noodles, is_mock=True)
    assert drill.number.startswith("YL")
    assert {notice.holder for notice in drill.notices.all()} == {noodles.owner, shop, other}
    noodles.refresh_from_db()
    assert (noodles.revision, noodles.steps.count()) == (revision, steps)
    assert standing_of(noodles) == Standing.SELLABLE
    assert (before.verdict, look_up_code(serial=serial, language="zh-hans").verdict) == (
        "first",
        "again",
    )
    facts = {"sender": noodles.owner, "receiver": shop, "by": member_of(noodles.owner)}
    assert ship_lots(loads=[Load(noodles, Decimal(1))], **facts)
    _confirm(drill, shop, 300)
    assert standing_of(noodles) == Standing.SELLABLE


def test_real_recall_changes_the_scan_page_at_once():
    labels = make_labels()
    look_up_code(serial=labels.serial(3), language="zh-hans")
    recall = make_recall(labels.lot)
    answer = look_up_code(serial=labels.serial(3), language="zh-hans")
    assert answer.verdict == "recalled"
    assert answer.reading.recall.number == recall.number


def test_drills_and_recalls_are_numbered_apart():
    numbers = [
        make_recall(make_lot(), is_mock=mock).number[:2] + "…" for mock in (True, False, True)
    ]
    assert numbers == ["YL…", "ZH…", "YL…"]
    year = timezone.localdate().year % 100
    assert set(Recall.objects.values_list("number", flat=True)) == {
        f"YL{year}-001",
        f"YL{year}-002",
        f"ZH{year}-001",
    }


def test_second_recall_of_the_same_lots_is_refused_with_the_number_of_the_first():
    lot = make_lot()
    first = make_recall(lot)
    with pytest.raises(RecallRefused, match=first.number):
        make_recall(lot)


class _LightsOutError(Exception):
    """What a process that is killed never gets to say."""


@pytest.mark.parametrize(
    "table", ["trace_recallnotice", "trace_lothold", "trace_traceevent", "core_logentry"]
)
def test_recall_that_dies_in_the_middle_has_not_begun(table):
    lot = make_lot()

    def die(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise _LightsOutError
        return execute(sql, params, many, context)

    by = make_user(role="regulator")
    with connection.execute_wrapper(die), pytest.raises(_LightsOutError):
        make_recall(lot, by=by)
    assert not Recall.objects.exists()
    assert not RecallNotice.objects.exists()
    assert standing_of(lot) == Standing.SELLABLE
    assert make_recall(lot, by=by).number.endswith("-001")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_regulators_at_once_issue_one_recall():
    noodles, shop, _other = _spread()
    people = [make_user(role="regulator") for _ in range(2)]
    barrier = threading.Barrier(2)
    outcome = []

    def decide(by):
        barrier.wait()
        try:
            outcome.append(make_recall(noodles, by=by).number)
        except RecallRefused as refusal:
            outcome.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    number = Recall.objects.get().number
    assert sorted(outcome) == sorted([number, f"这些批次都已召回：{number}。"])
    assert LotHold.objects.count() == 1
    assert RecallNotice.objects.filter(holder=shop).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_process_run_and_a_recall_at_once_leave_no_lot_unstopped():
    owner = make_organisation()
    source = make_lot(owner=owner, quantity="1000")
    product = make_product(
        organisation=owner, name="杂粮粉", product_class="grain", unit="kg", unit_mass=None
    )
    by, barrier = make_user(role="regulator"), threading.Barrier(2)
    scoped_at = timezone.now()

    def recall():
        barrier.wait()
        make_recall(
            source,
            by=by,
            scoped_at=scoped_at,
            started_at=scoped_at - dt.timedelta(minutes=1),
        )
        connection.close()

    def process():
        barrier.wait()
        with contextlib.suppress(LotHeld):  # the recall was first
            _process(owner, [(source, 100)], product)
        connection.close()

    threads = [threading.Thread(target=recall), threading.Thread(target=process)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lot in Lot.objects.filter(pk__in=affected_ids(source.pk)):
        assert standing_of(lot) == Standing.RECALLED
