"""Who lives in the demo town, as data: invented people, businesses and products.

Names are made up; credit codes, licence numbers and phones carry marks that no real one has.
"""

from dataclasses import dataclass
from typing import Any

from ezhen.accounts.api import Role

OFFICES = (
    ("bureau", Role.BUREAU, "张慧芳"),
    ("regulator", Role.REGULATOR, "赵志刚"),
    ("operator", Role.OPERATOR, "郭晓燕"),
    ("auditor", Role.AUDITOR, "冯敏"),
    ("system", Role.SYSTEM_ADMIN, "史建军"),
    ("security", Role.SECURITY_ADMIN, "安雪梅"),
    ("audit", Role.AUDIT_ADMIN, "沈立群"),
)


@dataclass(frozen=True)
class Worker:
    """Somebody on a business's list."""

    name: str
    post: str


@dataclass(frozen=True)
class Business:
    """A business of the cast. `papers` are licence kinds with the days that they are still valid
    from today; None has no end. `offset` moves its site from the township's seat, in degrees."""

    username: str
    person: str
    name: str
    short_name: str
    kind: str
    prefix: str
    place: str
    site: str
    papers: tuple[tuple[str, int | None], ...]
    post: str = "负责人"
    workers: tuple[Worker, ...] = ()
    offset: tuple[str, str] = ("0", "0")
    # when in the year it joined, as a share of the year; the first ones are there at its beginning
    joined: float = 0

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
        (("business", None), ("workshop", 420), ("health", 10)),
        workers=(Worker("刘德才", "和面师傅"), Worker("王小燕", "检验员")),
        offset=("0.012", "-0.018"),
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
        (("business", None), ("food_production", 880), ("health", 150)),
        workers=(Worker("李永强", "车间主任"),),
        offset=("-0.008", "0.012"),
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
        (("business", None), ("other", 500)),
        post="理事长",
        offset=("0.010", "0.014"),
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
        (("business", None), ("health", 96)),
        post="理事长",
        workers=(Worker("韩志远", "快检员"),),
        offset=("-0.014", "-0.010"),
        joined=0.12,
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
        (("business", None), ("brand", 240)),
        offset=("0.006", "0.020"),
        joined=0.34,
    ),
    Business(
        "noodles2",
        "段爱萍",
        "襄垣县虒亭手工面坊",
        "虒亭手工面坊",
        "workshop",
        "ST",
        "140423104",
        "面坊",
        (("business", None), ("workshop", 26), ("health", 201)),
        offset=("-0.012", "-0.012"),
        joined=0.48,
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
        (("business", None), ("food_trade", 640)),
        post="主任",
        offset=("-0.010", "0.022"),
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
        (("business", None), ("food_trade", 310), ("health", 58)),
        post="店长",
        offset=("0.004", "0.006"),
    ),
    Business(
        "fair",
        "陈建国",
        "太原市古韩特产展销部",
        "太原展销区",
        "shop",
        "TY",
        "140423100",
        "太原展销区",
        (("business", None), ("food_trade", 730)),
        post="经理",
        joined=0.2,
    ),
)

NEWCOMER = Business(
    "vinegar",
    "贾文静",
    "襄垣县古韩老陈醋坊",
    "古韩醋坊",
    "workshop",
    "CJ",
    "140423103",
    "酿醋车间",
    (("business", None), ("workshop", 690)),
    workers=(Worker("贾广才", "酿造师傅"),),
)
RETURNED = Business(
    "walnut",
    "秦二保",
    "襄垣县善福核桃种植专业合作社",
    "善福核桃合作社",
    "cooperative",
    "HT",
    "140423200",
    "核桃园",
    (("business", None),),
    post="理事长",
)
RETURN_REASON = "营业执照照片缺住所一栏，请重拍上传；种植面积与土地流转合同差 12 亩，请核对。"

# (owner, key, facts); the numbers of barcodes get their check digit when they are entered
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
            "storage": "通风干燥处",
        },
    ),
    (
        "mill",
        "flour_small",
        {
            "name": "石磨小麦粉",
            "specification": "5 kg",
            "product_class": "flour",
            "unit": "bag",
            "unit_mass": "5",
            "shelf_life_days": 180,
            "ingredients": "小麦",
            "storage": "通风干燥处",
        },
    ),
    (
        "greens",
        "cucumber",
        {
            "name": "黄瓜",
            "specification": "散装",
            "product_class": "vegetable",
            "unit": "kg",
            "shelf_life_days": 7,
            "storage": "10 ℃ 左右",
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
            "unit_mass": "0.5",
            "gtin": "690123456789",
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
            "unit_mass": "0.4",
            "shelf_life_days": 300,
            "ingredients": "小麦粉、荞麦粉、水、食用盐",
            "storage": "阴凉干燥处",
        },
    ),
    (
        "noodles",
        "gift",
        {
            "name": "漳源挂面礼盒",
            "specification": "500 g × 4",
            "product_class": "noodle",
            "unit": "box",
            "unit_mass": "2.0",
            "shelf_life_days": 365,
            "ingredients": "小麦粉、水、食用盐",
            "storage": "阴凉干燥处",
        },
    ),
    (
        "noodles2",
        "hollow",
        {
            "name": "虒亭空心挂面",
            "specification": "500 g",
            "product_class": "noodle",
            "unit": "bag",
            "unit_mass": "0.5",
            "shelf_life_days": 300,
            "ingredients": "小麦粉、水、食用盐",
            "storage": "阴凉干燥处",
        },
    ),
    (
        "noodles2",
        "hollow_gift",
        {
            "name": "虒亭空心挂面礼盒",
            "specification": "500 g × 4",
            "product_class": "noodle",
            "unit": "box",
            "unit_mass": "2.0",
            "shelf_life_days": 300,
            "ingredients": "小麦粉、水、食用盐",
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
            "unit_mass": "1.2",
        },
    ),
)

# Businesses outside the county that supply the workshops: (key, supplier, product)
SUPPLIES: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    (
        "salt",
        {"name": "上党盐业配送有限公司", "short_name": "上党盐业", "kind": "company"},
        {"name": "食用盐（未加碘）", "product_class": "salt", "unit": "kg"},
    ),
    (
        "buckwheat_flour",
        {"name": "雁北荞麦加工有限公司", "short_name": "雁北荞麦", "kind": "company"},
        {"name": "荞麦粉", "product_class": "flour", "unit": "kg"},
    ),
    (
        "yarn",
        {"name": "晋南棉纺有限公司", "short_name": "晋南棉纺", "kind": "company"},
        {"name": "纯棉纱 21 支", "product_class": "cloth", "unit": "kg"},
    ),
)

# (roll, who orders it, number of codes); one that is named after no product is blank
ROLLS = (
    ("plain", "noodles", 200_000),
    ("blank", "noodles", 100_000),
    ("hollow", "noodles2", 50_000),
    ("sheet", "cloth", 2_000),
)
