"""A year of the demo town: wheat, flour, noodles, greens and cloth, week by week until today."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ezhen.accounts.api import demo_users
from ezhen.core.actions import action
from ezhen.demo.actions.cast import (
    BUSINESSES,
    Business,
    Cast,
    begin_registration,
    chair,
    enter_cast,
)
from ezhen.parties import api as parties
from ezhen.products import api as products
from ezhen.trace import api as trace
from ezhen.trace.enums import UseKind

WEEKS = 50
FLOUR_EVERY = 5  # weeks
SOLD_OUT_AFTER = 14  # days
NOODLE_TESTS = (
    ("水分", "%", "12.6", "≤ 14.5"),
    ("酸度", "mL/10 g", "1.8", "≤ 4.0"),
    ("烹调损失率", "%", "6.2", "≤ 10.0"),
    ("铅（以 Pb 计）", "mg/kg", "0.03", "≤ 0.2"),
)
FLOUR_TESTS = (("水分", "%", "13.4", "≤ 14.5"), ("灰分", "%", "0.62", "≤ 0.70"))
GREEN_TESTS = (("农药残留（快检）", "", "阴性", "阴性"),)
DRYING = ((8, "和面", None, None), (9, "醒面", "22.5", "70"), (12, "上杆晾晒", "21.0", "66"))


class Clock:
    """Moments of the year, counted back from now."""

    def __init__(self) -> None:
        self.now = timezone.localtime().replace(microsecond=0)

    def at(self, days: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """`days` before today at an hour; never later than now."""
        moment = (self.now - dt.timedelta(days=days)).replace(hour=hour, minute=minute, second=0)
        return min(moment, self.now - dt.timedelta(minutes=1))


@action
def load_year() -> bool:
    """Build the year in one transaction. Returns False when the town has one already."""
    if demo_users().exists():
        return False
    clock = Clock()
    cast = enter_cast(clock.at(WEEKS * 7 + 14))
    wheat = _harvest(cast, clock)
    flour: list[Any] = []
    for week in range(WEEKS, 0, -1):
        if (WEEKS - week) % FLOUR_EVERY == 0:
            flour.append(_mill(cast, clock, week, wheat, len(flour)))
        _make_noodles(cast, clock, week, flour[-1])
        if week % 4 == 0:
            _grow_greens(cast, clock, week)
            _weave(cast, clock, week)
    _leave_things_open(cast, clock, flour[-1])
    return True


def _harvest(cast: Cast, clock: Clock) -> Any:
    farm, by = cast.organisations["farm"], cast.users["farm"]
    at = clock.at(WEEKS * 7 + 9)
    return trace.harvest_lot(
        owner=farm,
        product=cast.products["wheat"],
        quantity=Decimal(160_000),
        produced_on=at.date(),
        site=farm.sites.first(),
        by=by,
        at=at,
    )


def _mill(cast: Cast, clock: Clock, week: int, wheat: Any, number: int) -> Any:
    """Wheat goes to the mill, becomes flour, is tested, and goes to the noodle workshop."""
    farm, mill, noodles = (cast.organisations[name] for name in ("farm", "mill", "noodles"))
    by = cast.users["mill"]
    day = week * 7 + 6
    sent = trace.ship_lots(
        sender=farm,
        receiver=mill,
        loads=[trace.Load(wheat, Decimal(9_200))],
        by=cast.users["farm"],
        at=clock.at(day, 8),
    )
    trace.receive_shipment(shipment=sent, by=by, at=clock.at(day, 11))
    process = trace.process_lots(
        organisation=mill,
        kind="milling",
        inputs=[trace.Input(wheat, Decimal(9_200))],
        product=cast.products["flour"],
        quantity=Decimal(6_900),
        started_at=clock.at(day - 1, 8),
        ended_at=clock.at(day - 1, 17),
        site=mill.sites.first(),
        by=by,
    )
    flour = process.output
    _test(flour, FLOUR_TESTS, f"RF-{number + 1:03d}", by, clock.at(day - 1, 18), own=True)
    onward = trace.ship_lots(
        sender=mill,
        receiver=noodles,
        loads=[trace.Load(flour, Decimal(6_800))],
        by=by,
        at=clock.at(day - 2, 8),
    )
    trace.receive_shipment(shipment=onward, by=cast.users["noodles"], at=clock.at(day - 2, 15))
    return flour


def _test(
    lot: Any,
    items: tuple[tuple[str, str, str, str], ...],
    number: str,
    by: Any,
    at: dt.datetime,
    *,
    own: bool = False,
    failed: str = "",
) -> None:
    trace.record_test(
        lot=lot,
        laboratory="本厂化验室" if own else "漳泽食品检测",
        report_number=number,
        sampled_on=lot.produced_on,
        tested_on=at.date(),
        is_own=own,
        items=[
            trace.Item(
                name=name,
                unit=unit,
                result="0.31" if name == failed else result,
                limit=limit,
                has_passed=name != failed,
            )
            for name, unit, result, limit in items
        ],
        by=by,
        at=at,
    )


def _make_noodles(cast: Cast, clock: Clock, week: int, flour: Any) -> None:
    """A run a week: made, tested four days later, sent out, sold over the counter."""
    maker, by = cast.organisations["noodles"], cast.users["noodles"]
    product = cast.products["buckwheat" if week % 6 == 0 else "plain"]
    num_bags = Decimal(2_400 if product == cast.products["plain"] else 3_000)
    day = week * 7
    lot = _noodle_run(cast, clock, day, flour=flour, product=product, num_bags=num_bags)
    trace.use_lot(
        lot=lot,
        holder=maker,
        kind=UseKind.SAMPLED,
        quantity=Decimal(12),
        by=by,
        at=clock.at(day - 1, 9),
        note="送检 6 袋，留样 6 袋",
    )
    _test(lot, NOODLE_TESTS, f"ZZ26-{1000 - week:04d}", by, clock.at(day - 4, 16))
    _send_out(cast, clock, day, lot)


def _noodle_run(
    cast: Cast, clock: Clock, day: int, *, flour: Any, product: Any, num_bags: Decimal
) -> Any:
    maker = cast.organisations["noodles"]
    readings = [
        trace.Reading(
            at=clock.at(day, hour),
            activity=activity,
            temperature=Decimal(temperature) if temperature else None,
            humidity=Decimal(humidity) if humidity else None,
        )
        for hour, activity, temperature, humidity in DRYING
    ]
    return trace.process_lots(
        organisation=maker,
        kind="noodle_making",
        inputs=[trace.Input(flour, Decimal(1_262))],
        product=product,
        quantity=num_bags,
        started_at=clock.at(day, 7),
        ended_at=clock.at(day, 18),
        readings=readings,
        site=maker.sites.first(),
        by=cast.users["noodles"],
    ).output


def _send_out(cast: Cast, clock: Clock, day: int, lot: Any) -> None:
    maker = cast.organisations["noodles"]
    for name, quantity, after in (("hub", 1_200, 5), ("shop", 240, 6), ("fair", 300, 6)):
        sent = trace.ship_lots(
            sender=maker,
            receiver=cast.organisations[name],
            loads=[trace.Load(lot, Decimal(quantity))],
            by=cast.users["noodles"],
            at=clock.at(day - after, 8),
        )
        trace.receive_shipment(shipment=sent, by=cast.users[name], at=clock.at(day - after, 15))
    if day > SOLD_OUT_AFTER:
        for name, quantity in (("hub", 1_150), ("shop", 236), ("fair", 280)):
            trace.use_lot(
                lot=lot,
                holder=cast.organisations[name],
                kind=UseKind.SOLD,
                quantity=Decimal(quantity),
                by=cast.users[name],
                at=clock.at(day - 12, 18),
            )


def _grow_greens(cast: Cast, clock: Clock, week: int) -> None:
    """Greens need a certificate when they are sold."""
    grower, by = cast.organisations["greens"], cast.users["greens"]
    at = clock.at(week * 7, 7)
    lot = trace.harvest_lot(
        owner=grower,
        product=cast.products["tomato"],
        quantity=Decimal(800),
        produced_on=at.date(),
        site=grower.sites.first(),
        by=by,
        at=at,
    )
    _test(lot, GREEN_TESTS, f"KJ-{week:02d}", by, clock.at(week * 7, 9), own=True)
    if week <= 4:  # noqa: PLR2004 the last month is still on the shelf
        sent = (
            trace.ship_lots(
                sender=grower,
                receiver=cast.organisations["shop"],
                loads=[trace.Load(lot, Decimal(300))],
                by=by,
                at=clock.at(week * 7, 10),
            )
            if not _is_over(lot)
            else None
        )
        if sent:
            trace.receive_shipment(shipment=sent, by=cast.users["shop"], at=clock.at(week * 7, 14))


def _is_over(lot: Any) -> bool:
    return bool(lot.best_before and lot.best_before < timezone.localdate())


def _weave(cast: Cast, clock: Clock, week: int) -> None:
    weaver, by = cast.organisations["cloth"], cast.users["cloth"]
    at = clock.at(week * 7, 10)
    trace.harvest_lot(
        owner=weaver,
        product=cast.products["sheet"],
        quantity=Decimal(40),
        produced_on=at.date(),
        by=by,
        at=at,
    )


def _leave_things_open(cast: Cast, clock: Clock, flour: Any) -> None:
    """What waits for somebody when the visitor comes in."""
    maker, by = cast.organisations["noodles"], cast.users["noodles"]
    plain = cast.products["plain"]
    waiting = _noodle_run(cast, clock, 3, flour=flour, product=plain, num_bags=Decimal(2_100))
    trace.use_lot(
        lot=waiting,
        holder=maker,
        kind=UseKind.SAMPLED,
        quantity=Decimal(12),
        by=by,
        at=clock.at(2, 9),
        note="送检 6 袋，留样 6 袋",
    )
    _register_newcomer(cast, clock)
    product = products.create_product(
        organisation=maker,
        by=by,
        name="菠菜挂面",
        specification="300 g",
        product_class="noodle",
        unit="bag",
        unit_mass=Decimal("0.3"),
        shelf_life_days=270,
    )
    products.submit_product(product=product, by=by, at=clock.at(1))


def _register_newcomer(cast: Cast, clock: Clock) -> None:
    """A business that handed in its registration yesterday."""
    newcomer = Business(
        "vinegar",
        "贾文静",
        "襄垣县古韩老陈醋坊",
        "古韩醋坊",
        "workshop",
        "CJ",
        "140423103",
        "酿醋车间",
        "workshop",
    )
    user = chair(newcomer.username, newcomer.role, newcomer.person)
    organisation = begin_registration(user, newcomer, len(BUSINESSES) + 1, clock.at(3))
    parties.submit_registration(organisation=organisation, by=user, at=clock.at(1, 16))
