"""Rooms that are booked and used, tenants with their plans, custody and stock-checks of assets,
sales under the brand: the last weeks of the demo town, through the doors."""

import datetime as dt
from typing import Any

from ezhen.demo.actions.applications import Story
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.papers import paper_upload
from ezhen.programme import api as programme
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

USERS = ("牛婷婷", "程雪芳", "苗丽娟", "连慧敏")  # who takes equipment out
KEEPERS = ("连慧敏", "苗丽娟", "牛婷婷")
BOOKED = (
    # days from today, room, who books, from, until, purpose, people, what for, what became of it
    (-13, "一号直播间", "noodles", 9, 11, "livestream", 4, "挂面专场直播", "used"),
    (-12, "多功能会议室", "县融媒体中心", 14, 17, "meeting", 18, "秋季选题会", "used"),
    (-11, "产品摄影棚", "greens", 9, 12, "photo", 3, "蔬菜礼盒主图", "used"),
    (-10, "跨境培训孵化教室", "山西启禾职业培训学校", 9, 12, "training", 32, "跨境实操班", "used"),
    (-9, "二号直播间", "cloth", 19, 21, "livestream", 5, "老粗布直播", "missed"),
    (-8, "一号直播间", "noodles2", 15, 17, "livestream", 4, "鸡蛋挂面试播", "used"),
    (-6, "研学体验区", "古韩小学", 9, 11, "visit", 36, "研学参观", "used"),
    (-5, "产品摄影棚", "noodles", 14, 16, "photo", 3, "礼盒上新", "used"),
    (-4, "多功能会议室", "shop", 9, 10, "meeting", 9, "团购选品", "used"),
    (-2, "一号直播间", "noodles", 9, 11, "livestream", 4, "周二例播", "used"),
    (-1, "二号直播间", "greens", 14, 16, "livestream", 3, "大棚蔬菜直播", ""),
    (-1, "多功能会议室", "壹村壹品电商", 15, 17, "meeting", 12, "供应商对接", ""),
    (1, "一号直播间", "noodles", 9, 11, "livestream", 4, "周末预热", ""),
    (1, "多功能会议室", "县商务中心", 14, 17, "meeting", 26, "月度调度会", ""),
    (2, "产品摄影棚", "noodles2", 9, 12, "photo", 3, "鸡蛋挂面主图", ""),
    (3, "一号直播间", "cloth", 19, 21, "livestream", 5, "年货节专场", ""),
    (5, "跨境培训孵化教室", "山西启禾职业培训学校", 9, 12, "training", 30, "跨境实操班", ""),
)
PLANS = (
    # office, steps: goal, how it is measured, due in days from today, what came of it
    ("201 号办公室", (("跨境店铺月出单 200 单", "平台后台月报", -20, "10 月出单 236 单"),
                      ("完成两款挂面出口备案", "备案回执", 35, ""))),
    ("202 号办公室", (("新签代运营商户 5 家", "合同份数", -9, ""),
                      ("带教运营专员 3 名", "上岗名单", 60, ""))),
    ("203 号办公室", (("完成产品短视频 30 条", "素材库入库数", -40, "入库 34 条"),)),
    ("204 号办公室", (("文创产品上线 8 款", "店铺在售数", 20, ""),)),
    ("205 号办公室", (("社区团购月销 8 万元", "平台后台", 12, ""),)),
)  # fmt: skip
MISSING = {9: "外借未还，已联系", 23: "库房未见，待查"}
NOT_YET = 7  # assets that nobody has looked at this year


def show_places(town: Town) -> None:
    """The last weeks; what waits for a person is left open."""
    tenants = _tenants(town)
    _plans(town, tenants)
    _rooms(town)
    _assets(town)
    programme.count_brand_sales(by=town.users["operator"], at=town.diary.ago(1, 8))
    for register in ("venue_use", "equipment_use", "tenancies", "brand_licences", "assets"):
        for row in registers.waiting(register).order_by("pk"):
            if row.changed_by_id != town.users["bureau"].pk:
                registers.review_record(
                    record=row, confirm=True, by=town.users["bureau"], at=town.diary.ago(0, 8)
                )


def _rooms(town: Town) -> None:
    rows = registers.rows("areas", states=RecordState.STANDS)
    areas = {row.data["name"]: row.uuid for row in rows if row.data.get("bookable")}
    for number, (days, room, who, first, past, purpose, people, about, became) in enumerate(BOOKED):
        if room not in areas or (who in town.organisations and not town.trades(who)):
            continue
        starts = later(town.diary.now, days, first)
        ends = starts.replace(hour=past)
        firm = who in town.organisations
        booking = programme.book_area(
            area=areas[room],
            starts=starts,
            ends=ends,
            purpose=purpose,
            people=people,
            about=about,
            user="" if firm else who,
            by=town.users[who if firm else "operator"],
            at=min(starts - dt.timedelta(days=2), town.diary.now - dt.timedelta(hours=3)),
        )
        by, at = town.users["operator"], ends + dt.timedelta(minutes=20)
        if became == "used":
            keeper = KEEPERS[number % len(KEEPERS)]
            programme.end_use(booking=booking, people=people, keeper=keeper, by=by, at=at)
        elif became == "missed":
            programme.miss_booking(booking=booking, by=by, at=at)


