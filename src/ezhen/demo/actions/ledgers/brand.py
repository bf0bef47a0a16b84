"""Brand, events, new media, livestreams, coverage and cross-border services."""

from ezhen.demo.actions.ledgers.book import Book, person

BRANDS = (
    (60, "漳源", "漳源手工挂面坊"), (74, "虒亭空心面", "虒亭手工面坊"), (88, "漳河织女", "漳河老粗布坊"), (109, "绿源", "绿源蔬菜合作社"),
    (137, "古韩老陈", "古韩老陈醋坊"), (165, "善福核桃", "善福核桃合作社"),
)  # fmt: skip
WORKS = (
    ("design", "标志与包装主视觉定稿", 26_000, False),
    ("develop", "开发小规格与礼盒两款", 18_000, True),
    ("packing", "环保纸盒打样三次后定型", 12_500, True),
    ("promote", "展销会专区陈列与试吃", 9_000, False),
)
LICENSED = (
    (172, "漳源手工挂面坊", "手工挂面系列"), (172, "虒亭手工面坊", "空心挂面"), (180, "漳河老粗布坊", "老粗布床品"), (212, "绿源蔬菜合作社", "番茄、黄瓜"),
    (268, "古韩特产电子商务有限公司", "礼盒组合"),
)  # fmt: skip
MARKS = (
    (46, "襄垣手工挂面", "collective", "30", "SL-2601", 258), (58, "古韩e镇 标志图形", "copyright", None, "ZP-0412", 84), (71, "漳河织女", "mark", "24", "SL-2688", 300),
    (120, "挂面礼盒（外观设计）", "patent", None, "ZL-1177", 240), (290, "古韩老陈", "mark", "30", "SL-2954", 0),
)  # fmt: skip
EVENTS = (
    # day, kind, title, theme, place, partner, invited, came, sections, cost
    (52, "vote", "区域公用品牌标志评选", "我为襄垣挂面选标志", "线上投票", "县融媒体中心", 300, 260, ["share"], 12_000),
    (66, "quality", "网货质量提升月启动", "有标可依，放心上线", "古韩镇文化广场", "县市场监管局", 90, 84, ["pitch", "handout"], 6_800),
    (94, "fair", "太原年货节襄垣展区", "一碗襄垣面", "太原展销区", "太原会展服务有限公司", 60, 210, ["fair", "livestream"], 32_000),
    (143, "promotion", "自主品牌推介会", "漳源、虒亭、织女三品牌推介", "长治上党会展中心", "市商务局", 80, 118, ["pitch", "match"], 28_000),
    (189, "launch", "“襄垣手工挂面”区域品牌发布会", "千年古韩 一面倾心", "古韩镇文化广场", "太原会展服务有限公司", 160, 148, ["fair", "livestream", "pitch", "licence", "match"], 186_000),
    (206, "invest", "乡村e镇招商恳谈会", "补链：包装、冷链、代运营", "襄垣宾馆", "县招商服务中心", 64, 52, ["pitch", "match"], 15_000),
    (233, "forum", "县域电商论坛", "标准、品牌与供应链", "襄垣宾馆", "山西财经职业学院", 90, 86, ["share", "questions"], 19_000),
    (254, "fair", "北京社区农品周", "襄垣好物进社区", "北京展销区", "京郊社区团购", 70, 320, ["fair", "match"], 41_000),
    (270, "promotion", "中秋礼盒推介", "挂面、粗布、核桃礼盒", "长治市", "上党鲜生连锁超市", 60, 96, ["pitch", "fair"], 16_000),
    (285, "campaign", "乡村e镇宣传周", "进村入户讲政策", "九镇", "各镇政府", 0, 1_260, ["handout", "door", "ground"], 22_000),
    (326, "forum", "手工挂面产业座谈", "传承与标准化", "虒亭镇", "县农业农村局", 40, 34, ["share"], 5_200),
)  # fmt: skip
SALONS = (
    ("小作坊怎样开好第一家网店", "公共服务中心会议室", "县工商联", 42, 36), ("短视频选题与拍摄", "电商直播基地", "漳河影视工作室", 48, 41),
    ("社区团购与售后", "展示体验中心", "上党鲜生连锁超市", 45, 38), ("年货节备货与物流", "公共服务中心会议室", "襄垣县通达快递", 44, 39),
    ("品牌授权与打假", "公共服务中心会议室", "县市场监管局", 40, 33),
)  # fmt: skip
LAUNCH = "HD-FBH"  # its sales are told apart by it
NUMBERS = "一二三四五六"
POSTS = ("industry", "product", "news", "progress", "brand", "person")
TITLES = {
    "industry": ("挂面上架晾晒的第七道工序", "小麦入仓，面坊备料忙", "粗布车间里的四色线"), "product": ("空心挂面怎么煮不断条", "番茄采摘到装车只要两小时", "一床老粗布的 72 道工序"),
    "news": ("襄垣馆上线一周销量公布", "村里的快递当天能到了", "便民站新增代缴服务"), "progress": ("公共服务中心本周进展", "站点建设又添一处", "大数据看板数据更新"),
    "brand": ("襄垣手工挂面标志怎么来的", "授权企业名单更新", "认准这枚标"), "person": ("从打工到开店：段爱萍的空心面", "站长的一天", "夜校里的老学员"),
}  # fmt: skip
PLACED = (
    (140, "漳河客运站大屏", "county", "宣传片完整版", 6.2, 60), (152, "高铁长治东站灯箱", "city", "品牌主画面", None, 90), (168, "山西都市频道", "province", "宣传片精编", 1.5, 10),
    (190, "抖音信息流", "own", "发布会预热", 0.5, 7), (217, "微信朋友圈广告", "own", "礼盒促销", 0.3, 5), (243, "长治广播电视台", "city", "宣传片完整版", 6.2, 14),
    (277, "县城公交车身", "county", "品牌主画面", None, 120), (306, "京东首焦", "own", "年货节专题", 0.5, 3),
)  # fmt: skip
MEDIA = (
    ("襄垣县融媒体中心", "county", "newmedia"),
    ("古韩镇政府公众号", "own", "newmedia"),
    ("长治日报", "city", "press"),
    ("襄垣新闻联播", "county", "tv"),
    ("乡村e镇公众号", "own", "newmedia"),
    ("襄垣发布", "county", "web"),
    ("山西农民报", "province", "press"),
)
TOPICS = ("progress", "news", "result", "case", "person", "event", "policy")
HEADLINES = {
    "progress": "乡村e镇建设进入{}阶段", "news": "古韩镇{}电商活动走进村口", "result": "{}企业网销同比增长", "case": "一根挂面的{}之路", "person": "站长{}的账本",
    "event": "{}沙龙聚焦供应链", "policy": "{}奖补政策问答",
}  # fmt: skip
FILLERS = (
    "新",
    "本季",
    "一批",
    "标准化",
    "老张",
    "电商",
    "最新",
    "第二",
    "数家",
    "品牌",
    "连慧敏",
    "秋季",
)
ROOMS = ("漳河小燕", "面坊老王", "粗布郝姐", "山里核桃哥", "绿源小韩")
THEMES = (
    "手工挂面周中专场",
    "空心面原产地探厂",
    "老粗布家纺专场",
    "番茄采摘直播",
    "年货礼盒专场",
    "小杂粮早餐专场",
)
MISSED_WEEKS = (12, 23, 24, 38)  # without a livestream
WHY_MISSED = {12: "春节放假停播", 23: "主播请假，储备主播未到岗", 24: "直播间线路改造"}
ABROAD = (
    "law",
    "ip",
    "policy",
    "filing",
    "marketing",
    "agency",
    "support",
    "logistics",
    "data",
    "technology",
    "moving_in",
)


