"""Shipping, receiving, selling and testing as it goes in the demo town."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ezhen.archive.api import store_file
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.papers import paper_upload
from ezhen.trace import api as trace
from ezhen.trace.enums import Standing, TestState, UseKind

LABORATORY = "漳泽食品检测"
LONG_BACK = dt.timedelta(days=100)
CONFORMS = "符合"
OWN_LABORATORY = "本厂化验室"
BAGS_OF_A_BOX = 10


@dataclass(frozen=True)
class Limit:
    """An item of a test: what comes out lies between the bounds, and the printed limit above."""

    name: str
    unit: str
    least: str
    most: str
    limit: str


NOODLE_TEST = (
    Limit("水分", "%", "12.2", "13.4", "≤ 14.5"),
    Limit("酸度", "mL/10 g", "1.6", "2.4", "≤ 4.0"),
    Limit("烹调损失率", "%", "5.4", "7.8", "≤ 10.0"),
    Limit("自然断条率", "%", "0.8", "2.6", "≤ 5.0"),
    Limit("铅（以 Pb 计）", "mg/kg", "0.02", "0.05", "≤ 0.2"),
)
FLOUR_TEST = (
    Limit("水分", "%", "13.0", "13.8", "≤ 14.5"),
    Limit("灰分", "%", "0.52", "0.64", "≤ 0.70"),
    Limit("湿面筋", "%", "31", "34", "≥ 30"),
)
GIFT_TEST = (
    Limit("净含量", "g", "2002", "2010", "≥ 2000"),
    Limit("感官", "", "1", "1", CONFORMS),
)
GREENS_TEST = (Limit("农药残留（快检，抑制率）", "%", "4", "22", "≤ 50"),)


def record_test(
    town: Town,
    lot: Any,
    limits: Sequence[Limit],
    at: dt.datetime,
    *,
    own: bool = False,
    failed: dict[str, str] | None = None,
) -> Any:
    """A report with its paper. `failed` gives the results of items that did not pass, by name."""
    failed = failed or {}
    items = [
        trace.Item(
            name=limit.name,
            unit=limit.unit,
            result=failed.get(limit.name) or _result(town, limit),
            limit=limit.limit,
            has_passed=limit.name not in failed,
        )
        for limit in limits
    ]
    laboratory = OWN_LABORATORY if own else LABORATORY
    by = lot.created_by
    again = "R" if lot.test_state == TestState.FAILED else ""
    number = f"{'KJ' if own else 'ZZ'}{at:%y}-{lot.code[-7:]}{again}"
    report = store_file(upload=_report(lot, laboratory, number, items, at), by=by, is_public=True)
    test = trace.record_test(
        lot=lot,
        laboratory=laboratory,
        report_number=number,
        sampled_on=min(later(at, -1).date(), at.date()) if not own else at.date(),
        tested_on=at.date(),
        is_own=own,
        items=items,
        report=report,
        by=by,
        at=at,
    )
    lot.refresh_from_db(fields=["test_state"])
    return test


def _result(town: Town, limit: Limit) -> str:
    if limit.limit == CONFORMS:
        return CONFORMS
    least, most = Decimal(limit.least), Decimal(limit.most)
    share = Decimal(town.dice.randrange(1000)) / 1000
    return str((least + (most - least) * share).quantize(least))


def _report(lot: Any, laboratory: str, number: str, items: Sequence[Any], at: dt.datetime) -> Any:
    rows = [("项目", "结果", "限量", "判定")]
    rows += [
        (
            f"{item.name} {item.unit}".strip(),
            item.result,
            item.limit,
            "合格" if item.has_passed else "不合格",
        )
        for item in items
    ]
    facts = [
        ("样品", str(lot.product)),
        ("批号", lot.code),
        ("送检单位", lot.owner.name),
        ("检验机构", laboratory),
        ("检验日期", f"{at:%Y-%m-%d}"),
    ]
    return paper_upload(title="检验报告", number=number, facts=facts, rows=rows, at=at)


@dataclass(frozen=True)
class Delivery:
    """What goes from one hand to another, and how many days and sales later it is gone there.

    `sales` are (days after the receipt, share of what came). `short` units do not arrive.
    """

    sender: str
    receiver: str
    what: str
    parts: tuple[tuple[Any, Decimal], ...]
    days: int = 0
    hour: int = 15
    sales: tuple[tuple[int, str], ...] = ()
    short: Decimal = Decimal(0)
    note: str = ""


def deliver(town: Town, delivery: Delivery, at: dt.datetime) -> Any:
    """Ship; the receiver confirms at its hour, when that has come by now."""
    sent = trace.ship_lots(
        sender=town.organisations[delivery.sender],
        receiver=town.organisations[delivery.receiver],
        loads=[trace.Load(lot, quantity) for lot, quantity in delivery.parts],
        by=town.users[delivery.sender],
        at=at,
    )
    for lot, quantity in delivery.parts:
        town.shelves.take_of(delivery.sender, lot, quantity)
    arrives = later(at, delivery.days, delivery.hour)
    town.diary.plan(arrives, lambda moment: _receive(town, delivery, sent, moment))
    return sent


def _receive(town: Town, delivery: Delivery, sent: Any, at: dt.datetime) -> None:
    short = delivery.short
    came: dict[int, Decimal] = {}
    for line in sent.lines.order_by("pk"):
        came[line.pk] = line.quantity - short
        short = Decimal(0)
    trace.receive_shipment(shipment=sent, by=town.users[delivery.receiver], at=at, received=came)
    for (lot, _quantity), arrived in zip(delivery.parts, came.values(), strict=True):
        town.keep(delivery.receiver, delivery.what, lot, arrived)
        plan_sales(town, delivery.receiver, (lot, arrived), delivery.sales, at)


def plan_sales(
    town: Town,
    who: str,
    part: tuple[Any, Decimal],
    sales: Sequence[tuple[int, str]],
    at: dt.datetime,
) -> None:
    """Sell shares of a part of a lot so many days later; the last sale empties the shelf. What lies
    long back is written down in one sum."""
    lot, quantity = part
    if town.diary.now - at > LONG_BACK:
        sales = sales[-1:]
    for number, (days, share) in enumerate(sales, start=1):
        amount = None if number == len(sales) and share == "1" else whole(quantity, share)
        town.diary.plan(later(at, days, 18), _sale(town, who, lot, amount))


def _sale(town: Town, who: str, lot: Any, amount: Decimal | None) -> Callable[[dt.datetime], None]:
    def happen(at: dt.datetime) -> None:
        left = town.shelves.left_of(who, lot)
        quantity = left if amount is None else min(left, amount)
        if quantity and is_sellable(lot, at):
            use(town, who, (lot, quantity), UseKind.SOLD, at)

    return happen


def is_sellable(lot: Any, at: dt.datetime) -> bool:
    """As the shop sees it before it sells."""
    return trace.standing_of(lot, on=at.date()) == Standing.SELLABLE


def use(
    town: Town,
    who: str,
    part: tuple[Any, Decimal],
    kind: str,
    at: dt.datetime,
    *,
    note: str = "",
) -> None:
    """Sold, sampled or destroyed."""
    lot, quantity = part
    trace.use_lot(
        lot=lot,
        holder=town.organisations[who],
        kind=kind,
        quantity=quantity,
        by=town.users[who],
        at=at,
        note=note,
    )
    town.shelves.take_of(who, lot, quantity)


def whole(quantity: Decimal, share: str) -> Decimal:
    """A share of an amount in whole units, rounded down to tens where there are many."""
    part = quantity * Decimal(share)
    step = BAGS_OF_A_BOX if part >= BAGS_OF_A_BOX * BAGS_OF_A_BOX else 1
    return part // step * step
