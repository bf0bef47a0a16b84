"""The programme's money through the demo year: budget, contracts, work, invoices, payments. Nothing
in it is a fault: the red flags of the demo town begin with what a visitor does."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from stdnum.cn import uscc

from ezhen.archive.api import Subject, add_document
from ezhen.demo.actions.cast import Town
from ezhen.demo.actions.diary import later
from ezhen.demo.actions.papers import paper_upload
from ezhen.programme import api as programme
from ezhen.registers import api as registers

STEM = "91140423MA"
FRIDAY = 4
WEEK = 7
APPROVER = "张慧芳"
LINES = (
    ("central", "A1", "公共服务中心改造与设备", 2_200_000, "6.1"),
    ("central", "A2", "电商培训", 500_000, "5.2"),
    ("province", "B1", "追溯与订单系统", 700_000, "1.3"),
    ("province", "B2", "统仓共配", 600_000, "7.2"),
    ("county", "C1", "品牌设计与网货开发", 700_000, "4.1"),
    ("county", "C2", "宣传推广", 600_000, "4.7"),
    ("own", "D1", "农产品检测", 200_000, "1.2"),
)
PARTIES = {
    "survey": ("晋东南农业咨询有限公司", "农业技术咨询资质"),
    "design": ("上党文创设计有限公司", "设计乙级"),
    "building": ("襄垣县宏安装饰工程有限公司", "建筑装修装饰二级"),
    "screens": ("太原智显科技有限公司", "信息系统集成"),
    "software": ("长治云禾信息技术有限公司", "软件企业证书"),
    "film": ("漳河影视工作室", "广播电视节目制作许可"),
    "school": ("山西启禾职业培训学校", "民办学校办学许可"),
    "courier": ("襄垣县通达快递服务有限公司", "快递业务经营许可"),
    "testing": ("漳泽食品检测有限公司", "CMA 资质认定"),
    "fair": ("太原会展服务有限公司", "展览工程一级"),
}


@dataclass(frozen=True)
class Part:
    """A milestone: share in hundredths, the day it is due and the day it is paid; an advance is
    paid before any work, and what is due after the year stays open."""

    title: str
    share: int
    day: int
    is_advance: bool = False


@dataclass(frozen=True)
class Deal:
    """A contract: the day it was signed, how long it runs, and its parts."""

    day: int
    number: str
    line: str
    party: str
    kind: str
    subject: str
    task: str
    value: int
    days: int
    parts: tuple[Part, ...]


def _advance(share: int, day: int) -> Part:
    return Part("预付款", share, day, is_advance=True)


DEALS = (
    Deal(9, "001", "C1", "survey", "service", "主导产业调研与品牌战略研究", "1.1", 180_000, 60,
         (_advance(30, 14), Part("提交研究报告", 70, 80))),
    Deal(16, "002", "C1", "design", "design", "区域公用品牌形象与 VIS 设计", "4.1", 260_000, 90,
         (_advance(30, 22), Part("设计定稿", 70, 120))),
    Deal(23, "003", "A1", "building", "building", "电商公共服务中心改建", "6.1", 1_480_000, 75,
         (_advance(30, 28), Part("隐蔽工程完工", 40, 62), Part("竣工结算", 27, 99),
          Part("质保金", 3, 449))),
    Deal(26, "004", "A1", "screens", "purchase", "大数据看板与培训设备采购", "6.4", 620_000, 60,
         (_advance(50, 33), Part("到货安装调试", 47, 85), Part("质保金", 3, 436))),
    Deal(30, "005", "B1", "software", "service", "追溯平台与订单系统建设运维", "1.3", 540_000, 365,
         (_advance(40, 38), Part("系统上线", 30, 135), Part("运维满一年", 30, 400))),
    Deal(37, "006", "C1", "design", "packaging", "手工挂面等五款网货包装设计", "4.3", 150_000, 75,
         (_advance(50, 43), Part("五款定稿打样", 50, 110))),
    Deal(44, "007", "C2", "film", "film", "古韩乡村e镇宣传片拍摄制作", "4.7", 210_000, 100,
         (_advance(40, 52), Part("成片交付", 60, 131))),
    Deal(51, "008", "A2", "school", "service", "电商人才培训", "5.2", 380_000, 280,
         (_advance(30, 60), Part("完成普及培训", 30, 170), Part("完成技能培训", 25, 290),
          Part("回访与总结", 15, 362))),
    Deal(58, "009", "B2", "courier", "delivery", "统仓共配分拣与农村派送", "7.2", 460_000, 365,
         (_advance(25, 68), Part("第一季度派送", 25, 160), Part("第二季度派送", 25, 250),
          Part("第三季度派送", 15, 330), Part("年度考核", 10, 423))),
    Deal(72, "010", "C2", "design", "design", "宣传手册设计印制", "8.3", 68_000, 45,
         (Part("印制交付", 100, 130),)),
    Deal(96, "011", "D1", "testing", "service", "农产品委托检测", "1.2", 120_000, 300,
         (_advance(40, 104), Part("上半年检测", 30, 210), Part("下半年检测", 20, 320),
          Part("年度总结", 10, 396))),
    Deal(147, "012", "C2", "fair", "service", "区域品牌发布会承办", "4.5", 240_000, 40,
         (_advance(50, 152), Part("会议执行与复盘", 50, 204))),
)  # fmt: skip
# a payment that the bank sent back: contract and part
SENT_BACK = ("009", 1)
TITLES = {
    "service_contract": "合同",
    "qualification_certificate": "资质证书",
    "fund_voucher": "付款凭证",
}
TENDERED = 400_000  # from here on the award was on public notice


class Money:
    """The chain of the year; each step is a happening of the diary at its own moment."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.operator, self.bureau = town.users["operator"], town.users["bureau"]
        self.lines: dict[str, Any] = {}
        self.parties: dict[str, Any] = {}
        self.contracts: dict[str, Any] = {}
        self.vouchers = 0

    def on(self, day: int, hour: int, happening: Any, minute: int = 0) -> None:
        """Plan something for a day of the programme."""
        self.town.diary.plan(later(self.town.begin, day, hour, minute), happening)

    def plan(self) -> None:
        """Everything from the budget on."""
        self.on(1, 9, self._plan_budget)
        for place, deal in enumerate(DEALS):
            self.on(deal.day, 10, partial(self._sign, deal), place)
            for number, part in enumerate(deal.parts):
                self._plan_part(deal, number, part)
        self.on(170, 11, self._amend)
        days = (self.town.diary.now.date() - self.town.begin.date()).days
        for week in range(days // WEEK + 1):
            self.on(week * WEEK + FRIDAY, 16, self._confirm, 30)

    def _plan_budget(self, at: dt.datetime) -> None:
        for source, code, title, planned, task in LINES:
            self.lines[code] = programme.plan_line(
                source=source,
                code=code,
                title=title,
                planned=Decimal(planned),
                task=task,
                by=self.bureau,
                at=at,
            )

    def _party(self, key: str, at: dt.datetime) -> Any:
        if key not in self.parties:
            name, paper = PARTIES[key]
            stem = f"{STEM}{9_500_000 + len(self.parties):07d}"
            self.parties[key] = programme.enter_third_party(
                name=name,
                credit_code=stem + uscc.calc_check_digit(stem),
                qualification=paper,
                by=self.operator,
                at=at,
            )
        return self.parties[key]

    def _sign(self, deal: Deal, at: dt.datetime) -> None:
        signed_on = at.date()
        party = self._party(deal.party, at)
        contract = programme.sign_contract(
            line=self.lines[deal.line],
            party=party,
            number=f"GH-HT-{deal.number}",
            kind=deal.kind,
            subject=deal.subject,
            task=deal.task,
            value=Decimal(deal.value),
            signed_on=signed_on,
            starts_on=signed_on + dt.timedelta(days=3),
            ends_on=signed_on + dt.timedelta(days=3 + deal.days),
            notice_until=signed_on - dt.timedelta(days=2) if deal.value >= TENDERED else None,
            by=self.operator,
            at=at,
        )
        self.contracts[deal.number] = contract
        for part in deal.parts:
            self._agree(contract, part, Decimal(deal.value * part.share) / 100, at)
        facts = [("甲方", self.town.users["bureau"].display_name), ("乙方", party.name)]
        facts += [("合同内容", deal.subject), ("合同金额", f"{deal.value:,} 元")]
        self._file("contracts", contract.uuid, "service_contract", facts, at)
        facts = [("持证单位", party.name), ("资质", party.qualification)]
        self._file("contracts", contract.uuid, "qualification_certificate", facts, at)

    def _agree(self, contract: Any, part: Part, value: Decimal, at: dt.datetime) -> None:
        programme.add_milestone(
            contract=contract,
            title=part.title,
            due_on=self.town.begin.date() + dt.timedelta(days=part.day - 4),
            value=value,
            is_advance=part.is_advance,
            by=self.operator,
            at=at,
        )

    def _plan_part(self, deal: Deal, number: int, part: Part) -> None:
        if not part.is_advance:
            self.on(part.day - 5, 15, partial(self._accept, deal.number, number))
        self.on(part.day - 3, 11, partial(self._invoice, deal.number, number))
        self.on(part.day, 10, partial(self._pay, deal.number, number), int(deal.number))
        if (deal.number, number) == SENT_BACK:
            self.on(part.day + 1, 9, partial(self._send_back, deal.number))
            self.on(part.day + 2, 10, partial(self._pay, deal.number, number))

    def _milestone(self, deal: str, number: int) -> Any:
        return self.contracts[deal].milestones.order_by("number")[number]

    def _accept(self, deal: str, number: int, at: dt.datetime) -> None:
        programme.accept_work(
            milestone=self._milestone(deal, number),
            accepted_on=at.date(),
            findings="现场查看并核对清单，符合合同约定",
            by=self.bureau,
            at=at,
        )

    def _invoice(self, deal: str, number: int, at: dt.datetime) -> None:
        milestone = self._milestone(deal, number)
        programme.enter_invoice(
            milestone=milestone,
            number=f"26142000000{deal}{number:03}{at:%d}",
            issued_on=at.date(),
            amount=milestone.value,
            by=self.operator,
            at=at,
        )

    def _pay(self, deal: str, number: int, at: dt.datetime) -> None:
        invoice = self._milestone(deal, number).invoices.get()
        self.vouchers += 1
        payment = programme.pay_invoice(
            invoice=invoice,
            amount=invoice.amount,
            paid_on=at.date(),
            voucher=f"记-{self.vouchers:04}",
            approver=APPROVER,
            by=self.operator,
            at=at,
        )
        facts = [("收款单位", payment.slip_payee), ("金额", f"{payment.amount:,} 元")]
        facts += [("发票号码", str(invoice)), ("合同编号", str(payment.contract))]
        self._file("fund_entries", payment.uuid, "fund_voucher", facts, at)

    def _send_back(self, deal: str, at: dt.datetime) -> None:
        self.vouchers += 1
        payment = self.contracts[deal].payments.order_by("-pk").first()
        programme.reverse_payment(
            payment=payment,
            voucher=f"记-{self.vouchers:04}",
            reason="收款账号少一位，银行退回",
            by=self.operator,
            at=at,
        )

    def _amend(self, at: dt.datetime) -> None:
        contract = self.contracts["012"]
        programme.amend_contract(
            contract=contract,
            change=Decimal(12_000),
            ends_on=contract.ends_on,
            signed_on=at.date(),
            reason="增加西营镇分会场",
            by=self.operator,
            at=at,
        )
        self._agree(contract, Part("分会场", 0, 204), Decimal(12_000), at)
        self.on(199, 16, partial(self._accept, "012", 2))
        self.on(202, 11, partial(self._invoice, "012", 2))
        self.on(204, 14, partial(self._pay, "012", 2))

    def _confirm(self, at: dt.datetime) -> None:
        """On Fridays the bureau confirms what the operator put into the two registers."""
        for register in ("contracts", "fund_entries"):
            for row in registers.waiting(register).order_by("pk"):
                registers.review_record(record=row, confirm=True, by=self.bureau, at=at)

    def _file(self, register: str, key: Any, paper: str, facts: Any, at: dt.datetime) -> None:
        title = TITLES[paper]
        upload = paper_upload(title=title, number=f"演示-{str(key)[-6:]}", facts=facts, at=at)
        subject = Subject("record", str(key), register)
        add_document(
            type=paper,
            subject=subject,
            file=upload,
            title=title,
            dated_on=at.date(),
            by=self.operator,
            at=at,
        )


def plan_money(town: Town) -> None:
    """Put the year's money into the diary."""
    Money(town).plan()
