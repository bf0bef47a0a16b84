"""Partners, orders, enterprises, support, finance and sales."""

from ezhen.demo.actions.ledgers.book import DAY, Book, person
from ezhen.demo.actions.ledgers.brand import LAUNCH

PARTNERS = (
    (30, "晋味优选电商平台", "platform", "large", "outside", 21, "开设襄垣馆，首页推荐位", "running"),
    (44, "上党鲜生连锁超市", "retail", "large", "inside", 36, "12 家门店铺货", "running"), (61, "漳泽农产品批发市场", "market", "middle", "inside", 52, "摊位 2 个，免进场费", "running"),
    (75, "太行新供应链有限公司", "supply", "large", "outside", 64, "统采面粉包材，账期 45 天", "running"), (102, "长治潞府餐饮集团", "catering", "middle", "inside", 95, "挂面、蔬菜定期采购", "running"),
    (140, "京郊社区团购", "retail", "middle", "outside", 128, "社区团长 60 名", "agreed"), (188, "星野直播机构", "mcn", "small", "outside", 176, "主播培训两期", "running"),
    (231, "晋中供销云仓", "supply", "middle", "inside", 220, "代发仓 300 ㎡", "agreed"), (280, "豫北食材直采", "catering", "small", "outside", 271, None, "talking"),
    (318, "南粤粮油商行", "retail", "middle", "outside", None, None, "talking"),
)  # fmt: skip
BUYERS = (
    ("上党鲜生连锁超市", "retail", "new_retail", True), ("漳泽农产品批发市场", "market", "local", False), ("长治潞府餐饮集团", "catering", "local", False),
    ("太行新供应链有限公司", "ecommerce", "new_retail", True), ("便民超市老城店", "shop", "local", False), ("晋味优选电商平台", "ecommerce", "express", False),
)  # fmt: skip
GOODS = (
    ("手工挂面 500 g × 20", 98),
    ("荞麦挂面 400 g × 20", 126),
    ("番茄 10 kg", 62),
    ("老粗布床单", 168),
    ("老陈醋 500 ml × 12", 108),
    ("核桃仁 1 kg", 58),
    ("小杂粮礼盒", 88),
)
FIRMS = (
    # day, firm, kind, trade, recognised by, sales before and now (元)
    (22, "漳源手工挂面坊", "leading", "noodle", "襄垣县商务中心", 4_860_000, 6_420_000), (22, "润丰面粉", "leading", "food", "襄垣县商务中心", 9_200_000, 11_350_000),
    (22, "漳河老粗布坊", "leading", "cloth", "襄垣县商务中心", 2_350_000, 3_180_000), (50, "便民超市有限公司", "leading", "retail", "襄垣县商务中心", 7_400_000, 8_610_000),
    (50, "古韩特产电子商务有限公司", "leading", "platform", "襄垣县商务中心", 3_100_000, 5_270_000), (84, "丰谷合作社小麦基地", "base", "noodle", "襄垣县农业农村局", 1_850_000, 2_240_000),
    (84, "绿源蔬菜设施基地", "base", "food", "襄垣县农业农村局", 1_260_000, 1_730_000), (121, "漳源", "brand", "noodle", "襄垣县商务中心", 3_900_000, 5_150_000),
    (121, "漳河织女", "brand", "cloth", "襄垣县商务中心", 980_000, 1_640_000), (166, "虒亭手工面坊", "model", "noodle", "襄垣县商务中心", 1_120_000, 1_890_000),
    (140, "襄垣晋贸进出口有限公司", "crossborder", "noodle", "襄垣县商务中心", 620_000, 1_480_000), (252, "漳河老粗布坊跨境部", "crossborder", "cloth", "襄垣县商务中心", 0, 430_000),
    (204, "上党包装制品有限公司", "chain", "other", "襄垣县招商服务中心", 0, 2_150_000),
)  # fmt: skip
HELPED = (
    "漳源手工挂面坊",
    "漳河老粗布坊",
    "虒亭手工面坊",
    "古韩特产电子商务有限公司",
    "便民超市有限公司",
    "绿源蔬菜合作社",
)
HELP = {
    "incubation": "梳理经营计划，办理电商资质", "guidance": "客服话术与发货流程现场指导", "diagnosis": "店铺诊断：主图、评价、转化率",
    "resources": "对接晋味优选采购经理", "livestream": "陪播一场，调整货品顺序", "questions": "解答开票和平台扣点问题",
    "marketing": "设计节令促销方案", "design": "设计礼盒外观两稿",
}  # fmt: skip
ACCOUNTS = (
    (26, "漳源手工挂面坊", "douyin", "漳源挂面"), (33, "漳源手工挂面坊", "taobao", "漳源挂面旗舰店"), (40, "漳河老粗布坊", "kuaishou", "漳河织女"),
    (47, "古韩特产电子商务有限公司", "pdd", "古韩特产店"), (47, "古韩特产电子商务有限公司", "video", "古韩特产"), (68, "虒亭手工面坊", "douyin", "虒亭空心面"),
    (90, "便民超市有限公司", "wechat", "便民到家"), (118, "绿源蔬菜合作社", "video", "绿源大棚"), (171, "润丰面粉", "jd", "润丰面粉专营店"),
)  # fmt: skip
SUBSIDIES = (
    (63, "漳源手工挂面坊", "leading", "生产线改造", 120_000, 100_000), (70, "润丰面粉", "leading", "小包装线购置", 150_000, 120_000),
    (95, "虒亭手工面坊", "reward", "网店月销突破 10 万元", 20_000, 20_000), (104, "漳河老粗布坊", "reward", "新开旗舰店", 15_000, 15_000),
    (133, "古韩特产电子商务有限公司", "reward", "年网销增长 30% 以上", 50_000, 40_000), (148, "绿源蔬菜合作社", "reward", "冷链配送补助", 30_000, 24_000),
    (162, "襄垣晋贸进出口有限公司", "crossborder", "跨境平台开店费", 36_000, 30_000), (193, "便民超市有限公司", "reward", "社区团购点建设", 25_000, 20_000),
    (240, "王村土蜂蜜合作社", "reward", "检测与包装费用", 12_000, 10_000), (262, "漳河老粗布坊", "crossborder", "境外参展", 28_000, 22_000),
    (276, "崔文斌团队", "contest", "大赛一等奖奖金", 20_000, 20_000), (338, "善福核桃合作社", "reward", "网货开发", 30_000, None),
    (352, "西营小杂粮合作社", "reward", "新开网店", 15_000, None),
)  # fmt: skip
LOANS = (
    (1, "便民超市有限公司", "襄垣县农村商业银行", "credit", 300_000, 300_000, 10),
    (48, "漳源手工挂面坊", "襄垣县农村商业银行", "ecommerce", 500_000, 500_000, 9), (83, "润丰面粉", "襄垣县农村商业银行", "credit", 800_000, 600_000, 12),
    (127, "丰谷合作社", "县邮政储蓄支行", "farm", 300_000, 300_000, 11), (170, "漳河老粗布坊", "上党融资担保有限公司", "guarantee", 400_000, 400_000, 14),
    (203, "虒亭手工面坊", "县邮政储蓄支行", "ecommerce", 200_000, 150_000, 8), (236, "绿源蔬菜合作社", "襄垣县农村商业银行", "farm", 260_000, 260_000, 22),
    (281, "古韩特产电子商务有限公司", "襄垣县农村商业银行", "ecommerce", 600_000, 500_000, 10), (309, "杂粮经纪人张某", "县邮政储蓄支行", "credit", 80_000, None, 0),
    (334, "王村土蜂蜜合作社", "襄垣县农村商业银行", "ecommerce", 120_000, 120_000, 9), (357, "西营小杂粮合作社", "县邮政储蓄支行", "ecommerce", 150_000, None, -1),
)  # fmt: skip
SOLD = (
    ("漳源手工挂面 500 g", 8.8, True),
    ("荞麦挂面 400 g", 9.9, True),
    ("漳源挂面礼盒", 49.9, True),
    ("虒亭空心挂面 500 g", 9.6, True),
    ("老粗布床单", 239, True),
    ("核桃仁 500 g", 36.8, True),
    ("太行小米 2.5 kg", 29.9, True),
    ("五台山蘑菇 250 g", 45, False),
)
CHANNELS = ("flagship", "mall", "beijing", "taiyuan", "livestream", "experience")
REGIONS = (
    "山西太原",
    "山西长治",
    "北京",
    "河北石家庄",
    "河南郑州",
    "山东济南",
    "陕西西安",
    "江苏南京",
    "广东深圳",
)
RUN = {"flagship": "上新、活动报名与客服质检", "mall": "调整首页楼层，处理售后", "beijing": "补货陈列，组织品鉴", "taiyuan": "补货陈列，核对账款", "crossborder": "回复询盘，更新英文详情页"}  # fmt: skip
ABROAD = ("马来西亚", "新加坡", "美国", "澳大利亚")


