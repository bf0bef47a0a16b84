"""Applications of the demo town at every step: policies, subsidies, licences, stations, a vote.

One person holds one power in a case: the operator reviews, the bureau approves, a colleague of the
bureau publishes, the cashier pays.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ezhen.accounts.api import Role, create_demo_user
from ezhen.approvals import api as approvals
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.papers import paper_upload

COLLEAGUES = (
    ("bureau2", Role.BUREAU, "李海霞"),
    ("cashier", Role.OPERATOR, "张文斌"),
)
REWARD = {
    "name": "电商主体奖补办法",
    "kind": "reward",
    "basis": "乡村e镇专项资金管理办法第六条",
    "object": "在古韩镇备案、从事农产品电商的企业、合作社和个体户",
    "standard": "网络销售按年增长额的 4% 奖补；批批检验的一次性奖补 2,000 元",
    "budget": "800000",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
}
CONTACT = {"phone": "0355-0000101"}


def apply_for_things(town: Town) -> None:
    """Cases in every step, so that each chair has something to read and something to do."""
    for username, role, name in COLLEAGUES:
        town.users[username] = create_demo_user(
            username=username, display_name=name, role=role, at=town.begin
        )
    Story(town, "policy", "operator", REWARD, ago=150).to_the_end(
        review=("bureau2", {"opinion": "依据充分，预算已列支"}),
        approve=("bureau", {"approval_no": "襄商〔2026〕7号"}),
    )
    _licences(town)
    _subsidies(town)
    _offices(town)


def _licences(town: Town) -> None:
    facts = {"products": "手工挂面、空心挂面", "quality": "批批检验，面粉留样", "output": "320 吨"}
    held = {"certificate_no": "古韩授〔2026〕001号", "until": later(town.diary.now, 640).date()}
    _licence(town, "noodles", facts, held, ago=90)
    facts = {"products": "鸡蛋挂面", "quality": "每月送检一次", "output": "60 吨"}
    ended = {"certificate_no": "古韩授〔2026〕002号", "until": later(town.diary.now, -6).date()}
    _licence(town, "noodles2", facts, ended, ago=120)


def _licence(town: Town, who: str, facts: Any, held: Mapping[str, Any], *, ago: int) -> None:
    if not town.trades(who):
        return
    story = Story(town, "brand_licence", who, facts, ago=ago)
    story.passes("review", "operator", {"opinion": "产品检验合格，符合用标条件"})
    granted = {"approval_no": f"襄商〔2026〕{ago}号", "products_granted": facts["products"]}
    story.passes("approve", "bureau", granted)
    story.publishes()
    story.passes("sign", "cashier", {"agreement_no": f"PX-{ago:03d}"}, days=14)
    values = {name: str(value) for name, value in held.items()}
    story.passes("archive", "bureau2", values, days=2)


def _subsidies(town: Town) -> None:
    sales = {
        "policy": "reward",
        "item": "sales",
        "facts": "今年网络销售比去年同期增长 121.5 万元",
        "asked": "48600",
    }
    if town.trades("noodles"):
        story = Story(town, "subsidy", "noodles", sales, ago=24)
        story.passes("review", "operator", {"opinion": "后台数据与报表一致"})
        granted = {"approval_no": "襄商〔2026〕31号", "granted": "48264"}
        story.passes("approve", "bureau", granted)
        story.publishes()
        story.pays("PZ-2026-118", "622848000000001010", days=13)
        Draft(town, "tenancy", "noodles", {"trade": "手工挂面线上销售", "team": "6"}, ago=1)
    if town.trades("noodles2"):
        packing = sales | {"item": "packing", "facts": "新换礼盒包装", "asked": "8600"}
        story = Story(town, "subsidy", "noodles2", packing, ago=6)
        story.returns("review", "operator", "包装费发票缺 9 月的一张，请补；金额按发票合计填。")
    if town.trades("greens"):
        shop = sales | {"item": "shop", "facts": "新开两个网店，已上架 12 个品", "asked": "6000"}
        story = Story(town, "subsidy", "greens", shop, ago=9)
        story.passes("review", "operator", {"opinion": "网店已开通，链接可打开"})
        granted = {"approval_no": "襄商〔2026〕38号", "granted": "6000"}
        story.passes("approve", "bureau", granted)
        story.publishes()
        story.is_objected("其中一个网店去年就开了，不算新开。", "12900000188")


def _offices(town: Town) -> None:
    """What the offices themselves propose, and a station that waits for its review."""
    if town.trades("shop"):
        facts = {
            "village": "140423100",
            "address": "古韩镇东大街 12 号",
            "master": "刘秀兰",
            "area": "46",
            "traffic": "road",
            "services": ["parcel", "pay", "sell"],
        }
        Story(town, "station", "shop", facts, ago=3)
    facts = {
        "number": "Q/GHZ 003-2026",
        "name": "手工挂面包装规范",
        "kind": "packing",
        "product": "手工挂面",
        "reason": "各家包装不一，运输破损多",
    }
    Story(town, "standard", "operator", facts, ago=2)
    facts = {
        "title": "古韩镇区域公用品牌标志评选",
        "entries": "漳水古韩\n襄垣味道\n古韩好物",
        "ends_on": f"{later(town.diary.now, 12):%Y-%m-%d}",
    }
    vote = Story(town, "brand_vote", "operator", facts, ago=5)
    for number in range(23):
        approvals.cast_ballot(
            case=vote.case,
            entry=(number * number) % 3,
            phone=f"1290000{3000 + number}",
            at=later(vote.at, 1, 9, number),
        )


class Draft:
    """An application that is begun; `at` is the moment of what happened last."""

    def __init__(
        self, town: Town, code: str, who: str, values: Mapping[str, Any], *, ago: int
    ) -> None:
        self.town = town
        self.at: dt.datetime = town.diary.ago(ago, 10, 20)
        self.applicant = town.users[who]
        named = CONTACT | {"contact": str(self.applicant)} | dict(values)
        self.case = approvals.start_case(
            definition=approvals.procedure(code),
            organisation=town.organisations.get(who),
            by=self.applicant,
            values=named,
            at=self.at,
        )


class Story(Draft):
    """An application that was sent in, and goes on."""

    def __init__(
        self, town: Town, code: str, who: str, values: Mapping[str, Any], *, ago: int
    ) -> None:
        super().__init__(town, code, who, values, ago=ago)
        self._hand_in(approvals.procedure(code).papers, self.applicant)
        self.case = approvals.send_case(
            case=self.case, expects=self.case.revision, by=self.applicant, at=self.at
        )

    def _hand_in(self, asks: Any, by: Any) -> None:
        for ask in asks:
            if ask.required:
                title = str(ask.example)[:20]
                facts = [("单位", str(self.case.organisation or by)), ("说明", str(ask.example))]
                upload = paper_upload(title=title, number=self.case.number, facts=facts, at=self.at)
                approvals.hand_in_paper(
                    case=self.case, document=ask.document, file=upload, by=by, at=self.at
                )

    def _go_on(self, days: int) -> None:
        """A day or some later, never after now."""
        latest = self.town.diary.now - dt.timedelta(minutes=5)
        self.at = min(later(self.at, days, 10 + days % 6, 15), latest)
        self.case.refresh_from_db()

    def passes(self, stage: str, who: str, values: Mapping[str, Any], *, days: int = 1) -> None:
        """Somebody does a step, with the papers it asks for."""
        self._go_on(days)
        by = self.town.users[who]
        found = approvals.definition_of(self.case).stage(stage)
        self._hand_in(found.papers, by)
        self.case = approvals.pass_stage(
            case=self.case, stage=stage, by=by, values=values, at=self.at
        )

    def publishes(self) -> None:
        """A colleague of the bureau puts it before the public."""
        self._go_on(1)
        self.notice = approvals.publish_notice(
            case=self.case, stage="publicise", by=self.town.users["bureau2"], at=self.at
        )

    def pays(self, voucher: str, account: str, *, days: int) -> None:
        """The cashier pays after the notice."""
        self._go_on(days)
        approvals.pay_case(
            case=self.case,
            stage="pay",
            by=self.town.users["cashier"],
            values={"voucher": voucher, "account": account},
            at=self.at,
        )

    def returns(self, stage: str, who: str, comment: str) -> None:
        """It goes back to be mended."""
        self._go_on(2)
        approvals.return_case(
            case=self.case, stage=stage, comment=comment, by=self.town.users[who], at=self.at
        )

    def is_objected(self, text: str, phone: str) -> None:
        """Somebody of the public objects."""
        self._go_on(1)
        approvals.object_to(notice=self.notice, text=text, phone=phone, at=self.at)

    def to_the_end(self, **steps: tuple[str, Mapping[str, Any]]) -> None:
        """Each step, the notice, and filed."""
        for stage, (who, values) in steps.items():
            self.passes(stage, who, values)
        self._publish_by_another()
        self.passes("archive", "cashier", {}, days=14)

    def _publish_by_another(self) -> None:
        """The reviewer of a policy sits in the bureau too: a third person publishes."""
        self._go_on(1)
        third = create_demo_user(
            username="bureau3", display_name="田立新", role=Role.BUREAU, at=self.town.begin
        )
        self.notice = approvals.publish_notice(
            case=self.case, stage="publicise", by=third, at=self.at
        )
