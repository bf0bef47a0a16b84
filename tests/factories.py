"""Things to test with, made through the doors: no test data that the town would refuse."""

import datetime as dt
import functools
import itertools
from decimal import Decimal

from stdnum.cn import uscc

APART = 1000  # numbers for each account that was there before
PASSWORD = "a long enough pass phrase"


def today():
    """Today in the town."""
    from django.utils import timezone

    return timezone.localdate()


@functools.cache
def numbers():
    """Running numbers; a process that comes later in a town goes on behind those before it."""
    from ezhen.accounts.models import User

    return itertools.count(APART * User.objects.count() + 1)


def make_user(role="producer", **facts):
    """An account."""
    from ezhen.accounts.actions import create_user

    number = next(numbers())
    facts.setdefault("username", f"{role}{number}")
    facts.setdefault("display_name", f"王{number}")
    return create_user(role=role, password=PASSWORD, **facts)


def credit_code(number):
    """A unified social credit code with a right check character; invented."""
    stem = f"92140423MA{number:07d}"
    return stem + uscc.calc_check_digit(stem)


def make_organisation(*, name="", approved=True, by=None, role="producer", **facts):
    """A registered market entity with a member, a licence and a site."""
    from ezhen.parties import api as parties

    number = next(numbers())
    by = by or make_user(role=role)
    facts.setdefault("short_name", name or f"面坊{number}")
    facts.setdefault("kind", "shop" if role == "merchant" else "workshop")
    facts.setdefault("lot_prefix", "ZY")
    facts.setdefault("credit_code", credit_code(number))
    made = parties.create_organisation(by=by, name=name or f"襄垣县面坊{number}", **facts)
    parties.add_licence(
        organisation=made,
        by=by,
        kind="business",
        number=f"L{number}",
        valid_from=dt.date(2024, 1, 1),
        valid_until=None,
    )
    parties.add_site(organisation=made, by=by, name="车间", place_code="140423100")
    if approved:
        made = parties.submit_registration(organisation=made, by=by)
        made = parties.approve_registration(organisation=made, by=make_user(role="bureau"))
    return made


def member_of(organisation):
    """The person who works there."""
    return organisation.memberships.order_by("pk").first().user


def make_product(*, organisation=None, product_class="noodle", approved=True, **facts):
    """A product of the library, 500 g bags unless said otherwise."""
    from ezhen.products import api as products

    organisation = organisation or make_organisation()
    by = member_of(organisation)
    facts = {
        "name": "手工挂面",
        "specification": "500 g",
        "unit": "bag",
        "unit_mass": Decimal("0.5"),
        "shelf_life_days": 365,
    } | facts
    made = products.create_product(
        organisation=organisation, by=by, product_class=product_class, **facts
    )
    if approved:
        made = products.submit_product(product=made, by=by)
        made = products.approve_product(product=made, by=make_user(role="bureau"))
    return made


def make_flour(organisation=None, **facts):
    """Flour by the kilogram: an ingredient that came with its papers."""
    flour = {"name": "小麦粉", "specification": "25 kg", "unit": "kg", "unit_mass": None}
    return make_product(organisation=organisation, product_class="flour", **(flour | facts))


def make_lot(*, product=None, owner=None, quantity="1000", **facts):
    """A lot that a supplier made and the owner bought in; sellable unless said otherwise."""
    from ezhen.trace.actions.lot import buy_in

    product = product or make_flour()
    owner = owner or make_organisation()
    facts.setdefault("supplier", product.organisation)
    facts.setdefault("supplier_lot", f"S{next(numbers())}")
    facts.setdefault("produced_on", today() - dt.timedelta(days=10))
    facts.setdefault("by", member_of(owner))
    return buy_in(owner=owner, product=product, quantity=Decimal(quantity), **facts)


def make_noodles(*, source=None, owner=None, product=None, quantity="1000", used=None, **facts):
    """A noodle lot from a flour lot: by default 500 kg of noodles from 520 kg of flour."""
    from django.utils import timezone

    from ezhen.trace.actions.process import Input, process_lots

    owner = owner or (source.owner if source else make_organisation())
    source = source or make_lot(owner=owner, quantity="100000")
    product = product or make_product(organisation=owner)
    used = Decimal(used) if used else product.mass(Decimal(quantity)) * Decimal("1.04")
    now = timezone.now()
    facts.setdefault("started_at", now - dt.timedelta(hours=8))
    facts.setdefault("ended_at", now - dt.timedelta(hours=1))
    process = process_lots(
        organisation=owner,
        kind="noodle_making",
        inputs=[Input(source, used)],
        product=product,
        quantity=Decimal(quantity),
        by=member_of(owner),
        **facts,
    )
    return process.output


