"""Conformity certificates: for whom, how much, on what basis."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories import (
    make_lot,
    make_mushrooms,
    make_organisation,
    make_product,
    make_user,
    member_of,
    pass_test,
)

from ezhen.core import log
from ezhen.trace.actions.certificate import issue_certificate
from ezhen.trace.actions.hold import hold_lots
from ezhen.trace.enums import HoldCause
from ezhen.trace.errors import (
    CertificateNotForClass,
    CertificateRefused,
    ImpossibleDate,
    LotHeld,
    LotNotSellable,
    NotEnough,
)
from ezhen.trace.models import Certificate
from ezhen.trace.queries.certificate import kept_until, left_to_certify, printed

pytestmark = pytest.mark.django_db


def _issue(lot, quantity="100", **facts):
    facts = {"basis_control": True} | facts
    return issue_certificate(lot=lot, quantity=Decimal(quantity), by=member_of(lot.owner), **facts)


def test_certificate_is_numbered_by_its_lot_and_in_the_log():
    lot = make_mushrooms()
    revision = lot.revision
    first, second = _issue(lot), _issue(lot, basis_outside_test=True)
    assert (first.number, second.number) == (f"{lot.code}-01", f"{lot.code}-02")
    assert [entry.action for entry in log.history(first)] == ["trace.issue_certificate"]
    lot.refresh_from_db()
    assert lot.revision > revision


def test_certificates_of_two_owners_with_one_lot_number_differ():
    one, two = make_mushrooms(), make_mushrooms()
    assert one.code == two.code
    assert [_issue(one).number, _issue(two).number] == [f"{one.code}-01", f"{one.code}-02"]


@pytest.mark.parametrize("product_class", ["noodle", "cloth", "flour"])
def test_certificate_is_not_for_this_class(product_class):
    product = make_product(product_class=product_class)
    lot = make_lot(product=product)
    with pytest.raises(CertificateNotForClass, match="不开承诺达标合格证"):
        _issue(lot)
    assert not Certificate.objects.exists()


def test_certificate_needs_a_basis():
    with pytest.raises(CertificateRefused) as refusal:
        _issue(make_mushrooms(), basis_control=False)
    assert refusal.value.field == "basis_control"


def test_certificate_rests_only_on_tests_that_are_recorded():
    lot = make_mushrooms()
    with pytest.raises(CertificateRefused) as refusal:
        _issue(lot, basis_own_test=True)
    assert refusal.value.field == "basis_own_test"
    pass_test(lot, number="R2", is_own=True)
    assert _issue(lot, basis_own_test=True).basis_own_test


def test_certificates_together_promise_no_more_than_the_lot():
    lot = make_mushrooms(quantity="100")
    _issue(lot, "70")
    assert left_to_certify(lot) == 30
    with pytest.raises(NotEnough, match="还能开 30 kg") as refusal:
        _issue(lot, "30.001")
    assert refusal.value.field == "quantity"
    _issue(lot, "30")
    with pytest.raises(NotEnough):
        _issue(lot, "0")


def test_certificate_of_a_lot_that_may_not_be_sold_is_refused():
    waiting = make_mushrooms(tested=False)
    with pytest.raises(LotNotSellable):
        _issue(waiting)
    held = make_mushrooms()
    hold_lots(
        source=held, cause=HoldCause.MARKET_HOLD, reason="抽检", by=make_user(role="regulator")
    )
    with pytest.raises(LotHeld):
        _issue(held)


def test_certificate_is_not_dated_in_the_future():
    with pytest.raises(ImpossibleDate):
        _issue(make_mushrooms(), at=timezone.now() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("issued", "kept"),
    [("2026-02-28", "2026-08-28"), ("2026-08-31", "2027-02-28"), ("2026-07-01", "2027-01-01")],
)
def test_certificate_is_kept_six_months(issued, kept):
    at = dt.datetime.fromisoformat(f"{issued}T10:00:00+08:00")
    assert kept_until(Certificate(issued_at=at)) == dt.date.fromisoformat(kept)


def test_printed_certificate_names_what_the_order_asks_for():
    organisation = make_organisation(name="襄垣县菌香合作社", phone="0355-700 0458")
    lot = make_mushrooms(organisation=organisation)
    paper = printed(_issue(lot, "860", basis_outside_test=True))
    assert paper.product == "香菇"
    assert paper.quantity == "860 kg"
    assert paper.origin == "襄垣县古韩镇"
    assert paper.issuer == "襄垣县菌香合作社"
    assert paper.contact == "0355-700 0458"
    assert paper.lot == lot.code
    assert (paper.has_quality_control, paper.is_self_tested, paper.is_commission_tested) == (
        True,
        False,
        True,
    )
