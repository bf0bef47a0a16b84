"""Item codes of the demo town: rolls are ordered, bound, activated, and scanned by buyers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ezhen.core import jobs
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.trading import is_sellable
from ezhen.trace import api as trace

LANGUAGE = "zh-hans"
# where buyers are, by GB/T 2260, and how often
CITIES = {
    "140400": 44,
    "140100": 22,
    "140500": 7,
    "141000": 5,
    "110000": 7,
    "130100": 4,
    "410100": 4,
    "310000": 3,
    "610100": 3,
    "330100": 1,
}
FIRST_SALE = 7  # days from production until somebody scans
SOLD_WITHIN = 46


@dataclass
class Roll:
    """An order of codes and how far it is used."""

    order: Any
    next: int = 0


@dataclass(frozen=True)
class Labelled:
    """The codes on a lot's packs, first … last inclusive, counted from 0."""

    order: Any
    lot: Any
    first: int
    last: int


def order_roll(town: Town, name: str, who: str, quantity: int, at: dt.datetime) -> None:
    """A roll of labels for one product, or a blank one named after none."""
    order = trace.order_codes(
        organisation=town.organisations[who],
        product=town.products.get(name),
        quantity=quantity,
        by=town.users[who],
        at=at,
    )
    # the job is at hand in this transaction, so codes can be bound in it
    jobs.run_until_idle()
    order.refresh_from_db()
    town.rolls[name] = Roll(order)


def stick(town: Town, roll_name: str, lot: Any, num: int, at: dt.datetime) -> Labelled:
    """The next codes of a roll go on a lot's packs."""
    roll = town.rolls[roll_name]
    first, last = roll.next, roll.next + num - 1
    trace.bind_codes(order=roll.order, lot=lot, first=first, last=last, by=lot.created_by, at=at)
    roll.next = last + 1
    return Labelled(roll.order, lot, first, last)


def plan_labels(
    town: Town, roll_name: str, lot: Any, num: int, at: dt.datetime, *, scans: int
) -> None:
    """Labels the day after production, activated before the delivery, scanned as packs are sold."""

    def bind(moment: dt.datetime) -> None:
        labelled = stick(town, roll_name, lot, num, moment)
        town.diary.plan(later(at, 5, 7), lambda at: activate(town, labelled, at, scans=scans))

    town.diary.plan(later(at, 1, 10), bind)


def activate(town: Town, labelled: Labelled, at: dt.datetime, *, scans: int) -> None:
    """The packs leave: their codes answer from now on. A lot that may not be sold stays silent."""
    if not is_sellable(labelled.lot, at):
        return
    trace.activate_codes(
        order=labelled.order,
        first=labelled.first,
        last=labelled.last,
        by=labelled.lot.created_by,
        at=at,
    )
    town.labelled.append(labelled)
    for _number in range(scans):
        _plan_scan(town, labelled, at)


def _plan_scan(town: Town, labelled: Labelled, at: dt.datetime) -> None:
    """A buyer looks at a pack; one in six looks again some days later, in the same town."""
    index = town.dice.randint(labelled.first, labelled.last)
    city = town.dice.choices(list(CITIES), list(CITIES.values()))[0]
    days = town.dice.triangular(FIRST_SALE - 5, SOLD_WITHIN, 9)
    moment = later(at, int(days), town.dice.randrange(8, 22), town.dice.randrange(60))
    plan_look(town, labelled, index, city, moment)
    if town.dice.randrange(6) == 0:
        again = later(moment, town.dice.randrange(1, 9), town.dice.randrange(8, 22))
        plan_look(town, labelled, index, city, again)


def plan_look(town: Town, labelled: Labelled, index: int, city: str, at: dt.datetime) -> None:
    """One look-up, through the door that a phone uses."""
    serial = trace.serial_of(labelled.order, index)
    town.diary.plan(
        at,
        lambda moment: trace.look_up_code(serial=serial, language=LANGUAGE, city=city, at=moment),
    )


def newest_labelled(town: Town, product: str, *, skip: int = 0) -> Labelled:
    """What was labelled last of a product, or some before it."""
    wanted = town.products[product].pk
    rows = [row for row in town.labelled if row.lot.product_id == wanted]
    return rows[-1 - skip]


def void_spoilt(town: Town, roll_name: str, num: int, reason: str, at: dt.datetime) -> None:
    """The printer ate some: the next codes of a roll are taken out of use."""
    roll = town.rolls[roll_name]
    trace.void_codes(
        order=roll.order,
        first=roll.next,
        last=roll.next + num - 1,
        reason=reason,
        by=roll.order.ordered_by,
        at=at,
    )
    roll.next += num