def _tenants(town: Town) -> dict[str, Any]:
    """Two firms that moved in through the system; one of them wants to leave."""
    if town.trades("greens"):
        _moves_in(town, "greens", "209 号办公室", "蔬菜礼盒网销", ago=110)
    if town.trades("shop"):
        _moves_in(town, "shop", "210 号办公室", "社区团购", ago=130)
        leaves_on = later(town.diary.now, 15).date().isoformat()
        facts = {
            "leaves_on": leaves_on,
            "reason": "grown",
            "why": "团购仓扩大，搬到自有门店办公",
            "handed_back": "办公室钥匙 2 把、工位卡 3 张",
        }
        Story(town, "tenancy_exit", "shop", facts, ago=2)
    rows = registers.rows("tenancies", states=RecordState.STANDS)
    return {row.data["office"]: row for row in rows if row.data.get("office")}


def _moves_in(town: Town, who: str, office: str, trade: str, *, ago: int) -> None:
    facts = {
        "trade": trade,
        "team": "4",
        "desks": "3",
        "source": "brought",
        "plan": "先开两个网店，再做直播",
    }
    story = Story(town, "tenancy", who, facts, ago=ago)
    story.passes("review", "operator", {"opinion": "业态符合，团队稳定"})
    story.passes("approve", "bureau", {"approval_no": f"襄商〔2026〕{ago}号", "office": office})
    until = later(town.diary.now, 600).date().isoformat()
    story.passes("sign", "cashier", {"agreement_no": f"RZXY-{ago}", "until": until})
    story.passes("deliver", "cashier", {"mentor": "郭晓燕"}, days=6)
    row = registers.rows("tenancies", states=RecordState.STANDS).get(uuid=story.case.uuid)
    facts_of = [("企业", str(story.case.organisation)), ("申请编号", story.case.number)]
    for document in ("application_form", "qualification_certificate"):
        upload = paper_upload(
            title="入驻申请", number=story.case.number, facts=facts_of, at=story.at
        )
        registers.attach_paper(
            record=row, document=document, file=upload, by=town.users["operator"], at=story.at
        )


def _plans(town: Town, tenants: dict[str, Any]) -> None:
    operator = town.users["operator"]
    for office, steps in PLANS:
        if office in tenants:
            for said in steps:
                _step(town, tenants[office], said)
    if "209 号办公室" in tenants:
        greens = tenants["209 号办公室"]
        _step(town, greens, ("开设抖音和拼多多店铺", "店铺链接", -60, "两店已开，上架 12 个品"))
        _step(town, greens, ("礼盒月销 2 万元", "平台后台月报", -3, ""))
        programme.acknowledge_plan(
            tenant=greens.uuid, by=town.users["greens"], at=town.diary.ago(55, 9)
        )
        programme.plan_growth(
            tenant=greens.uuid,
            goal="培养一名专职主播",
            measure="每周自播三场",
            due_on=later(town.diary.now, 45).date(),
            mentor="牛婷婷",
            by=operator,
            at=town.diary.ago(4, 9),
        )


def _step(town: Town, row: Any, said: tuple[str, str, int, str]) -> None:
    goal, measure, due, result = said
    operator = town.users["operator"]
    step = programme.plan_growth(
        tenant=row.uuid,
        goal=goal,
        measure=measure,
        due_on=later(town.diary.now, due).date(),
        mentor="郭晓燕",
        by=operator,
        at=town.diary.ago(90, 9),
    )
    if result:
        programme.end_growth(
            step=step, is_done=True, result=result, by=operator, at=town.diary.ago(-due + 1, 16)
        )


def _assets(town: Town) -> None:
    """The year's stock-check is nearly through; some things went from hand to hand."""
    operator = town.users["operator"]
    rows = list(registers.rows("assets", states=RecordState.STANDS).order_by("serial", "pk"))
    for number, row in enumerate(rows[: len(rows) - NOT_YET], start=1):
        programme.check_asset(
            asset=row.uuid,
            is_there=number not in MISSING,
            place="登记存放处",
            note=MISSING.get(number, ""),
            by=operator,
            at=later(town.diary.now, -20 + number % 5, 9, number % 50),
        )
    for row, taker in zip(rows[9:12], KEEPERS, strict=False):
        programme.hand_over_asset(
            asset=row.uuid, taker=taker, note="岗位调整", by=operator, at=town.diary.ago(30, 10)
        )
    for place, (row, who) in enumerate(zip(rows[9:13], USERS, strict=False)):
        loan = programme.take_out_asset(
            asset=row.uuid,
            user=who,
            purpose="外景拍摄" if place % 2 else "下乡直播",
            by=operator,
            at=town.diary.ago(9 - place, 9),
        )
        if place:
            programme.give_back_asset(
                loan=loan, is_good=True, by=operator, at=town.diary.ago(8 - place, 17)
            )