def write(book: Book) -> None:
    """Registers of brand and publicity."""
    _brand(book)
    _events(book)
    _media(book)
    _livestreams(book)
    for number, month in enumerate(book.months()):
        book.once(
            "crossborder_services",
            month.replace(day=15),
            firm="襄垣晋贸进出口有限公司" if number % 3 else "漳河老粗布坊",
            service=ABROAD[number % len(ABROAD)],
            content="线上答疑并代办材料，一次办结",
            staff="李瑞雪",
            result="已办结",
        )


def _brand(book: Book) -> None:
    for number, (day, brand, firm) in enumerate(BRANDS):
        for turn, (work, content, cost, sample) in enumerate(WORKS):
            book.add(
                "own_brands",
                day + turn * 21,
                brand=brand,
                firm=firm,
                work=work,
                content=content,
                cost=cost + number * 700,
                sample=sample,
            )
    for number, (day, firm, goods) in enumerate(LICENSED, start=1):
        book.add(
            "brand_licences",
            day,
            firm=firm,
            application=f"SQ-{number:03}",
            approval=f"襄商发〔{book.day(day):%Y}〕{20 + number}号",
            noticed_on=book.day(day - 9),
            agreement=f"XY-{number:03}",
            certificate=f"GHSQ-{number:04}",
            products=goods,
            until=book.day(day + 730),
            sales=86_000 + number * 41_300,
        )
    for day, name, kind, klass, mark, took in MARKS:
        done = took and book.day(took) <= book.today
        book.add(
            "trademarks",
            day,
            name=name,
            kind=kind,
            **{"class": klass},
            acceptance=mark,
            certificate=f"{mark}-Z" if done else None,
            registered_on=book.day(took) if done else None,
            until=book.day(took + 3_650) if done else None,
        )