def write(book: Book) -> None:
    """Registers of enterprises and of trade."""
    book.table(
        "partners",
        "partner kind size region inspected_on brought stage",
        [
            (day, name, kind, size, region, book.day(seen) if seen else None, brought, stage)
            for day, name, kind, size, region, seen, brought, stage in PARTNERS
        ],
        state="good",
    )
    _orders(book)
    for number, (day, firm, kind, trade, by, before, now) in enumerate(FIRMS):
        book.add(
            "firms",
            day,
            firm=firm,
            credit_code=f"91140423MADEMO{number:03}X",
            kind=kind,
            trade=trade,
            recognised_by=by,
            before=before,
            now=now,
            mentor=person(number + 3),
        )
        if kind in {"leading", "crossborder"}:
            book.add(
                "employment_effect",
                min(day + 150, 345),
                firm=firm,
                kind=kind,
                startups=1 + number % 3,
                jobs=4 + number * 3 % 11,
                effect="带动周边农户做原料、包装和代发",
            )
    _cultivation(book)
    for number, (day, firm, platform, account) in enumerate(ACCOUNTS):
        book.add(
            "firm_accounts",
            day,
            firm=firm,
            platform=platform,
            account=account,
            posts=38 + number * 13 % 90,
            link=f"https://shop.example.cn/{platform}/{number + 101}",
            last_on=book.today - (2 + number % 5) * DAY,
        )
    _support(book)
    _sales(book)


