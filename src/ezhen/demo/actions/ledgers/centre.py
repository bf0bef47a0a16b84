"""The service centre, its rooms and equipment, its services and tenants, and the online platform."""

from ezhen.demo.actions.ledgers.book import DAY, Book, person

ROOMS = (
    # facility, name, kind, m²
    ("centre", "综合服务大厅", "service", 320), ("centre", "产品摄影棚", "photo", 64), ("centre", "多功能会议室", "meeting", 96), ("centre", "一号直播间", "livestream", 36),
    ("centre", "二号直播间", "livestream", 36), ("centre", "三号直播间", "livestream", 42), ("centre", "成果展示厅", "display", 180), ("bigdata", "大数据看板室", "data", 72),
    ("experience", "产品陈列区", "display", 260), ("experience", "挂面品鉴区", "tasting", 150), ("experience", "洽谈区", "talks", 90), ("experience", "老粗布文化区", "culture", 140),
    ("experience", "研学体验区", "study", 120), ("base", "跨境培训孵化教室", "training", 168),
    *(("incubator", f"{number} 号办公室", "office", 28 + number % 3 * 6) for number in range(201, 212)),
    ("logistics", "存储区", "storage", 260), ("logistics", "分拣区", "sorting", 140), ("logistics", "中转区", "transfer", 90), ("logistics", "派送区", "dispatch", 80), ("logistics", "办公区", "work", 50),
)  # fmt: skip
LET = frozenset({"photo", "meeting", "livestream", "training", "talks", "study"})  # to be booked
RULES = {
    "photo": "灯具先关后插，用完归位。\n食品拍摄请自带台布，离开前清理。",
    "meeting": "会前十分钟开门，会后关闭投影和空调。\n室内禁烟。",
    "livestream": "主播入场先试声卡和补光灯。\n直播间内不存放样品，散场断电。",
    "training": "机房电脑不装无关软件。\n实训结束按座位号关机。",
    "talks": "洽谈区免费使用，茶水自助。",
    "study": "研学团提前一天报人数，每批不超过 40 人。",
}
AWAY = (
    ("display", "襄垣好物陈列", "display", 60),
    ("display", "品鉴体验", "tasting", 24),
    ("display", "洽谈室", "talks", 18),
    ("display", "直播角", "livestream", 12),
)
ASSETS = (
    # facility, name, kind, model, quantity, price
    ("bigdata", "LED 拼接大屏", "screen", "P1.8 12 ㎡", 1, 168_000), ("bigdata", "图形工作站", "computer", "i7/32G", 2, 9_800), ("bigdata", "机柜与不间断电源", "other", "42U/6kVA", 1, 18_600),
    ("base", "教学一体机", "screen", "86 寸", 1, 16_800), ("base", "会议音响", "audio", "两箱一功放", 1, 7_200), ("base", "课桌椅", "furniture", "双人", 30, 460), ("base", "实训电脑", "computer", "i5/16G", 24, 4_350),
    ("base", "翻译耳机", "audio", "一拖四", 6, 620), ("centre", "补光灯", "camera", "双灯套装", 6, 1_280), ("centre", "微单相机", "camera", "APS-C", 3, 7_900), ("centre", "直播一体机", "screen", "55 寸竖屏", 3, 6_400),
    ("centre", "声卡话筒", "audio", "主播套装", 4, 1_450), ("centre", "服务台", "furniture", "4 工位", 2, 5_200), ("centre", "等候椅", "furniture", "三人位", 8, 780), ("centre", "自助终端", "computer", "21 寸", 2, 8_600),
    ("centre", "打印复印一体机", "other", "A3 彩色", 2, 12_400), ("centre", "会议桌", "furniture", "16 人", 1, 6_900), ("centre", "投影幕布", "screen", "120 寸", 1, 2_300), ("centre", "静物台", "camera", "1.3 m", 2, 860),
    ("centre", "背景布架", "camera", "3 m", 3, 420), ("centre", "档案柜", "furniture", "五节", 10, 680), ("centre", "空调", "other", "5 匹", 4, 7_800), ("centre", "监控录像机", "other", "16 路", 1, 3_900),
    ("centre", "交换机", "computer", "48 口", 2, 3_200), ("centre", "摄影灯箱", "camera", "80 cm", 2, 740), ("centre", "展柜", "furniture", "1.8 m", 12, 1_650), ("centre", "讲解音箱", "audio", "移动", 2, 1_900),
    ("centre", "翻页笔", "other", "激光", 4, 180), ("centre", "更衣镜", "furniture", "落地", 3, 260), ("experience", "陈列架", "furniture", "钢木 2 m", 24, 980), ("experience", "冷藏展示柜", "other", "1.2 m", 4, 5_600),
    ("experience", "品鉴台", "furniture", "6 人", 3, 2_800), ("experience", "收银一体机", "computer", "双屏", 2, 3_600), ("experience", "织布体验机", "other", "手织", 2, 4_500), ("experience", "导览屏", "screen", "43 寸", 2, 3_100),
    ("incubator", "办公桌椅", "furniture", "单人", 44, 690), ("incubator", "共享打印机", "other", "黑白", 2, 2_100), ("incubator", "会议平板", "screen", "65 寸", 1, 8_900), ("incubator", "文件柜", "furniture", "铁皮", 11, 520),
    ("logistics", "皮带输送线", "conveyor", "12 m", 2, 26_800), ("logistics", "自动封箱机", "packing", "FX-50", 2, 6_500), ("logistics", "手持扫码终端", "scanner", "安卓", 8, 1_380), ("logistics", "厢式货车", "vehicle", "4.2 m", 2, 98_000),
    ("logistics", "称重台秤", "scanner", "150 kg", 2, 1_150), ("logistics", "周转笼车", "other", "1.1 m", 20, 430), ("trace", "标签打印机", "other", "300 dpi", 5, 2_650), ("trace", "追溯服务器", "computer", "2 路 128G", 2, 42_000),
    ("trace", "快检仪", "other", "农残 12 通道", 2, 18_500), ("trace", "扫码枪", "scanner", "二维", 10, 320), ("stations", "站点电脑", "computer", "i3/8G", 6, 3_150), ("stations", "热敏打印机", "other", "80 mm", 6, 560),
)  # fmt: skip
DESKS = (
    ("policy", "奖补申报要哪些材料", "按清单准备营业执照、流水和承诺书，窗口代查一遍"), ("incubation", "怎样申请入驻办公室", "填申请表，交创业计划，五个工作日内答复"),
    ("training", "夜校什么时候开班", "每月两期，镇里报名，先到先得"), ("finance", "没有抵押能不能贷款", "介绍电商贷和担保，约银行经理现场答复"), ("design", "想换挂面包装", "转设计服务，先出两稿"),
    ("marketing", "店铺没流量怎么办", "做一次诊断，先改主图和标题"), ("incubation", "合伙开店怎样签协议", "提供范本，提醒约定退出办法"), ("crossborder", "挂面能不能寄到国外", "说明品类限制和检疫要求，转跨境专员"),
    ("other", "站点代缴电费能否查询", "现场演示查询办法"),
)  # fmt: skip
VALUE = (
    (70, "虒亭手工面坊", "design", "白袋贴标", "彩印立袋，客单价升 2.1 元"), (92, "漳河老粗布坊", "photo", "手机随拍", "棚拍主图 24 张，点击率 3.1%→4.6%"), (110, "古韩老陈醋坊", "shop", "无网店", "开通两个店铺，首月 214 单"),
    (131, "绿源蔬菜合作社", "marketing", "只走批发", "社区团购占四成"), (150, "善福核桃合作社", "ip", "无商标", "提交注册申请"), (173, "漳源手工挂面坊", "photo", "单一主图", "主图 12 张、短视频 4 条"),
    (191, "王村土蜂蜜合作社", "design", "玻璃罐易碎", "塑瓶加护角，破损率 4%→0.6%"), (215, "西营小杂粮合作社", "shop", "无网店", "上线 6 款，月销 1.9 万元"), (237, "便民超市有限公司", "marketing", "会员 300 人", "会员 1,120 人"),
    (259, "古韩文创", "law", "合同口头约定", "代拟合同 3 份"), (283, "襄垣晋贸进出口有限公司", "photo", "无英文图册", "英文图册一套"), (316, "丰谷合作社", "design", "散装", "2.5 kg 小包装上线"), (343, "润丰面粉", "shop", "京东店月销 0.8 万元", "改版后月销 2.2 万元"),
)  # fmt: skip
TENANTS = (
    (61, "襄垣晋贸进出口有限公司", "brought", 201, 9, 1_480_000), (68, "云禾代运营工作室", "brought", 202, 7, 960_000), (79, "漳河影像工作室", "new", 203, 5, 420_000), (96, "古韩文创有限公司", "new", 204, 6, 380_000),
    (118, "壹村壹品电商", "new", 205, 4, 610_000), (147, "上党优农科技", "brought", 206, 8, 720_000), (201, "青禾直播服务部", "new", 207, 5, 290_000), (258, "太行风味食品经营部", "new", 208, 3, 180_000),
    (341, "韩小二杂粮铺", "new", None, 3, None),
)  # fmt: skip
SERVICES = (
    (58, "供求信息发布", "sharing", "public", "古韩乡村e镇项目部", "free"), (58, "电商贷申请", "finance", "business", "襄垣县农村商业银行", "free"), (65, "共配查询与下单", "logistics", "business", "襄垣县通达快递服务有限公司", "free"),
    (72, "企业信用查询", "credit", "government", "县市场监管局", "free"), (72, "电商统计看板", "statistics", "government", "襄垣县商务中心", "free"), (80, "价格与风险提示", "risk", "public", "古韩乡村e镇项目部", "free"),
    (86, "品牌授权申请", "brand", "government", "襄垣县商务中心", "free"), (93, "人才求职对接", "talent", "public", "县人社局", "free"), (120, "包装设计接单", "commerce", "business", "上党文创设计有限公司", "priced"),
    (160, "财税与法律顾问", "commerce", "business", "长治正和会计服务有限公司", "priced"),
)  # fmt: skip
RECEIVED = (
    ("太原某商贸公司", "挂面贴牌", "手工挂面", "order", 28_600),
    ("长治旅行社", "伴手礼", "挂面礼盒、核桃", "order", 9_800),
    ("晋城超市采购", "床品", "老粗布床单", "later", None),
    ("散客团 18 人", "参观选购", "小杂粮", "order", 1_260),
    ("邯郸批发商", "陈醋", "老陈醋", "none", None),
)