def _events(book: Book) -> None:
    units = (
        ("县商务中心", "authority"),
        ("漳源手工挂面坊", "firm"),
        ("襄垣县融媒体中心", "media"),
        ("山西财经职业学院", "guest"),
        ("上党鲜生连锁超市", "buyer"),
        ("漳河小燕直播间", "host"),
    )
    salons = [
        (day, "salon", f"第{NUMBERS[turn]}期电商沙龙", *SALONS[turn], ["share", "questions"], 2_400 + turn * 100)
        for turn, day in enumerate(salon_days(book))
    ]  # fmt: skip
    for number, (
        day,
        kind,
        title,
        theme,
        place,
        partner,
        invited,
        came,
        sections,
        cost,
    ) in enumerate(sorted([*EVENTS, *salons], key=lambda row: row[0]), start=1):
        code = LAUNCH if kind == "launch" else f"HD-{book.day(day):%y%m%d}-{number:02}"
        if not book.add("events", day, number=code, kind=kind, title=title, theme=theme, place=place, partner=partner, invited=invited,
                        came=came, sections=sections, cost=cost):  # fmt: skip
            continue
        if kind in {"salon", "launch"}:
            for guest in range(30 if kind == "launch" else 6):
                unit, role = units[guest % len(units)]
                book.add(
                    "participants",
                    day,
                    event=number - 1,
                    name=person(200 + number * 31 + guest),
                    unit=unit,
                    role=role,
                    invited=True,
                    came=guest % 9 != 7,
                )


def salon_days(book: Book) -> list[int]:
    """One in each quarter: at the programme's beginning, then in the middle of each quarter."""
    first = (
        [2]
        if book.begin.month % 3 == 0 or (book.begin.month % 3 == 2 and book.begin.day > 14)
        else []
    )
    return [*first, *(day for _number, day in book.quarters() if day > 2)]