def _orders(book: Book) -> None:
    serial = 0
    for week, monday in book.weeks():
        for turn in range(2):
            serial += 1
            buyer, kind, mode, pilot = BUYERS[(week + turn * 2) % len(BUYERS)]
            goods, price = GOODS[(week * 2 + turn) % len(GOODS)]
            number = book.between(2, 9) * 5 + week // 4
            day = monday + 1 + turn * 2
            book.add(
                "orders",
                day,
                number=f"B{book.day(day):%y%m}{serial:04}",
                buyer=buyer,
                buyer_kind=kind,
                items=goods,
                quantity=number,
                amount=number * price,
                channel="phone" if serial % 9 == 0 else "system",
                mode=mode,
                pilot=pilot,
                delivered_on=book.day(day + 2) if book.day(day + 2) <= book.today else None,
            )


def _cultivation(book: Book) -> None:
    kinds = list(HELP)
    leaders = ("段爱萍", "郝秀兰", "申国强", "韩桂花", "李永胜", "苗海燕")
    hosts = ("漳河小燕", "面坊老王", "粗布郝姐", "山里核桃哥", "绿源小韩", "襄垣小米")
    tenants = ("晋贸进出口", "漳河影像工作室", "云禾代运营", "古韩文创", "壹村壹品", "上党优农")
    groups = (("firm", HELPED), ("leader", leaders), ("host", hosts), ("tenant", tenants))
    for week, monday in book.weeks(12):
        for turn, (kind, names) in enumerate(groups):
            if (week + turn) % 2:
                continue
            service = kinds[(week // 2 + turn * 3) % len(kinds)]
            book.add(
                "cultivation",
                monday + 2 + turn % 3,
                client_kind=kind,
                client=names[week // 2 % len(names)],
                service=service,
                content=HELP[service],
                mentor=person(turn * 5 + week % 4),
                result="已按建议调整" if week % 3 else "下月复看",
                confirmed=week % 11 != 4,
            )


def _support(book: Book) -> None:
    for number, (day, who, policy, item, asked, granted) in enumerate(SUBSIDIES, start=1):
        settled = granted is not None and book.day(day + 40) <= book.today
        book.add(
            "subsidies",
            day,
            number=f"JB-{number:03}",
            applicant=who,
            policy=policy,
            item=item,
            asked=asked,
            approved=granted if settled else None,
            approved_on=book.day(day + 18) if settled else None,
            noticed_on=book.day(day + 20) if settled else None,
            paid_on=book.day(day + 38) if settled else None,
            received=True if settled else None,
        )
        if settled:
            book.add(
                "recipients",
                day + 20,
                recipient=who,
                policy=policy,
                amount=granted,
                approval=f"襄商发〔{book.day(day + 18):%Y}〕{number + 6}号",
                until=book.day(day + 27),
                objections=0,
            )
    for day, firm, bank, product, asked, granted, took in LOANS:
        done = granted is not None and book.day(day + took) <= book.today
        state = "granted" if done else "applied" if took else "refused"
        book.add(
            "finance_services",
            day,
            firm=firm,
            institution=bank,
            product=product,
            asked=asked,
            granted=granted if done else None,
            granted_on=book.day(day + took) if done else None,
            state=state,
        )


def _sales(book: Book) -> None:
    serial = 0
    for week, monday in book.weeks():
        for turn, channel in enumerate(CHANNELS):
            if channel == "experience" and week % 2:
                continue
            serial += 1
            name, price, local = SOLD[(week * 3 + turn) % len(SOLD)]
            number = book.between(1, 6) * (4 if channel == "livestream" else 1) + week // 20
            day = monday + (4 if channel == "livestream" else turn)
            book.add(
                "sales_details",
                day,
                channel=channel,
                order=f"{channel[:2].upper()}{book.day(day):%y%m%d}{serial:03}",
                product=name,
                local=local,
                quantity=number,
                price=price,
                amount=round(number * price, 2),
                region=book.pick(REGIONS),
                event=f"ZB{week + 1:03}" if channel == "livestream" else None,
            )
        _runs(book, week, monday)
    for number in range(26):
        name, price, local = SOLD[number % 6]
        day = 5 + number * 14
        book.add(
            "sales_details",
            day,
            channel="crossborder",
            order=f"CB{day:04}",
            product=name,
            local=True,
            quantity=12 + number % 5 * 4,
            price=price,
            amount=round((12 + number % 5 * 4) * price, 2),
            region=ABROAD[number % 4],
        )
    for number in range(9):
        name, price, local = SOLD[number % len(SOLD)]
        book.add(
            "sales_details",
            189,
            channel="launch",
            order=f"FB{number + 1:03}",
            product=name,
            local=local,
            quantity=20 + number * 3,
            price=price,
            amount=round((20 + number * 3) * price, 2),
            region="山西太原",
            event=LAUNCH,
        )
        book.add(
            "sales_details",
            225 + number * 14,
            channel="brand",
            order=f"SQ{number + 1:03}",
            product=name,
            local=local,
            quantity=40,
            price=price,
            amount=40 * price,
            region="山西长治",
        )


def _runs(book: Book, week: int, monday: int) -> None:
    for turn, (channel, work) in enumerate(RUN.items()):
        if (week + turn * 7) % 23 == 11 or (channel in {"beijing", "taiyuan"} and week % 2):
            continue
        book.add(
            "platform_operation",
            monday + turn,
            channel=channel,
            operator=person(60 + turn),
            work=work,
            visits=book.between(180, 420) + week * 6,
            problem="物流时效投诉 1 件，已补偿" if (week + turn) % 17 == 3 else None,
        )
