"""Standards, quality services, supervision, guidance and the systems' own records."""

import hashlib

from ezhen.demo.actions.ledgers.book import Book, person

STANDARDS = (
    (40, "T/XYGH 001", "襄垣手工挂面", "spec", "noodle", 12), (47, "T/XYGH 002", "襄垣手工挂面 分级", "grade", "noodle", 12),
    (61, "T/XYGH 003", "网货包装与标识", "packing", "other", 10), (75, "T/XYGH 004", "网货检验项目与频次", "test", "other", 9),
    (89, "T/XYGH 005", "特色网货准入", "entry", "other", 11), (131, "T/XYGH 006", "老粗布床品", "spec", "cloth", 12),
    (168, "T/XYGH 007", "小杂粮初加工规程", "process", "grain", 13),
)  # fmt: skip
CLIENTS = (
    ("漳源手工挂面坊", "手工挂面"), ("虒亭手工面坊", "空心挂面"), ("润丰面粉", "高筋小麦粉"), ("绿源蔬菜合作社", "番茄"),
    ("漳河老粗布坊", "老粗布床单"), ("古韩老陈醋坊", "老陈醋"), ("善福核桃合作社", "核桃仁"),
)  # fmt: skip
SERVICES = (
    ("test", "送检一批，水分、酸度合格", "出具报告，留样"), ("assess", "晾面间温湿度记录不全", "补温湿度计两只，按班登记"),
    ("correct", "包装封口日期模糊", "更换喷码头，复查合格"), ("sixs", "原料与成品同架存放", "划线分区，隔墙离地"),
    ("signs", "缺工序操作牌", "制作操作牌 6 块并上墙"), ("rules", "出入库制度未上墙", "制度牌已上墙"),
)  # fmt: skip
CAMPAIGNS = (
    (54, "campaign", "网货生产经营户", "食品安全专项整治，检查 21 户", "整改 4 户"), (69, "mechanism", "商务中心、市场监管所", "建立准入准出和黑名单通报机制", "印发"),
    (139, "case", "某流动摊点", "销售无合格证散装面条，移交市场监管所处理", "立案 1 件"), (208, "campaign", "直播间与快递收寄点", "标识与虚假宣传专项检查", "整改 2 户"),
    (297, "campaign", "便民服务站", "站点代卖食品抽查", "合格 18 批"),
)  # fmt: skip
PLEDGED = (
    "漳源手工挂面坊",
    "虒亭手工面坊",
    "润丰面粉",
    "绿源蔬菜合作社",
    "漳河老粗布坊",
    "丰谷合作社",
    "便民超市老城店",
    "太原展销区",
    "善福核桃合作社",
    "古韩老陈醋坊",
    "西营小杂粮合作社",
    "王村土蜂蜜合作社",
)
SYSTEMS = ("trace", "orders", "sales", "bigdata", "portal", "logistics")
MAINTAINED = {"check": "例行巡检：磁盘、证书、备份任务正常", "upgrade": "安装安全更新并重启", "fault": "网络抖动，切换线路后恢复",
              "security": "检查弱口令与登录日志，无异常登录"}  # fmt: skip


def write(book: Book) -> None:
    """Registers of quality and of the systems."""
    for day, number, name, kind, product, adopters in STANDARDS:
        book.add(
            "standards",
            day,
            number=f"{number}—{book.day(day):%Y}",
            name=name,
            kind=kind,
            product=product,
            initiated_on=book.day(day - 35),
            events=2 if day < 200 else 1,
            adopters=adopters,
        )
    _quality(book)
    _guidance(book)
    _systems(book)


def _quality(book: Book) -> None:
    for number, month in enumerate(book.months()):
        for half, day in enumerate((8, 21)):
            client, product = CLIENTS[(number * 2 + half) % len(CLIENTS)]
            service, finding, done = SERVICES[(number * 2 + half) % len(SERVICES)]
            book.once(
                "quality_services",
                month.replace(day=day),
                client=client,
                product=product,
                service=service,
                finding=finding,
                action=done,
                inspector=book.staff.quality,
            )
            passed = (number + half) % 4 != 1
            on = month.replace(day=day + 5)
            book.once(
                "quality_supervision",
                on,
                object=client,
                standard="T/XYGH 003 网货包装与标识" if half else "T/XYGH 005 特色网货准入",
                inspector=book.staff.quality,
                result="passed" if passed else "correct",
                finding="标识、索证、留样齐全" if passed else "进货查验记录缺 2 批，限期补齐",
                rechecked_on=None
                if passed or (book.today - on).days < 9
                else on.replace(day=on.day + 1),
            )
    book.table("quality_campaigns", "kind who content result", CAMPAIGNS)
    for number, firm in enumerate(PLEDGED):
        book.add(
            "quality_campaigns",
            58 + number * 2,
            kind="pledge",
            who=firm,
            content="签订质量安全承诺书",
            result="已签",
        )


def _guidance(book: Book) -> None:
    topics = (
        "建批次与投料",
        "交检验报告",
        "绑定与激活标签",
        "收货与短少登记",
        "订单录入",
        "服务申请",
    )
    for number, month in enumerate(book.months()):
        for turn, day in enumerate((12, 24)):
            client, _product = CLIENTS[(number + turn * 3) % len(CLIENTS)]
            book.once(
                "entry_guidance",
                month.replace(day=day),
                client=client,
                system="orders" if turn and number % 4 == 3 else "trace",
                topic=topics[(number * 2 + turn) % len(topics)],
                minutes=book.between(4, 12) * 10,
                guide=book.staff.platform,
                confirmed=True,
            )


def _systems(book: Book) -> None:
    for number, month in enumerate(book.months()):
        for turn, system in enumerate(SYSTEMS):
            kind = (
                "fault"
                if (number, turn) in {(3, 0), (7, 5)}
                else ("check", "upgrade", "check", "security")[(number + turn) % 4]
            )
            book.once(
                "maintenance",
                month.replace(day=6 + turn * 3),
                system=system,
                kind=kind,
                downtime={"fault": 95, "upgrade": 20}.get(kind, 0),
                cause="上级链路检修" if kind == "fault" else None,
                action=MAINTAINED[kind],
                person=book.staff.platform,
            )
    for week, monday in book.weeks(21):
        for turn, system in enumerate(("trace", "bigdata", "portal", "logistics")):
            if (week, turn) in {(8, 1), (33, 3)}:
                continue
            told = hashlib.sha256(f"{system}{week}".encode()).hexdigest()[:16]
            book.add(
                "backups",
                monday + 5,
                at=f"02:{10 + turn * 7}",
                system=system,
                scope="full" if week % 4 == 0 else "part",
                size=round(120 + week * 7.4 + turn * 31, 1),
                checksum=told,
                place="县政务云异地存储",
                restored_on=book.day(monday + 6)
                if week % 13 == 5 and book.day(monday + 6) <= book.today
                else None,
                person=person(7),
            )