def write(book: Book) -> None:
    """Registers of the centre."""
    _rooms(book)
    _use(book)
    _desk(book)
    for number, (day, firm, source, office, team, revenue) in enumerate(TENANTS):
        book.add(
            "tenancies",
            day,
            firm=firm,
            credit_code=f"92140423MADEMO{number:03}R",
            source=source,
            admitted_on=book.day(day + 12) if office else None,
            office=f"{office} 号办公室" if office else None,
            team=team,
            plan=office is not None,
            revenue=revenue,
            until=book.day(day + 12 + 730) if office else None,
            desks=team if office else None,
            agreement=f"RZXY-{number + 1:03}" if office else None,
        )
    book.table(
        "platform_services",
        "name category form provider fee",
        SERVICES,
        published=True,
        link="https://e.example.cn/fuwu",
    )


def _rooms(book: Book) -> None:
    for number, (facility, name, kind, size) in enumerate(ROOMS):
        book.add(
            "areas",
            92 + number % 6,
            facility=facility,
            name=name,
            kind=kind,
            city="county",
            size=size,
            keeper=person(80 + number % 7),
            rules=True,
            bookable=kind in LET,
            opens="08:00" if kind in LET else None,
            closes="22:00" if kind == "livestream" else "18:00" if kind in LET else None,
            house_rules=RULES.get(kind),
        )
    for day, city, label in ((82, "taiyuan", "太原"), (124, "beijing", "北京")):
        for facility, name, kind, size in AWAY:
            book.add(
                "areas",
                day,
                facility=facility,
                name=f"{label}·{name}",
                kind=kind,
                city=city,
                size=size,
                keeper=person(90),
                rules=True,
            )
    for number, (facility, name, kind, model, quantity, price) in enumerate(ASSETS, start=1):
        book.add(
            "assets",
            66 + number % 20,
            number=f"ZC-{number:03}",
            name=name,
            kind=kind,
            model=model,
            quantity=quantity,
            price=price,
            amount=quantity * price,
            supplier="太原智显科技有限公司"
            if kind in {"screen", "computer", "audio"}
            else "长治办公设备商行",
            national=True,
            facility=facility,
            keeper=book.staff.assets,
            state="repair" if number == 19 else "used",
        )


