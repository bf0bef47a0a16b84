"""Returns of the demo's enterprises: monthly sales, and the yearly figures with their seals."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from ezhen.core.periods import Period, period_of
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.ledgers.book import DAY
from ezhen.demo.actions.papers import paper_upload
from ezhen.figures.api import (
    attach_statement,
    dataset,
    period_report,
    return_filing,
    save_filing,
    seal_period,
    verify_filing,
)
from ezhen.figures.errors import FilingWrong

# monthly sales at the beginning of the year (元), and the shares of the channels in per cent
SELLERS = {
    "noodles": (412_000, (34, 18, 12, 6)),
    "mill": (880_000, (16, 4, 22, 0)),
    "farm": (168_000, (9, 6, 14, 0)),
    "greens": (132_000, (7, 12, 41, 0)),
    "cloth": (196_000, (38, 27, 4, 11)),
    "noodles2": (121_000, (29, 33, 10, 0)),
    "hub": (236_000, (12, 0, 30, 0)),
    "shop": (345_000, (8, 3, 36, 0)),
    "fair": (154_000, (21, 9, 15, 0)),
}
BRANDED = {"noodles": 62, "noodles2": 35}  # of a hundred yuan, sold under the brand
HELD = 100 * DAY  # since then
RETAIL = {
    "noodles": 820,
    "mill": 910,
    "farm": 240,
    "greens": 260,
    "cloth": 410,
    "noodles2": 190,
    "hub": 310,
    "shop": 560,
    "fair": 280,
}  # 万元, last year
JOBS = {
    "noodles": 34,
    "mill": 21,
    "farm": 18,
    "greens": 16,
    "cloth": 27,
    "noodles2": 12,
    "hub": 15,
    "shop": 14,
    "fair": 9,
}
LATE, RETURNED = "cloth", "shop"  # of the newest month
GROWTH = Decimal("1.012")  # a month
SEASON = (130, 88, 92, 94, 96, 101, 94, 97, 108, 104, 112, 121)  # of a hundred, by month
ORDER = 46  # 元
ODD = "节前备货集中，节后转淡，已核对平台后台"
WHY = "社区团购一栏与平台后台截图差 1.2 万元，请核对后重报。"


def file_returns(town: Town) -> None:
    """Everything that is due by now."""
    _monthly(town)
    first = town.begin.year - 1
    for year in range(first, town.diary.now.year):
        _yearly(town, period_of("year", dt.date(year, 6, 1)))


def _monthly(town: Town) -> None:
    about = dataset("monthly_sales")
    today = town.diary.now.date()
    period = period_of("month", town.begin.date())
    number = 0
    while period.last < today:
        after = period.next()
        is_newest = period.last + about.due_days * DAY < today and not (
            after.last + about.due_days * DAY < today
        )
        for place, (who, (base, shares)) in enumerate(SELLERS.items()):
            if is_newest and who == LATE:
                continue
            at = later(_noon(town, period.last), 3 + place % 6, 10, 5 * place)
            if not _joined(town, who, at):
                continue
            values = _sales(base, shares, number, period.first.month)
            if who in BRANDED and period.last > today - HELD:
                values["brand"] = values["total"] * BRANDED[who] // 100
            filed = _file(
                definition=about,
                period=period,
                values=values,
                organisation=town.organisations[who],
                by=town.users[who],
                at=at,
            )
            checked = later(at, 2, 16)
            if checked > town.diary.now:
                continue
            if is_newest and who == RETURNED:
                return_filing(filing=filed, reason=WHY, by=town.users["operator"], at=checked)
            else:
                verify_filing(filing=filed, by=town.users["operator"], at=checked)
        period, number = after, number + 1


def _file(**facts: Any) -> Any:
    """File; what looks odd beside the firm's own history is explained, as the form asks."""
    try:
        with transaction.atomic():
            return save_filing(**facts)
    except FilingWrong as wrong:
        explained = {f"outlier:{field}": ODD for field, _message in wrong.problems}
        return save_filing(**facts, explained=explained)


