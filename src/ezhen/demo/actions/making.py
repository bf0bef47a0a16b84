"""Harvest, milling, noodles, gift boxes, greens and cloth as they are made in the demo town."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.labels import activate, plan_labels, stick
from ezhen.demo.actions.trading import (
    FLOUR_TEST,
    GIFT_TEST,
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
MILL_LOW = Decimal(6_500)  # below it the mill mills
HARVESTED = Decimal(150_000)  # kg of wheat in a summer
BOUGHT = {"salt": Decimal(500), "buckwheat_flour": Decimal(2_000), "yarn": Decimal(400)}  # kg
YARN = Decimal(52)  # kg for forty sheets
WORKDAY = 11  # hours of a run
SAMPLES = 12
BAGS_IN_A_BOX = 4
DAMP = {"水分": "15.1"}
DRYING = (
    (1, "和面", "", ""),
    (3, "醒面", "22.5", "70"),
    (5, "上杆晾晒", "21.0", "66"),
    (8, "收面", "23.5", "52"),
)
# who orders flour, below which stock, how much; kg
FLOUR_ORDERS = (
    ("noodles", Decimal(3_200), Decimal(3_450)),
    ("noodles2", Decimal(1_100), Decimal(1_300)),
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
        site=town.sites["farm"],
        by=town.users["farm"],
        at=at,
    )
    town.keep("farm", "wheat", lot, HARVESTED)


def restock(town: Town, at: dt.datetime) -> None:
    """Monday: the mill mills when its store is low, the workshops order what they need."""
    for who, low, amount in FLOUR_ORDERS:
        if town.trades(who) and town.shelves.left(who, "flour") < low <= town.shelves.left(
            "mill", "flour"
        ):
            parts = town.shelves.oldest("mill", "flour", amount)
            deliver(town, Delivery("mill", who, "flour", tuple(parts), hour=11), later(at, 0, 8))
    if town.shelves.left("mill", "flour") < MILL_LOW:
        wheat = (MILLED / FLOUR_OF_WHEAT).quantize(Decimal(10))
        parts = town.shelves.oldest("farm", "wheat", wheat)
        deliver(town, Delivery("farm", "mill", "wheat", tuple(parts), hour=11), later(at, 0, 8))
        town.diary.plan(later(at, 1, 17), lambda moment: _mill(town, wheat, moment))
    for who, what, low in SUPPLY_ORDERS:
        if town.trades(who) and town.shelves.left(who, what) < low:
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
    town.keep(who, what, lot, BOUGHT[what])


def make_noodles(
    town: Town, who: str, what: str, units: int, at: dt.datetime, *, hours: int = WORKDAY
) -> Any:
    """A run of noodles that ends at a moment, after so many hours."""
    mass = units * town.products[what].unit_mass
    inputs = {"salt": (mass * Decimal("0.018")).quantize(Decimal(1))}
    flour = (mass * Decimal("1.033")).quantize(Decimal(1))
    if what == "buckwheat":
        inputs["buckwheat_flour"] = (flour * Decimal("0.3")).quantize(Decimal(1))
        flour -= inputs["buckwheat_flour"]
    return process(
        town,
        who,
        what,
        Decimal(units),
        inputs={"flour": flour} | inputs,
        kind=ProcessKind.NOODLE_MAKING,
        at=at,
        readings=_drying(town, at, hours),
        hours=hours,
    )


Sequel = Callable[[Town, Any, dt.datetime], None]


@dataclass(frozen=True)
class Run:
    """How a run of noodles goes on: labels, gift boxes, a mishap in the drying room."""

    who: str
    what: str
    units: int
    roll: str
    scans: int = 0
    boxes: int = 0
    is_damp: bool = False
    then: Sequel | None = None


def live_run(town: Town, run: Run, at: dt.datetime) -> None:
    """Made in the evening; sampled and labelled the next day, tested two days later, sent out two
    days after that. A damp lot fails, is dried again and passes. Nothing
    before the workshop joined.
    """
    if run.what not in town.products or run.roll not in town.rolls:
        return
    lot = make_noodles(town, run.who, run.what, run.units, at)
    plan = town.diary.plan
    plan(later(at, 1, 9), lambda moment: sample(town, run.who, lot, moment))
    plan_labels(town, run.roll, lot, run.units - SAMPLES, at, scans=run.scans)
    if run.is_damp:
        plan(
            later(at, 2, 16),
            lambda moment: record_test(town, lot, NOODLE_TEST, moment, failed=DAMP),
        )
    plan(later(at, 3, 16), lambda moment: record_test(town, lot, NOODLE_TEST, moment))
    if run.boxes and town.trades("fair"):
        plan(later(at, 4, 16), lambda moment: box_up(town, run, lot, moment))
    send = send_noodles if run.who == "noodles" else send_hollow
    plan(later(at, 5, 8), lambda moment: send(town, run.what, lot, moment))
    if run.then:
        run.then(town, lot, at)


def sample(town: Town, who: str, lot: Any, at: dt.datetime) -> None:
    """Half of the samples go to the laboratory, half stay."""
    use(town, who, (lot, Decimal(SAMPLES)), UseKind.SAMPLED, at, note="送检 6 份，留样 6 份")


def send_noodles(town: Town, what: str, lot: Any, at: dt.datetime) -> None:
    """To the hub, the shop and the fair; the rest is sold online from the workshop."""
    if not is_sellable(lot, at):
        return
    quantity = town.shelves.left_of("noodles", lot)
    hub, shop, fair = (whole(quantity, share) for share in ("0.50", "0.10", "0.125"))
    # the bus to Taiyuan loses a carton now and then
    short = Decimal(6) if town.dice.randrange(9) == 0 else Decimal(0)
    plans = (
        Delivery("noodles", "hub", what, ((lot, hub),), sales=((8, "0.55"), (19, "1"))),
        Delivery("noodles", "shop", what, ((lot, shop),), sales=((16, "1"),)),
        Delivery(
            "noodles", "fair", what, ((lot, fair),), 1, sales=((12, "0.7"), (24, "1")), short=short
        ),
    )
    for delivery in plans:
        if town.trades(delivery.receiver):
            deliver(town, delivery, at)
    rest = town.shelves.left_of("noodles", lot)
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


def box_up(town: Town, run: Run, lot: Any, at: dt.datetime) -> None:
    """Gift boxes of a lot that passed; they are looked at, labelled and sent to the fair."""
    gift = pack_gifts(town, run.who, lot, what="gift", boxes=run.boxes, at=at)
    record_test(town, gift, GIFT_TEST, later(at, 1, 9), own=True)
    labelled = stick(town, "blank", gift, run.boxes, later(at, 1, 10))
    town.diary.plan(later(at, 2, 8), lambda moment: activate(town, labelled, moment, scans=2))
    fair = Decimal(run.boxes) * 3 // 5
    delivery = Delivery(run.who, "fair", "gift", ((gift, fair),), 1, sales=((9, "0.6"), (22, "1")))
    town.diary.plan(later(at, 2, 9), _sending(town, delivery, gift))
    plan_sales(town, run.who, (gift, Decimal(run.boxes) - fair), ((11, "1"),), at)


def pack_gifts(town: Town, who: str, lot: Any, *, what: str, boxes: int, at: dt.datetime) -> Any:
    """Four bags of a lot go into each box."""
    used = Decimal(boxes * BAGS_IN_A_BOX)
    town.shelves.take_of(who, lot, used)
    made = trace.process_lots(
        organisation=town.organisations[who],
        kind=ProcessKind.PACKING,
        inputs=[trace.Input(lot, used)],
        product=town.products[what],
        quantity=Decimal(boxes),
        started_at=later(at, 0, 8),
        ended_at=at,
        site=town.sites[who],
        by=town.users[who],
    )
    town.keep(who, what, made.output, Decimal(boxes))
    return made.output


def grow_greens(town: Town, then: Sequel | None, at: dt.datetime) -> None:
    """A picking: tested on the spot, sold in the shop within its twelve days."""
    if "tomato" not in town.products:
        return
    quantity = Decimal(town.dice.randrange(520, 900, 20))
    lot = trace.harvest_lot(
        owner=town.organisations["greens"],
        product=town.products["tomato"],
        quantity=quantity,
        produced_on=at.date(),
        site=town.sites["greens"],
        by=town.users["greens"],
        at=at,
    )
    town.keep("greens", "tomato", lot, quantity)
    record_test(town, lot, GREENS_TEST, later(at, 0, 9), own=True)
    shop, hub = whole(quantity, "0.35"), whole(quantity, "0.5")
    for receiver, amount, days in (("shop", shop, 2), ("hub", hub, 3)):
        trace.issue_certificate(
            lot=lot,
            quantity=amount,
            basis_control=True,
            basis_own_test=True,
            by=town.users["greens"],
            at=later(at, 0, 9, 30),
        )
        delivery = Delivery("greens", receiver, "tomato", ((lot, amount),), sales=((days, "1"),))
        town.diary.plan(later(at, 0, 10), _sending(town, delivery, lot))
    plan_sales(town, "greens", (lot, quantity - shop - hub), ((4, "1"),), at)
    if then:
        then(town, lot, at)


def _sending(town: Town, delivery: Delivery, lot: Any) -> Any:
    def happen(at: dt.datetime) -> None:
        if is_sellable(lot, at):
            deliver(town, delivery, at)

    return happen


def weave(town: Town, at: dt.datetime) -> None:
    """Yarn becomes sheets; they go to the fair in Taiyuan."""
    if town.shelves.left("cloth", "yarn") < YARN or "sheet" not in town.rolls:
        return
    inputs = {"yarn": YARN}
    lot = process(
        town, "cloth", "sheet", Decimal(40), inputs=inputs, kind=ProcessKind.WEAVING, at=at
    )
    sales = ((15, "0.5"), (40, "0.9"))
    delivery = Delivery("cloth", "fair", "sheet", ((lot, Decimal(28)),), 1, sales=sales)
    town.diary.plan(later(at, 3, 8), _sending(town, delivery, lot))
    plan_sales(town, "cloth", (lot, Decimal(12)), ((20, "0.8"),), at)
    labelled = stick(town, "sheet", lot, 40, later(at, 1, 10))
    town.diary.plan(later(at, 3, 7), lambda moment: activate(town, labelled, moment, scans=2))


def _drying(town: Town, at: dt.datetime, hours: int) -> list[Any]:
    """Temperature in °C and humidity in % as the master writes them down."""
    readings = []
    begun = at - dt.timedelta(hours=hours)
    for share, activity, temperature, humidity in DRYING:
        drift = Decimal(town.dice.randrange(-15, 16)) / 10
        readings.append(
            trace.Reading(
                at=begun + dt.timedelta(hours=hours * share / WORKDAY),
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
    hours: int = WORKDAY,
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
        started_at=at - dt.timedelta(hours=hours),
        ended_at=at,
        readings=readings,
        site=town.sites[who],
        by=town.users[who],
    )
    town.keep(who, what, made.output, quantity)
    return made.output
