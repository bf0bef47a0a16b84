"""What counts by calendar year: retail, new entities, new jobs."""

import datetime as dt

from ezhen.demo.actions.ledgers.book import DAY, TOWNS, Book, identity, person

FIRMS = (
    "漳源手工挂面坊",
    "润丰面粉",
    "漳河老粗布坊",
    "便民超市有限公司",
    "古韩特产电子商务有限公司",
    "云禾代运营工作室",
    "上党优农科技",
    "襄垣县通达快递服务有限公司",
)
POSTS = (
    ("晾面工", 3_200),
    ("包装工", 3_000),
    ("网店客服", 3_300),
    ("主播助理", 3_600),
    ("分拣员", 3_100),
    ("仓管员", 3_400),
    ("短视频剪辑", 3_800),
)
NAMES = ("古韩", "漳河", "襄禾", "仙堂", "甘水", "善福", "虒亭", "下良", "上党", "紫岩")
TRADES = (
    ("电子商务有限公司", True),
    ("农产品有限公司", True),
    ("商贸有限公司", False),
    ("文化传媒有限公司", True),
    ("食品有限公司", True),
)
DAYS_BETWEEN_ENTITIES = 26
DAYS_BETWEEN_JOBS = 2
RETAIL = {-2: 31_460_000, -1: 35_120_000, 0: 40_280_000}  # by year, seen from the year before this


def write(book: Book) -> None:
    """From the first January that a yearly demand may look at."""
    since = (
        dt.date(book.begin.year, 1, 1)
        if book.begin.month < 7
        else dt.date(book.begin.year + 1, 1, 1)
    )
    _entities(book, since)
    _jobs(book, since)
    last = book.today.year - 1
    for back, retail in RETAIL.items():
        year = last + back
        before = RETAIL.get(back - 1)
        book.add(
            "retail_ledger",
            dt.date(year + 1, 1, 20),
            year=year,
            retail=retail,
            firms=9 + back,
            growth=round((retail / before - 1) * 100, 1) if before else None,
            proof=f"襄统函〔{year + 1}〕{back + 5}号",
        )


def _entities(book: Book, since: dt.date) -> None:
    day, number = since + 8 * DAY, 0
    while day <= book.today:
        trade, online = TRADES[number % len(TRADES)]
        book.add(
            "new_entities",
            day,
            firm=f"襄垣县{NAMES[number % 10]}{number // 10 or ''}{trade}",
            credit_code=f"91140423MADEMO{100 + number}N",
            legal=True,
            way="converted" if number % 4 == 2 else "new",
            town=TOWNS[0] if number % 3 else TOWNS[number % 9],
            ecommerce=online,
            proof=f"审批证〔{day:%Y}〕{number + 1}号",
        )
        day, number = day + DAYS_BETWEEN_ENTITIES * DAY, number + 1


def _jobs(book: Book, since: dt.date) -> None:
    day, number = since + 3 * DAY, 0
    while day <= book.today:
        post, wage = POSTS[number % len(POSTS)]
        book.add(
            "new_jobs",
            day,
            name=person(800 + number),
            identity=identity(20_000 + number),
            firm=FIRMS[number % len(FIRMS)],
            relation="partner" if number % len(FIRMS) > 4 else "cultivated",
            post=post,
            contract=f"JY-{number + 1:03}",
            wage=wage + number % 5 * 100,
            left_on=day + 60 * DAY if number % 17 == 9 and day + 60 * DAY <= book.today else None,
        )
        day, number = day + DAYS_BETWEEN_JOBS * DAY, number + 1
