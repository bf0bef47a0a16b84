"""Figures of traceability: what they count, and what they leave out."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories import make_lot, make_noodles, make_organisation, pass_test, today
from tests.labelled import make_labels

from ezhen.figures.api import Span, value
from ezhen.trace.actions.scan import look_up_code
from ezhen.trace.models import CodeFact, CodeOrder, Lot

pytestmark = pytest.mark.django_db


def ask(code, first=None, last=None, as_of=None):
    return value(f"trace.{code}", Span(first, last or today(), as_of)).number


def test_lots_are_counted_within_the_days():
    make_lot()
    assert ask("lots") == 1
    assert ask("lots", last=today() - dt.timedelta(days=1)) == 0
    assert ask("lots", first=today()) == 1
    assert ask("lots", as_of=timezone.now() - dt.timedelta(hours=1)) == 0


def test_tested_share_leaves_out_lots_that_are_still_in_time():
    tested, waiting = make_noodles(), make_noodles()
    assert ask("tested_share") is None
    week_ago = today() - dt.timedelta(days=7)
    Lot.objects.filter(pk__in=[tested.pk, waiting.pk]).update(produced_on=week_ago)
    tested.refresh_from_db()
    pass_test(tested)

    assert ask("tested_share") == Decimal("0.5")
    assert ask("products_tested") == 1
    assert ask("tests") == 1


def test_codes_per_item_is_two_where_bound_ranges_overlap():
    lot = make_lot()
    order = CodeOrder.objects.create(
        number=7, organisation=make_organisation(), quantity=100, key=b"k", cipher="sm4"
    )
    assert ask("codes_per_item") is None
    bind = {"order": order, "kind": "bind", "lot": lot, "at": timezone.now()}
    CodeFact(first=0, last=9, **bind).save()
    CodeFact(first=10, last=19, **bind).save()
    assert ask("codes_per_item") == 1
    CodeFact(first=19, last=30, **bind).save()
    assert ask("codes_per_item") == 2


def test_codes_count_once_their_order_is_ready():
    order = CodeOrder.objects.create(
        number=8, organisation=make_organisation(), quantity=100, key=b"k", cipher="sm4"
    )
    assert ask("codes_issued") == 0
    CodeOrder.objects.filter(pk=order.pk).update(state="ready")
    assert ask("codes_issued") == 100


def test_platform_counts_once_codes_are_looked_up():
    serial = make_labels().serial()
    assert ask("platforms") == 0
    for number in (1, 2):
        look_up_code(serial=serial, language="en")
        assert ask("platforms") == 1
        assert ask("lookups") == number


def test_complete_share_wants_origin_process_and_test():
    from tests.factories import member_of

    from ezhen.trace.actions.shipment import Load, ship_lots

    lot = make_noodles()
    assert ask("complete_share") is None
    pass_test(lot)
    lot.refresh_from_db()
    ship_lots(
        sender=lot.owner,
        receiver=make_organisation(role="merchant"),
        loads=[Load(lot, Decimal(10))],
        by=member_of(lot.owner),
    )
    assert ask("complete_share") == 1
    Lot.objects.filter(pk=lot.pk).update(test_state="waiting")
    assert ask("complete_share") == 0