def _sales(base: int, shares: tuple[int, ...], number: int, month: int) -> dict[str, Any]:
    whole = Decimal(base) * GROWTH**number * SEASON[month - 1] / 100
    parts = [int(whole * share / 1000) * 10 for share in shares]
    total = int(whole / 10) * 10
    named = dict(zip(("platform", "livestream", "group", "crossborder"), parts, strict=True))
    online = sum(parts)
    return named | {"offline": total - online, "total": total, "orders": int(online / ORDER)}


def _noon(town: Town, day: dt.date) -> dt.datetime:
    return town.begin.replace(year=day.year, month=day.month, day=day.day, hour=12)


def _joined(town: Town, who: str, at: dt.datetime) -> bool:
    known = town.organisations.get(who)
    return known is not None and town.trades(who) and town.joined[who] <= at <= town.diary.now


def _yearly(town: Town, period: Period) -> None:
    """What firms file in January, what the office sums up, and the stamps of March."""
    age = town.diary.now.year - 1 - period.first.year
    for place, who in enumerate(SELLERS):
        at = later(_noon(town, period.last), 9 + place, 11)
        if who not in town.joined:
            continue
        at = max(at, later(town.joined[who], 4, 11))
        _one_year(town, period, who, age, at)
    about = dataset("new_entities_yearly")
    at = later(_noon(town, period.last), 16, 15)
    if town.begin <= at <= town.diary.now:
        filed = save_filing(
            definition=about,
            period=period,
            by=town.users["operator"],
            at=at,
            values={"legal": 14 - age, "ecommerce": 10 - age, "converted": 3},
        )
        _verify(town, filed, later(at, 5, 10))
    for code, title, days in (
        ("new_entities_yearly", "新增市场主体证明", 58),
        ("annual_retail", "网络零售额证明", 80),
    ):
        _seal(town, code, period, title, later(_noon(town, period.last), days, 15))


def _one_year(town: Town, period: Period, who: str, age: int, at: dt.datetime) -> None:
    about = dataset("annual_retail")
    if at > town.diary.now or at.date() > period.last + about.closes_days * DAY:
        return
    by, organisation = town.users[who], town.organisations[who]
    retail = round(RETAIL[who] / Decimal("1.14") ** age, 1)
    facts = [("企业", organisation.name), ("年度", str(period)), ("网络零售额", f"{retail} 万元")]
    upload = paper_upload(
        title="网络零售额统计表（盖章）",
        number=f"{organisation.lot_prefix}-{period.key}",
        facts=facts,
        at=at,
    )
    filed = save_filing(
        definition=about,
        period=period,
        by=by,
        organisation=organisation,
        at=at,
        values={
            "retail": retail,
            "produce": round(retail * Decimal("0.62"), 1),
            "last_year": round(retail / Decimal("1.14"), 1),
            "shops": 1 + len(who) % 3,
        },
    )
    attach_statement(filing=filed, document="stamped_sales_statement", file=upload, by=by, at=at)
    _verify(town, filed, later(at, 4, 10))
    jobs = save_filing(
        definition=dataset("new_jobs_yearly"),
        period=period,
        by=by,
        organisation=organisation,
        at=later(at, 0, 14),
        values={"jobs": max(2, JOBS[who] - age * 3), "left": 1 + age, "wages": JOBS[who] * 3},
    )
    _verify(town, jobs, later(at, 6, 10))


def _verify(town: Town, filed: Any, at: dt.datetime) -> None:
    if at <= town.diary.now:
        verify_filing(filing=filed, by=town.users["bureau"], at=at)


def _seal(town: Town, code: str, period: Period, title: str, at: dt.datetime) -> None:
    if not town.begin <= at <= town.diary.now:
        return
    about = dataset(code)
    report = period_report(about, period)
    if not report.rows or report.num_verified < len(report.rows):
        return
    totals = report.totals
    facts = [
        ("年度", str(period)),
        *((str(one.label), f"{totals[one.name]} {one.unit}") for one in about.totals),
        ("盖章单位", "（演示）"),
    ]
    seal_period(
        definition=about,
        period=period,
        on_paper=totals,
        by=town.users["bureau"],
        at=at,
        paper=paper_upload(title=title, number=period.key, facts=facts, at=at),
    )
