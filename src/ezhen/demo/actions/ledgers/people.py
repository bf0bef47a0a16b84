"""Training, talents, leaders, hosts and the contest."""

from ezhen.demo.actions.ledgers.book import TOWNS, Book, identity, person, phone

# day, track, topic, place, hours, number that signed in
SESSIONS = (
    (72, "cadre", "乡村e镇政策与任务分工", "县委党校", 4, 54), (86, "general", "手机开店第一课", "古韩镇会议室", 6, 42),
    (100, "general", "农产品拍摄与上架", "下良镇文化站", 6, 38), (116, "livestream", "直播起步：设备与话术", "电商直播基地", 8, 30),
    (124, "crossborder", "跨境平台规则与选品", "培训孵化基地", 6, 34), (136, "general", "客服、售后与评价", "虒亭镇会议室", 6, 36),
    (151, "cadre", "县域电商组织与考核", "县委党校", 4, 52), (164, "general", "网店合规与食品标识", "侯堡镇文化站", 6, 40),
    (179, "crossborder", "英文详情页与询盘", "培训孵化基地", 6, 36), (196, "livestream", "选品排品与复盘", "电商直播基地", 8, 32),
    (211, "general", "社区团购与私域", "王村镇会议室", 6, 37), (226, "crossborder", "物流、报关与结汇", "培训孵化基地", 6, 33),
    (239, "general", "包装与快递成本", "西营镇文化站", 6, 41), (257, "livestream", "短视频脚本", "电商直播基地", 8, 29),
    (272, "general", "夏店夜校：开店实操", "夏店镇文化站", 6, 39), (291, "crossborder", "跨境直播与客服", "培训孵化基地", 6, 35),
    (305, "livestream", "年货节直播实战", "电商直播基地", 8, 28), (320, "general", "年货节选品", "善福镇会议室", 6, 36),
    (336, "crossborder", "外贸单证与退税", "培训孵化基地", 6, 40),
)  # fmt: skip
TRAINEES = 340
GROUPS = ("cadre", "youth", "firm", "veteran", "founder", "farmer", "host")
LEADERS = ("段爱萍", "郝秀兰", "申国强", "韩桂花", "李永胜", "苗海燕")
HOSTS = (
    ("牛小燕", "douyin", "漳河小燕", 18_600),
    ("王振华", "kuaishou", "面坊老王", 9_400),
    ("郝春兰", "douyin", "粗布郝姐", 12_300),
    ("秦小龙", "kuaishou", "山里核桃哥", 7_800),
    ("韩玉珍", "video", "绿源小韩", 5_200),
    ("崔瑞雪", "douyin", "襄垣小米", 3_100),
    ("路文斌", "taobao", "路路通好物", 640),
)
EXCHANGES = (
    (105, "浙江临安", "outside", "talk", 6, "山核桃分级和礼盒定价"), (182, "虒亭镇面坊", "county", "share", 14, "空心面直播复购做法"), (229, "河南许昌", "outside", "match", 5, "对接假发产业带代运营团队"),
    (263, "长治市", "outside", "share", 8, "社区团购团长管理"), (329, "古韩镇", "county", "match", 12, "与上党鲜生签采购意向 3 份"),
)  # fmt: skip


def write(book: Book) -> None:
    """Registers of people."""
    _trainees(book)
    _talents(book)
    book.table("leader_exchanges", "place region form leaders result", EXCHANGES)
    _contest(book)


def code(number: int) -> str:
    """The number of a training session."""
    return f"PX-{number:03}"


