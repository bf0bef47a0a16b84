"""Stations, shared delivery, publicity in the villages, investment."""

from ezhen.demo.actions.ledgers.book import TOWNS, Book, person, phone

FUNCTIONS = ["parcels", "agency", "bills", "cash", "info", "jobs", "startup", "daily"]
STATIONS = (
    # day, name, town, village, direction, cost, functions
    (44, "古韩镇南街便民服务站", "古韩镇", "南街村", "代买代卖、米面直供", 62_000, 8), (58, "虒亭镇北桥便民服务站", "虒亭镇", "北桥村", "空心面代销", 54_000, 7),
    (72, "下良镇东沟便民服务站", "下良镇", "东沟村", "小麦粉、杂粮团购", 51_000, 6), (101, "侯堡镇矿区便民服务站", "侯堡镇", "常隆村", "家政与家电维修", 58_000, 6),
    (129, "夏店镇西岭便民服务站", "夏店镇", "西岭村", "核桃收购", 47_500, 5), (158, "善福镇河湾便民服务站", "善福镇", "河湾村", "核桃、蜂蜜代销", 49_000, 5),
    (186, "王桥镇新街便民服务站", "王桥镇", "新街村", "农资代购", 46_000, 5),
)  # fmt: skip
ROUTES = (
    (60, "XL-01", "城关环线", "古韩镇", 24, 1, "晋D·演001", "twice", False, 28), (60, "XL-02", "侯堡—王桥线", "王桥镇、侯堡镇", 38, 2, "晋D·演002", "daily", False, 46),
    (74, "XL-03", "下良—西营线", "下良镇、西营镇", 42, 1, "晋D·演003", "daily", False, 58), (74, "XL-04", "虒亭—王村线", "虒亭镇、王村镇", 45, 1, "晋D·演004", "daily", False, 71),
    (110, "XL-05", "夏店山区线", "夏店镇", 19, 1, "晋D·演005", "second", True, 64), (110, "XL-06", "善福沿河线", "善福镇", 17, 1, "晋D·演005", "second", True, 39),
)  # fmt: skip
CARRIERS = (
    (55, "襄垣县通达快递服务有限公司", "express", "GP-01", 6, True), (57, "中国邮政襄垣县寄递事业部", "post", "GP-02", 6, True), (81, "上党城乡物流有限公司", "logistics", "GP-03", 4, True),
    (140, "上党鲜生连锁超市", "trade", "GP-04", 2, False),
)  # fmt: skip
COMPANIES = ("zto", "yto", "sto", "yunda", "jt", "post")
INVEST = (
    (92, "visit", "赴河南考察面制品代工", "县招商服务中心", 5, 1, 0), (206, "fair", "乡村e镇招商恳谈会", "县招商服务中心", 21, 4, 2), (233, "forum", "县域电商论坛", "山西财经职业学院", 14, 0, 0), (274, "visit", "赴杭州对接代运营", "县工商联", 6, 1, 1),
    (326, "forum", "手工挂面产业座谈", "县农业农村局", 9, 0, 0), (347, "summit", "晋冀豫县域电商峰会", "长治市商务局", 33, 2, 1),
)  # fmt: skip
BROCHURES = ("policy", "standard", "product")
WAYS = ("door", "fair", "ground", "door")


def write(book: Book) -> None:
    """Registers of the villages."""
    _stations(book)
    _delivery(book)
    for number in range(22):
        book.add(
            "brochures",
            90 + number * 12,
            brochure=BROCHURES[number % 3],
            way=WAYS[number % 4],
            place=TOWNS[number % 9],
            households=0 if WAYS[number % 4] != "door" else 18 + number,
            copies=40 + number * 3,
            staff=person(150 + number % 6),
        )
    book.table(
        "investment_events",
        "kind title partner firms signed chain",
        INVEST,
        followup="专人跟进，按月回访",
    )


