"""A year of ledger rows as data, before they go through the registers' door."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from stdnum.cn import ric

from ezhen.registers.api import definition

DAY = dt.timedelta(days=1)
SURNAMES = "王李张郭申韩段贾秦杨刘赵程崔郝连牛苗路暴"
GIVEN = (
    *("建军", "晓丽", "志强", "秀梅", "海燕", "国栋", "丽娟", "永胜", "雪芳", "文斌"),
    *("俊杰", "桂兰", "振华", "美玲", "红卫", "小龙", "慧敏", "宏伟", "艳红", "保国"),
    *("婷婷", "晋峰", "玉珍", "爱民", "春燕", "立新", "彩霞", "旭东", "锦程", "瑞雪"),
)
TOWNS = ("古韩镇", "王桥镇", "侯堡镇", "夏店镇", "虒亭镇", "西营镇", "王村镇", "下良镇", "善福镇")
BIRTH = dt.date(1900, 1, 1)  # nobody alive is born then: no number of a real person
BIRTH_DAYS = 365
WEEK = 7


@dataclass(frozen=True)
class Staff:
    """Who signs what in the project office."""

    office: str = "郭晓燕"
    media: str = "程雪芳"
    live: str = "牛婷婷"
    training: str = "苗丽娟"
    logistics: str = "路永胜"
    desk: str = "连慧敏"
    platform: str = "暴旭东"
    quality: str = "崔文斌"
    assets: str = "申锦程"


@dataclass
class Book:
    """Rows by register. Days count from the programme's first Monday; what lies after today has
    not happened and is left out."""

    begin: dt.date
    today: dt.date
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    # the same dice each time: two demo towns that begin on one day are alike
    dice: random.Random = field(default_factory=lambda: random.Random("台账"))  # noqa: S311
    staff: Staff = Staff()

    def add(self, register: str, when: int | dt.date, **values: Any) -> bool:
        """One row, on a day of the programme or of the calendar. False when it lies ahead."""
        day = self.day(when) if isinstance(when, int) else when
        if day > self.today:
            return False
        self.rows[register].append({definition(register).date: day, **values})
        return True

    def once(self, register: str, when: dt.date, **values: Any) -> bool:
        """A row of a month; in the month in which the programme begins, not before it begins."""
        return self.add(register, max(when, self.begin), **values)

    def table(
        self, register: str, fields: str, rows: Iterable[Sequence[Any]], **common: Any
    ) -> None:
        """Rows whose first column is the day, the others named by `fields`."""
        names = fields.split()
        for when, *cells in rows:
            self.add(register, when, **common, **dict(zip(names, cells, strict=True)))

    def day(self, number: int) -> dt.date:
        """The day of the programme with a number; the first is 0."""
        return self.begin + number * DAY

    def weeks(self, *without: int) -> Iterator[tuple[int, int]]:
        """Number and first day of every week up to this one, without some that have no row."""
        for week in range((self.today - self.begin).days // WEEK + 1):
            if week not in without:
                yield week, week * WEEK

    def months(self) -> Iterator[dt.date]:
        """The first day of every month that has begun since the programme began."""
        month = self.begin.replace(day=1)
        while month <= self.today:
            yield month
            month = next_month(month)

    def whole_months(self) -> Iterator[tuple[dt.date, dt.date]]:
        """First and last day of every month that ended since the programme began."""
        for month in self.months():
            last = next_month(month) - DAY
            if self.begin <= last < self.today:
                yield month, last

    def quarters(self) -> Iterator[tuple[int, int]]:
        """Number of every quarter of the programme, and the day of it in its middle month; of the
        first one, a day soon after the programme begins."""
        for number, month in enumerate(m for m in self.months() if m.month % 3 == 2):
            yield number + 1, (month.replace(day=18) - self.begin).days

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.dice.randint(least, most)

    def pick(self, among: Sequence[Any]) -> Any:
        """One of them."""
        return self.dice.choice(among)


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + 4 * DAY).replace(day=1)


def person(number: int) -> str:
    """An invented name; different for the first six hundred numbers."""
    surname = SURNAMES[number % len(SURNAMES)]
    return surname + GIVEN[(number // len(SURNAMES) + number * 7) % len(GIVEN)]


def identity(number: int) -> str:
    """An identity number that is well formed and belongs to nobody: born in 1900."""
    born = BIRTH + (number % BIRTH_DAYS) * DAY
    stem = f"140423{born:%Y%m%d}{number // BIRTH_DAYS + 1:03}"
    return stem + ric.calc_check_digit(f"{stem}0")


def phone(number: int) -> str:
    """A landline of an exchange that does not exist."""
    return f"0355-00{number:05}"