def _trainees(book: Book) -> None:
    """Trainees are named in the other ledgers by their place in the list: see `fill`."""
    known = 0
    for number, (day, track, topic, place, hours, came) in enumerate(SESSIONS, start=1):
        if not book.add("training_sessions", day, number=code(number), track=track, topic=topic, institution="山西启禾职业培训学校", trainer=person(100 + number % 5),
                        place=place, hours=hours, planned=came + 6):  # fmt: skip
            continue
        fresh = min(max(came * 3 // 5, came + 3 - known), TRAINEES - known)
        for one in range(known, known + fresh):
            book.add(
                "trainees",
                day - 2,
                name=person(300 + one),
                sex="fm"[one % 5 > 2],
                identity=identity(one),
                phone=phone(one),
                place=TOWNS[one % len(TOWNS)],
                unit=None if one % 3 else f"{TOWNS[one % len(TOWNS)]}合作社",
                group="cadre" if track == "cadre" else GROUPS[1 + one % 6],
                consent=True,
            )
            book.add(
                "trainee_files",
                day + 3,
                trainee=one,
                growth="初中以上文化，有农产品销售经历"
                if one % 2
                else "返乡青年，会用手机做短视频",
                courses=f"{topic}（{hours} 课时）",
                service="列入季度回访",
                result="已开店" if one % 7 == 0 else None,
            )
            if one % 2 == 0:
                book.add(
                    "followups",
                    day + 28,
                    trainee=one,
                    effect=("good", "good", "fair")[one % 3],
                    job=("shop", "same", "job", "livestream")[one // 2 % 4],
                    help="想学直播投流" if one % 8 == 0 else None,
                    caller=book.staff.training,
                )
        known += fresh
        # the new ones come, and some who came before
        present = [*range(known - fresh, known), *range(known - fresh)][: came + 3]
        for place_in_list, one in enumerate(present):
            signed = place_in_list < came
            book.add(
                "attendance",
                day,
                session=code(number),
                track=track,
                trainee=one,
                signed=signed,
                minutes=hours * 45 if signed else 0,
            )


def _talents(book: Book) -> None:
    def talent(day: int, name: str, kind: str, skills: str, **more) -> None:  # type: ignore[no-untyped-def]
        book.add(
            "talents",
            day,
            name=name,
            kind=kind,
            skills=skills,
            plan=kind in {"leader", "host"},
            **more,
        )

    for number, name in enumerate(LEADERS):
        talent(48 + number * 3, name, "leader", "带动合作社上线销售", mentor=person(3 + number))
    for number, (name, platform, account, fans) in enumerate(HOSTS):
        chosen = number < 6
        book.add(
            "hosts",
            62 + number * 4,
            name=name,
            platform=platform,
            account=account,
            fans=fans,
            sells=chosen,
            local=True,
            result="chosen" if chosen else "reserve",
            mentor=book.staff.live if chosen else None,
        )
        if chosen:
            talent(70 + number * 4, name, "host", "农产品直播", mentor=book.staff.live)
            for turn, kind in enumerate(("script", "footage", "goods")):
                book.add(
                    "host_support",
                    96 + number * 9 + turn * 40,
                    host=number,
                    kind=kind,
                    staff=book.staff.live,
                    content={
                        "script": "节令脚本 4 篇",
                        "footage": "产地素材 12 条",
                        "goods": "试播货品 3 款",
                    }[kind],
                )
    for number in range(46):
        day = 110 + number * 5
        matched = number % 5 == 0 and book.day(day + 20) <= book.today
        talent(
            day,
            person(700 + number),
            ("graduate", "expert")[number % 9 == 4],
            ("店铺客服", "短视频剪辑", "仓储管理", "平面设计")[number % 4],
            wanted=("运营", "客服", "主播助理")[number % 3],
            matched="古韩特产电子商务有限公司" if matched else None,
            matched_on=book.day(day + 20) if matched else None,
            result="hired" if matched else None,
        )


def _contest(book: Book) -> None:
    book.add(
        "contests",
        55,
        name="襄垣手工挂面标志设计大赛",
        kind="logo",
        entrants=63,
        rounds="征集、初评、网络投票、终评",
        prize=12_000,
        summary="收到作品 63 件，投票 1.8 万人次",
    )
    held = book.add(
        "contests",
        262,
        name="乡村e镇电商创业技能大赛",
        kind="sales",
        entrants=26,
        rounds="报名、海选、复赛、决赛",
        prize=68_000,
        summary="销售实战周成交 21.4 万元，获奖 6 人",
    )
    if not held:
        return
    awards = {
        0: ("first", 20_000),
        1: ("second", 12_000),
        2: ("second", 12_000),
        3: ("third", 8_000),
        4: ("third", 8_000),
        5: ("third", 8_000),
    }
    for number in range(26):
        award, prize = awards.get(number, ("none", None))
        won = prize is not None
        book.add(
            "contest_entries",
            238 + number % 9,
            contest=1,
            entrant=person(500 + number),
            unit=f"{TOWNS[number % 9]}创业者",
            score=round(96.5 - number * 1.3, 1),
            award=award,
            prize=prize,
            received_on=book.day(274) if won else None,
            followed_on=book.day(330 - number) if won and book.day(330) <= book.today else None,
            interview=number in {0, 1, 3},
        )
