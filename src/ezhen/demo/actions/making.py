"""Harvest, milling, noodles, gift boxes, greens and cloth as they are made in the demo town."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.trading import (
    FLOUR_TEST,
    GREENS_TEST,
    NOODLE_TEST,
    Delivery,
    deliver,
    is_sellable,
    plan_sales,
    record_test,
    use,
    whole,
)
from ezhen.trace import api as trace
from ezhen.trace.enums import ProcessKind, UseKind

FLOUR_OF_WHEAT = Decimal("0.77")
MILLED = Decimal(8_400)  # kg of flour in a milling run
HARVESTED = Decimal(150_000)  # kg of wheat in a summer
BOUGHT = {"salt": Decimal(500), "buckwheat_flour": Decimal(2_000), "yarn": Decimal(400)}  # kg
DRYING = (
    (1, "和面", "", ""),
    (3, "醒面", "22.5", "70"),
    (5, "上杆晾晒", "21.0", "66"),
    (8, "收面", "23.5", "52"),
)
# who orders flour, below which stock, how much; kg
FLOUR_ORDERS = (
    ("noodles", Decimal(3_200), Decimal(3_450)),
    ("noodles2", Decimal(600), Decimal(750)),
)
SUPPLY_ORDERS = (
    ("noodles", "salt", Decimal(80)),
    ("noodles", "buckwheat_flour", Decimal(300)),
    ("noodles2", "salt", Decimal(40)),
    ("cloth", "yarn", Decimal(60)),
)


def harvest_wheat(town: Town, at: dt.datetime, *, cut_on: dt.date | None = None) -> None:
    """A summer's wheat comes into the store."""
    lot = trace.harvest_lot(
        owner=town.organisations["farm"],
        product=town.products["wheat"],
        quantity=HARVESTED,
        produced_on=cut_on or at.date(),
        site=town.organisations["farm"].sites.first(),
        by=town.users["farm"],
        at=at,
    )
    town.shelves.put("farm", "wheat", lot, HARVESTED)


def restock(town: Town, at: dt.datetime) -> None:
    """Monday: the mill mills when its store is low, the workshops order what they need."""
    for who, low, amount in FLOUR_ORDERS:
        if town.shelves.left(who, "flour") < low <= town.shelves.left("mill", "flour"):
            parts = town.shelves.oldest("mill", "flour", amount)
            deliver(town, Delivery("mill", who, "flour", tuple(parts), hour=11), later(at, 0, 8))
    if town.shelves.left("mill", "flour") < MILLED / 2:
        wheat = (MILLED / FLOUR_OF_WHEAT).quantize(Decimal(10))
        parts = town.shelves.oldest("farm", "wheat", wheat)
        deliver(town, Delivery("farm", "mill", "wheat", tuple(parts), hour=11), later(at, 0, 8))
        town.diary.plan(later(at, 1, 17), lambda moment: _mill(town, wheat, moment))
    for who, what, low in SUPPLY_ORDERS:
        if town.shelves.left(who, what) < low:
            _buy_in(town, who, what, at)


def _mill(town: Town, wheat: Decimal, at: dt.datetime) -> None:
    lot = process(
        town,
        "mill",
        "flour",
        MILLED,
        inputs={"wheat": wheat},
        kind=ProcessKind.MILLING,
        at=at,
    )
    record_test(town, lot, FLOUR_TEST, later(at, 0, 18), own=True)


def _buy_in(town: Town, who: str, what: str, at: dt.datetime) -> None:
    """From outside the county, with its supplier's lot and papers."""
    made_on = at.date() - dt.timedelta(days=40)
    lot = trace.buy_in(
        owner=town.organisations[who],
        product=town.products[what],
        supplier=town.suppliers[what],
        supplier_lot=f"Y{made_on:%y%m%d}",
        quantity=BOUGHT[what],
        produced_on=made_on,
        by=town.users[who],
        at=later(at, 0, 10),
    )
    town.shelves.put(who, what, lot, BOUGHT[what])


def make_noodles(
    town: Town, who: str, what: str, units: int, at: dt.datetime, *, tested: bool = True
) -> Any:
    """A run of noodles until the evening; the test comes in three days, the delivery two later."""
    mass = units * town.products[what].unit_mass
    inputs = {"salt": (mass * Decimal("0.018")).quantize(Decimal(1))}
    flour = (mass * Decimal("1.033")).quantize(Decimal(1))
    if what == "buckwheat":
        inputs["buckwheat_flour"] = (flour * Decimal("0.3")).quantize(Decimal(1))
        flour -= inputs["buckwheat_flour"]
    inputs = {"flour": flour} | inputs
    lot = process(
        town,
        who,
        what,
        Decimal(units),
        inputs=inputs,
        kind=ProcessKind.NOODLE_MAKING,
        at=at,
        readings=_drying(town, at),
    )
    if tested:
        plan_test(town, who, what, lot, at)
    return lot


def plan_test(town: Town, who: str, what: str, lot: Any, at: dt.datetime) -> None:
    """Samples leave the next day, the report comes two days later, then the lot goes out."""

    def sample(moment: dt.datetime) -> None:
        note = "送检 6 份，留样 6 份"
        use(town, who, (lot, Decimal(12)), UseKind.SAMPLED, moment, note=note)

    def test(moment: dt.datetime) -> None:
        record_test(town, lot, NOODLE_TEST, moment)

    town.diary.plan(later(at, 1, 9), sample)
    town.diary.plan(later(at, 3, 16), test)
    send = send_noodles if who == "noodles" else send_hollow
    town.diary.plan(later(at, 5, 8), lambda moment: send(town, what, lot, moment))