def _media(book: Book) -> None:
    for day, platform, use, name, sells in (
        (11, "wechat", "brand", "襄垣手工挂面", False), (11, "weibo", "brand", "襄垣手工挂面", False), (18, "douyin", "brand", "襄垣手工挂面", True),
        (18, "toutiao", "town", "古韩乡村e镇", False), (25, "wechat", "town", "古韩乡村e镇", False), (54, "tmall", "hall", "襄垣手工挂面官方旗舰店", True),
        (61, "jd", "hall", "襄垣特产商城", True), (4, "alibaba", "crossborder", "Xiangyuan Noodles", True), (133, "lazada", "crossborder", "Guhan Home", True),
        (92, "kuaishou", "town", "古韩e镇直播", True),
    ):  # fmt: skip
        book.add(
            "accounts",
            day,
            platform=platform,
            use=use,
            name=name,
            entity="襄垣县古韩乡村e镇项目部",
            verified=True,
            sells=sells,
            operator=book.staff.media,
            link=f"https://{platform}.example.cn/guhan",
            closed_on=None,
        )
    for week, monday in book.weeks(9):
        for turn in range(2):
            topic = POSTS[(week + turn * 3) % len(POSTS)]
            form = "video" if turn else "film" if week % 7 == 5 else "article"
            titles = TITLES[topic]
            book.add(
                "posts",
                monday + 1 + turn * 2,
                platform="douyin" if turn else ("wechat", "weibo", "toutiao")[week % 3],
                account="襄垣手工挂面",
                form=form,
                topic=topic,
                title=titles[week % len(titles)],
                link=f"https://media.example.cn/p/{week * 2 + turn + 1001}",
                views=book.between(280, 900) * (3 if turn else 1) + week * 20,
                editor=book.staff.media,
            )
    for day, media, level, item, minutes, days in PLACED:
        book.add(
            "placements",
            day,
            media=media,
            level=level,
            item=item,
            minutes=minutes,
            until=book.day(day + days),
            link=f"https://media.example.cn/t/{day}",
        )
    for number in range(74):
        media, level, form = MEDIA[number % len(MEDIA)]
        topic = TOPICS[(number + number // 7) % len(TOPICS)]
        title = HEADLINES[topic].format(FILLERS[number % len(FILLERS)])
        book.add(
            "coverage",
            20 + number * 14 // 3,
            media=media,
            level=level,
            form=form,
            topic=topic,
            title=title,
            link=f"https://news.example.cn/{2000 + number}",
            adopted=number == 51,
        )


def _livestreams(book: Book) -> None:
    for week, monday in book.weeks(*MISSED_WEEKS):
        theme, host = THEMES[week % len(THEMES)], ROOMS[week % len(ROOMS)]
        minutes = 90 + week * 17 % 90
        orders = book.between(46, 120) + week
        amount = orders * book.between(31, 44)
        venue = ("studio", "origin", "showroom", "studio", "fair")[week % 5]
        ended = 20 * 60 + minutes
        book.add(
            "livestreams",
            monday + 4,
            venue=venue,
            started="20:00",
            ended=f"{ended // 60 % 24:02}:{ended % 60:02}",
            theme=theme,
            host=host,
            account=("douyin", "kuaishou", "channels")[week % 3],
            minutes=minutes,
            viewers=book.between(900, 2_600) + week * 40,
            orders=orders,
            amount=amount,
            local_amount=round(amount * 0.86, 2),
            products="手工挂面、荞麦挂面、老粗布床单、核桃仁",
            link=f"https://live.example.cn/r/{week + 1:03}",
        )
        for turn, (name, maker, price, point) in enumerate((
            ("手工挂面 500 g", "漳源手工挂面坊", 8.8, "七道工序，自然晾晒"), ("荞麦挂面 400 g", "漳源手工挂面坊", 9.9, "荞麦三成，口感筋道"), ("空心挂面 500 g", "虒亭手工面坊", 9.6, "中空易熟"),
            ("老粗布床单", "漳河老粗布坊", 239, "纯棉手织，越洗越软"), ("核桃仁 500 g", "善福核桃合作社", 36.8, "当年新核桃"), ("番茄 2.5 kg", "绿源蔬菜合作社", 19.9, "当日采摘"),
        )):  # fmt: skip
            if turn in {week % 6, (week + 1) % 6, (week + 3) % 6}:
                book.add(
                    "livestream_products",
                    monday + 4,
                    event=f"ZB{week + 1:03}",
                    product=name,
                    producer=maker,
                    price=price,
                    stock=60 + week * 7 % 200,
                    selling_point=point,
                    local=True,
                )