def _use(book: Book) -> None:
    users = (
        "漳源手工挂面坊",
        "古韩文创有限公司",
        "山西启禾职业培训学校",
        "县融媒体中心",
        "云禾代运营工作室",
        "漳河影像工作室",
    )
    rooms = (
        ("centre", "多功能会议室", "meeting"),
        ("base", "跨境培训孵化教室", "training"),
        ("centre", "一号直播间", "livestream"),
        ("centre", "产品摄影棚", "photo"),
    )
    for week, monday in book.weeks(9, 44):
        facility, room, purpose = rooms[week % len(rooms)]
        for turn, (where, name, why) in enumerate(
            ((facility, room, purpose), ("centre", "二号直播间", "livestream"))
        ):
            book.add(
                "venue_use",
                monday + 2 + turn,
                facility=where,
                room=name,
                starts="09:00" if turn == 0 else "19:30",
                ends="11:30" if turn == 0 else "21:30",
                user=users[(week + turn) % len(users)],
                purpose=why,
                people=book.between(4, 30),
                keeper=person(80 + week % 4),
            )
        if week % 2 == 1:
            book.add(
                "venue_use",
                monday + 4,
                facility="base",
                room="跨境培训孵化教室",
                starts="14:00",
                ends="17:00",
                user="山西启禾职业培训学校",
                purpose="training",
                people=32,
                keeper=book.staff.training,
            )
        if week % 3 == 0:
            book.add(
                "equipment_use",
                monday + 2,
                asset="ZC-007" if week % 2 else "ZC-010",
                facility="base" if week % 2 else "centre",
                user=person(120 + week % 9),
                purpose="跨境班实训" if week % 2 else "产品拍摄",
                back_on=book.day(monday + 2),
                state="good",
            )
    for week, monday in book.weeks(9, 31):
        book.add(
            "management_log",
            monday + 4,
            facility="centre",
            duty=person(80 + week % 5),
            visitors=book.between(18, 70) + week // 3,
            events=("企业咨询、直播", "培训、参观", "设备巡检", None)[week % 4],
            faults="二号直播间灯带损坏，已换" if week % 19 == 6 else None,
        )