def _stations(book: Book) -> None:
    for number, (day, name, town, village, direction, cost, many) in enumerate(STATIONS):
        if not book.add("stations", day, name=name, place=town, village=village, address=f"{village}中街 {12 + number * 7} 号", fixed=True, master=person(400 + number * 3), phone=phone(90_000 + number),
                        functions=FUNCTIONS[:many], direction=direction, cost=cost, screened_on=book.day(day - 30), approval=f"襄商站〔{number + 1}〕号"):  # fmt: skip
            continue
        for item, quantity in (("电脑与打印机", 1), ("货架与快递柜", 2), ("门牌与制度牌", 1)):
            book.add(
                "station_equipment",
                day,
                station=name,
                item=item,
                quantity=quantity,
                installer=person(41),
                signed_by=person(400 + number * 3),
                state="used",
            )
        for turn, (kind, topic) in enumerate(
            (
                ("training", "站长上岗培训"),
                ("guidance", "台账与单据归集"),
                ("guidance", "代缴费与小额现金操作"),
            )
        ):
            book.add(
                "station_training",
                day + 3 + turn * 46,
                station=name,
                kind=kind,
                topic=topic,
                trainer=book.staff.platform,
                master=True,
            )
        _monthly(book, number, name, book.day(day), many)
        for turn in range(6):
            book.add(
                "station_surveys",
                day + 40 + turn * 9,
                station=name,
                respondent=person(450 + number * 9 + turn),
                used=("收快递", "代缴费", "代卖核桃")[turn % 3],
                score=5 if turn % 4 else 4,
                remarks="希望晚上多开一小时" if turn == 2 else None,
                asker=person(150),
            )


def _monthly(book: Book, number: int, name: str, opened, many: int) -> None:  # type: ignore[no-untyped-def]
    """The files of each month from the one after it opened, an inspection in each quarter."""
    for month, last in book.whole_months():
        if month < opened:
            continue
        age = (last - opened).days // 30
        for turn in range(4 if many > 5 else 3):
            service = FUNCTIONS[1 + (turn + age) % (many - 1)] if turn else "parcels"
            times = book.between(24, 60) * (6 if service == "parcels" else 1) + age * 5
            book.add(
                "station_ledger",
                last,
                station=name,
                service=service,
                times=times,
                people=times - times // 9,
                amount=0 if service == "info" else times * book.between(6, 30),
                slips=max(1, times // 4),
            )
        # one master let a month go by
        if (number, month.month) != (4, 8):
            book.add(
                "station_logs",
                last,
                station=name,
                income=1_800 + age * 160 + number * 90,
                entry="收发快递、代缴费，帮三户卖出核桃"
                if age % 2
                else "整理货架，上门代取药品和包裹",
                publicity="朋友圈与村喇叭" if age % 3 == 0 else None,
                award="good" if (number + age) % 11 == 3 else "none",
            )
    for month in book.months():
        # in the first month that lies wholly after its opening, then at the beginning of each quarter
        if month.month % 3 == 1 and month.replace(day=20) > opened:
            tidy = (number * 5 + month.month) % 29 != 4
            book.add(
                "station_inspections",
                month.replace(day=20),
                station=name,
                inspector=person(150 + number % 2),
                sign=True,
                tidy=tidy,
                open=True,
                ledger=True,
                score=96 - number if tidy else 84,
                fault=None if tidy else "货架混放，当场整理",
                fixed_on=None
                if tidy or month.replace(day=21) > book.today
                else month.replace(day=21),
            )


def _delivery(book: Book) -> None:
    book.table(
        "delivery_partners",
        "company kind agreement lines subsidised",
        CARRIERS,
        until=book.day(760),
        pledged=True,
    )
    book.table(
        "routes", "number name towns villages stations vehicle frequency remote length", ROUTES
    )
    serial = 0
    for week, monday in book.weeks():
        for turn in range(11):
            serial += 1
            remote = turn in {4, 9}
            town = TOWNS[3] if turn == 4 else TOWNS[8] if turn == 9 else TOWNS[(week + turn) % 3]
            day = monday + turn % 6
            sent = day + (1 + week % 2 if remote else 0) + (1 if serial % 47 == 0 else 0)
            arrived = sent + (1 if remote else 0)
            book.add(
                "deliveries",
                day,
                waybill=f"DEMO{serial:08}",
                company=COMPANIES[serial % len(COMPANIES)],
                sent_on=book.day(min(sent, (book.today - book.begin).days)),
                arrived_on=book.day(arrived) if book.day(arrived) <= book.today else None,
                village=town,
                remote=remote,
                joint=serial % 21 != 0,
                problem="address" if serial % 61 == 0 else "none",
                fee=0,
            )