def pass_test(lot, *, passed=True, number="R1", **facts):
    """A test report of a lot, with one item."""
    from ezhen.trace.actions.quality import Item, record_test

    facts.setdefault("by", member_of(lot.owner))
    item = Item(name="水分", unit="%", result="12.6", limit="≤ 14.5", has_passed=passed)
    return record_test(
        lot=lot,
        laboratory="漳泽食品检测",
        report_number=number,
        sampled_on=lot.produced_on,
        tested_on=today(),
        items=[item],
        **facts,
    )


def make_order(*, lot=None, organisation=None, product=None, quantity=1000, ready=True, **facts):
    """An order of item codes, prepared; with a lot they are bound to it."""
    from ezhen.core import crypto, jobs
    from ezhen.trace.actions.code import order_codes

    crypto.ensure_master_key()
    if lot is None and product is None:
        product = make_product(organisation=organisation)
    organisation = organisation or (lot.owner if lot else product.organisation)
    facts.setdefault("by", member_of(organisation))
    order = order_codes(
        organisation=organisation, product=product, lot=lot, quantity=quantity, **facts
    )
    if ready:
        jobs.run_until_idle()
        order.refresh_from_db()
    return order


def serial_of(order, index=0):
    """The serial of one code of an order."""
    from ezhen.trace.queries.code import order_key, scheme

    return scheme(order.cipher).serial(order.number, order_key(order), index)


def make_inspection(organisation=None, *, result="correct", lot=None, by=None, days=7, **facts):
    """An inspection: by default something is to be corrected within a week."""
    from ezhen.trace.actions.inspection import Finding, inspect

    organisation = organisation or (lot.owner if lot else make_organisation())
    finding = Finding(
        result=result,
        findings=facts.pop("findings", "" if result == "passed" else "仓库地面潮湿"),
        correct_by=today() + dt.timedelta(days=days) if result == "correct" else None,
        photos=facts.pop("photos", ()),
    )
    by = by or make_user(role="regulator")
    return inspect(organisation=organisation, lot=lot, finding=finding, by=by, **facts)


def make_recall(source, *, lots=None, is_mock=False, by=None, **facts):
    """A recall of a lot and all made from it, decided now; the risk was known three hours ago."""
    from django.utils import timezone

    from ezhen.trace.actions.recall import issue_recall
    from ezhen.trace.models import Lot
    from ezhen.trace.queries.lot import affected_ids

    now = timezone.now()
    lots = Lot.objects.filter(pk__in=affected_ids(source.pk)) if lots is None else lots
    facts = {
        "recall_class": "1",
        "reason": "铅含量超过限值",
        "advice": "请停止食用，拿到购买处退货。",
        "started_at": now - dt.timedelta(hours=3),
        "scoped_at": now,
    } | facts
    by = by or make_user(role="regulator")
    return issue_recall(source=source, lots=lots, is_mock=is_mock, by=by, **facts)


def make_complaint(lot=None, *, serial="", phone="13803551234", text="煮出来有异味", **facts):
    """What a consumer wrote."""
    from ezhen.core import crypto
    from ezhen.trace.actions.complaint import NewComplaint, receive_complaint

    crypto.ensure_master_key()
    facts.setdefault("kind", "complaint")
    at = facts.pop("at", None)
    written = NewComplaint(lot=lot, serial=serial, phone=phone, text=text, **facts)
    return receive_complaint(complaint=written, at=at)


def make_suspicion(order, index=0, *, scans=7, rule="many", lot=None, cities=("140400", "440100")):
    """A code that was looked up too often, with its look-ups from two cities."""
    from django.utils import timezone

    from ezhen.trace.models import CodeUse, Scan, Suspicion

    now = timezone.now()
    code = {"order_number": order.number, "index": index}
    for number in range(scans):
        at, city = now - dt.timedelta(hours=number), cities[number % len(cities)]
        if number == scans - 1:
            CodeUse(first_at=at, city=city, **code).save()
        else:
            Scan(at=at, city=city, **code).save()
    return Suspicion.objects.create(
        order=order, index=index, lot=lot, rule=rule, num_scans=scans, raised_at=now
    )


def make_mushrooms(*, tested=True, quantity="860", **facts):
    """A lot of fresh mushrooms, by the kilogram: a class that gets conformity certificates."""
    from ezhen.trace.actions.lot import harvest_lot

    product = make_product(
        product_class="fungus", name="香菇", specification="", unit="kg", unit_mass=None, **facts
    )
    owner = product.organisation
    lot = harvest_lot(
        owner=owner,
        product=product,
        quantity=Decimal(quantity),
        produced_on=today(),
        by=member_of(owner),
    )
    if tested:
        pass_test(lot)
        lot.refresh_from_db()
    return lot