def _desk(book: Book) -> None:
    for week, monday in book.weeks(9):
        for turn in range(2):
            desk, question, answer = DESKS[(week * 2 + turn) % len(DESKS)]
            book.add(
                "consultations",
                monday + turn * 3,
                client=("镇村网店经营户", "返乡青年", "合作社负责人", "小微企业会计")[
                    (week + turn) % 4
                ],
                desk=desk,
                question=question,
                answer=answer,
                staff=book.staff.desk if turn else "王彩霞",
                satisfied=week % 13 != 5,
            )
    for day, client, service, before, after in VALUE:
        book.add(
            "value_services",
            day,
            client=client,
            service=service,
            steps="上门了解、出方案、改两稿、验收",
            before=before,
            after=after,
            staff="王彩霞",
        )
    for number, month in enumerate(book.months()):
        visitor, need, goods, result, amount = RECEIVED[number % len(RECEIVED)]
        book.once(
            "receptions",
            month.replace(day=11),
            visitor=visitor,
            need=need,
            products=goods,
            result=result,
            amount=amount,
            staff="王彩霞",
        )
        book.once(
            "platform_use",
            month.replace(day=17),
            kind="promotion" if number % 2 else "use",
            who="镇村宣讲" if number % 2 else "漳源手工挂面坊",
            service=("品牌授权申请", "共配查询与下单", "电商贷申请")[number % 3],
            times=book.between(3, 40),
        )
        book.once(
            "platform_use",
            month.replace(day=17) + 4 * DAY,
            kind="use",
            who="便民服务站",
            service="共配查询与下单",
            times=book.between(20, 90),
        )