def send_noodles(town: Town, what: str, lot: Any, at: dt.datetime) -> None:
    """To the hub, the shop and the fair; the rest is sold online from the workshop."""
    if not is_sellable(lot, at):
        return
    quantity = town.shelves.left_of("noodles", lot)
    hub, shop, fair = (whole(quantity, share) for share in ("0.50", "0.10", "0.125"))
    plans = (
        ("hub", hub, 0, ((8, "0.55"), (19, "1"))),
        ("shop", shop, 0, ((16, "1"),)),
        ("fair", fair, 1, ((12, "0.7"), (24, "1"))),
    )
    for receiver, amount, days, sales in plans:
        parts = ((lot, amount),)
        deliver(town, Delivery("noodles", receiver, what, parts, days, sales=sales), at)
    rest = quantity - hub - shop - fair
    plan_sales(town, "noodles", (lot, rest), ((6, "0.4"), (17, "1")), at)


def send_hollow(town: Town, what: str, lot: Any, at: dt.datetime) -> None:
    """The second workshop sells through the hub and at its own door."""
    if not is_sellable(lot, at):
        return
    quantity = town.shelves.left_of("noodles2", lot)
    hub = whole(quantity, "0.6")
    sales = ((10, "0.6"), (22, "1"))
    deliver(town, Delivery("noodles2", "hub", what, ((lot, hub),), sales=sales), at)
    plan_sales(town, "noodles2", (lot, quantity - hub), ((14, "1"),), at)


def pack_gifts(town: Town, who: str, lot: Any, *, what: str, boxes: int, at: dt.datetime) -> Any:
    """Four bags go into a gift box; the box has the test of its bags only when its own passed."""
    source = next(key for key in ("plain", "hollow") if town.products[key].pk == lot.product_id)
    town.shelves.take_of(who, lot, Decimal(boxes * 4))
    made = trace.process_lots(
        organisation=town.organisations[who],
        kind=ProcessKind.PACKING,
        inputs=[trace.Input(lot, Decimal(boxes * 4))],
        product=town.products[what],
        quantity=Decimal(boxes),
        started_at=later(at, 0, 8),
        ended_at=at,
        site=town.organisations[who].sites.first(),
        by=town.users[who],
        note=f"{source}：每盒 4 袋",
    )
    town.shelves.put(who, what, made.output, Decimal(boxes))
    return made.output


def grow_greens(town: Town, at: dt.datetime) -> Any:
    """A picking: tested on the spot, sold in the shop within its twelve days."""
    quantity = Decimal(town.dice.randrange(520, 900, 20))
    lot = trace.harvest_lot(
        owner=town.organisations["greens"],
        product=town.products["tomato"],
        quantity=quantity,
        produced_on=at.date(),
        site=town.organisations["greens"].sites.first(),
        by=town.users["greens"],
        at=at,
    )
    town.shelves.put("greens", "tomato", lot, quantity)
    record_test(town, lot, GREENS_TEST, later(at, 0, 9), own=True)
    shop, hub = whole(quantity, "0.35"), whole(quantity, "0.5")
    for receiver, amount, days in (("shop", shop, 2), ("hub", hub, 3)):
        delivery = Delivery("greens", receiver, "tomato", ((lot, amount),), sales=((days, "1"),))
        town.diary.plan(later(at, 0, 10), _sending(town, delivery, lot))
    plan_sales(town, "greens", (lot, quantity - shop - hub), ((4, "1"),), at)
    return lot


def _sending(town: Town, delivery: Delivery, lot: Any) -> Any:
    def happen(at: dt.datetime) -> None:
        if is_sellable(lot, at):
            deliver(town, delivery, at)

    return happen


def weave(town: Town, at: dt.datetime) -> Any:
    """Yarn becomes sheets; they go to the fair in Taiyuan."""
    inputs = {"yarn": Decimal(52)}
    lot = process(
        town, "cloth", "sheet", Decimal(40), inputs=inputs, kind=ProcessKind.WEAVING, at=at
    )
    sales = ((15, "0.5"), (40, "0.9"))
    delivery = Delivery("cloth", "fair", "sheet", ((lot, Decimal(28)),), 1, sales=sales)
    town.diary.plan(later(at, 3, 8), _sending(town, delivery, lot))
    plan_sales(town, "cloth", (lot, Decimal(12)), ((20, "0.8"),), at)
    return lot


def _drying(town: Town, at: dt.datetime) -> list[Any]:
    """Temperature in °C and humidity in % as the master writes them down."""
    readings = []
    for hours, activity, temperature, humidity in DRYING:
        drift = Decimal(town.dice.randrange(-15, 16)) / 10
        readings.append(
            trace.Reading(
                at=later(at, 0, 7) + dt.timedelta(hours=hours),
                activity=activity,
                temperature=Decimal(temperature) + drift if temperature else None,
                humidity=Decimal(humidity) - drift if humidity else None,
            )
        )
    return readings


def process(
    town: Town,
    who: str,
    what: str,
    quantity: Decimal,
    *,
    inputs: dict[str, Decimal],
    kind: str,
    at: dt.datetime,
    readings: Sequence[Any] = (),
) -> Any:
    parts = [
        trace.Input(lot, amount)
        for key, wanted in inputs.items()
        for lot, amount in town.shelves.take(who, key, wanted)
    ]
    made = trace.process_lots(
        organisation=town.organisations[who],
        kind=kind,
        inputs=parts,
        product=town.products[what],
        quantity=quantity,
        started_at=later(at, 0, 7),
        ended_at=at,
        readings=readings,
        site=town.organisations[who].sites.first(),
        by=town.users[who],
    )
    town.shelves.put(who, what, made.output, quantity)
    return made.output
