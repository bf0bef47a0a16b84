"""Who lives in the demo town: invented people and businesses, each made through the doors."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stdnum.cn import uscc

from ezhen.accounts.api import Role, create_user, mark_demo
from ezhen.parties import api as parties
from ezhen.products import api as products

OFFICES = (
    ("bureau", Role.BUREAU, "张慧芳"),
    ("regulator", Role.REGULATOR, "赵志刚"),
    ("operator", Role.OPERATOR, "郭晓燕"),
    ("auditor", Role.AUDITOR, "冯敏"),
    ("system", Role.SYSTEM_ADMIN, "系统管理员"),
    ("security", Role.SECURITY_ADMIN, "安全管理员"),
    ("audit", Role.AUDIT_ADMIN, "审计管理员"),
)


@dataclass(frozen=True)
class Business:
    """A business of the cast. `licence` is the paper that lets it make or sell food."""

    username: str
    person: str
    name: str
    short_name: str
    kind: str
    prefix: str
    place: str
    site: str
    licence: str = "business"
    post: str = "负责人"

    @property
    def role(self) -> str:
        """Shops and the hub trade, all others produce."""
        return Role.MERCHANT if self.kind in {"shop", "hub"} else Role.PRODUCER


BUSINESSES = (
    Business(
        "noodles",
        "王建平",
        "襄垣县漳源手工挂面坊",
        "漳源手工挂面坊",
        "workshop",
        "ZY",
        "140423100",
        "挂面车间",
        "workshop",
    ),
    Business(
        "mill",
        "李秀英",
        "襄垣县润丰面粉有限公司",
        "润丰面粉",
        "company",
        "RF",
        "140423102",
        "磨粉车间",
        "food_production",
    ),
    Business(
        "farm",
        "申国强",
        "襄垣县丰谷种植专业合作社",
        "丰谷合作社",
        "cooperative",
        "FG",
        "140423107",
        "下良麦田",
    ),
    Business(
        "greens",
        "韩桂花",
        "襄垣县绿源蔬菜专业合作社",
        "绿源蔬菜",
        "cooperative",
        "LY",
        "140423101",
        "一号大棚",
    ),
    Business(
        "cloth",
        "郝秀兰",
        "襄垣县漳河老粗布坊",
        "漳河老粗布",
        "workshop",
        "CB",
        "140423104",
        "织布车间",
    ),
    Business(
        "hub",
        "刘海军",
        "古韩镇统仓共配中心",
        "古韩镇共配中心",
        "hub",
        "GP",
        "140423100",
        "共配仓",
        "food_trade",
    ),
    Business(
        "shop",
        "杨丽",
        "襄垣县便民超市老城店",
        "便民超市老城店",
        "shop",
        "BM",
        "140423100",
        "老城店",
        "food_trade",
        "店长",
    ),
    Business(
        "fair",
        "陈建国",
        "太原市古韩特产展销部",
        "太原展销区",
        "shop",
        "TY",
        "140423100",
        "展销区",
        "food_trade",
    ),
)

PRODUCTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "farm",
        "wheat",
        {
            "name": "冬小麦",
            "specification": "散装",
            "product_class": "grain",
            "unit": "kg",
            "storage": "阴凉干燥",
        },
    ),
    (
        "mill",
        "flour",
        {
            "name": "高筋小麦粉",
            "specification": "25 kg",
            "product_class": "flour",
            "unit": "kg",
            "shelf_life_days": 180,
            "ingredients": "小麦",
        },
    ),
    (
        "noodles",
        "plain",
        {
            "name": "手工挂面（原味）",
            "specification": "500 g",
            "product_class": "noodle",
            "unit": "bag",
            "unit_mass": Decimal("0.5"),
            "gtin": "6901234567892",
            "shelf_life_days": 365,
            "ingredients": "小麦粉、水、食用盐",
            "storage": "阴凉干燥处",
        },
    ),
    (
        "noodles",
        "buckwheat",
        {
            "name": "荞麦挂面",
            "specification": "400 g",
            "product_class": "noodle",
            "unit": "bag",
            "unit_mass": Decimal("0.4"),
            "shelf_life_days": 300,
            "ingredients": "小麦粉、荞麦粉、水、食用盐",
        },
    ),
    (
        "greens",
        "tomato",
        {
            "name": "番茄",
            "specification": "散装",
            "product_class": "vegetable",
            "unit": "kg",
            "shelf_life_days": 12,
            "storage": "10 ℃ 左右",
        },
    ),
    (
        "cloth",
        "sheet",
        {
            "name": "老粗布床单",
            "specification": "2 m × 2.3 m",
            "product_class": "cloth",
            "unit": "piece",
            "unit_mass": Decimal("1.2"),
        },
    ),
)


@dataclass
class Cast:
    """Users and organisations by their short names."""

    users: dict[str, Any] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    products: dict[str, Any] = field(default_factory=dict)


def credit_code(number: int) -> str:
    """An invented code with a right check character."""
    stem = f"92140423MA{9_000_000 + number:07d}"
    return stem + uscc.calc_check_digit(stem)


def chair(username: str, role: str, name: str) -> Any:
    """A demo account: entered with one click, its password known to nobody."""
    user = create_user(
        username=username,
        display_name=name,
        role=role,
        password=secrets.token_urlsafe(24),
        phone="13800000000",
    )
    return mark_demo(user=user)


def enter_cast(begin: dt.datetime) -> Cast:
    """Everybody registers and is approved at the beginning of the year."""
    cast = Cast()
    for username, role, name in OFFICES:
        cast.users[username] = chair(username, role, name)
    for number, business in enumerate(BUSINESSES, start=1):
        _enter(cast, business, number, begin)
    for owner, key, facts in PRODUCTS:
        by = cast.users[owner]
        product = products.create_product(organisation=cast.organisations[owner], by=by, **facts)
        products.submit_product(product=product, by=by, at=begin)
        cast.products[key] = products.approve_product(
            product=product, by=cast.users["bureau"], at=begin
        )
    return cast


def _enter(cast: Cast, business: Business, number: int, begin: dt.datetime) -> None:
    user = chair(business.username, business.role, business.person)
    organisation = begin_registration(user, business, number, begin)
    parties.submit_registration(organisation=organisation, by=user, at=begin)
    approved = parties.approve_registration(
        organisation=organisation, by=cast.users["bureau"], at=begin + dt.timedelta(days=2)
    )
    cast.users[business.username] = user
    cast.organisations[business.username] = approved


def begin_registration(user: Any, business: Business, number: int, begin: dt.datetime) -> Any:
    """Facts, papers, a site and a person; not handed in yet."""
    organisation = parties.create_organisation(
        by=user,
        post=business.post,
        name=business.name,
        short_name=business.short_name,
        kind=business.kind,
        credit_code=credit_code(number),
        lot_prefix=business.prefix,
        phone=f"0355-72{number:05d}",
    )
    day = begin.date()
    papers = [("business", None), (business.licence, day + dt.timedelta(days=1200))]
    papers.append(("health", day + dt.timedelta(days=375)))
    for kind, until in dict(papers).items():
        parties.add_licence(
            organisation=organisation,
            by=user,
            kind=kind,
            number=f"演示{number:02d}-{kind[:4].upper()}",
            valid_from=day - dt.timedelta(days=200),
            valid_until=until,
        )
    parties.add_site(
        organisation=organisation, by=user, name=business.site, place_code=business.place
    )
    parties.add_person(
        organisation=organisation,
        by=user,
        name=business.person,
        post=business.post,
        phone="13800000000",
    )
    return organisation
