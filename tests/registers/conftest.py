"""Registers to test with."""

import shutil
from pathlib import Path

import pytest
from tests.factories import make_user

SMALL = """\
code: chats
version: 1
number: 99
title: {zh: 咨询登记簿, en: Chats}
what: {zh: 一行一次, en: One row each}
area: "6"
clauses: ["6.3.S3"]
keepers: [operator]
date: held_on
unique: [[phone, held_on]]
in_order: [[held_on, answered_on]]
fields:
  - {name: held_on, label: {zh: 日期, en: Date}, type: date, required: true}
  - {name: topic, label: {zh: 问什么, en: Topic}, type: text, required: true, index: true}
  - {name: who, label: {zh: 姓名, en: Name}, type: person, required: true}
  - {name: phone, label: {zh: 电话, en: Phone}, type: text, personal: phone, index: true}
  - {name: place, label: {zh: 镇村, en: Place}, type: place, index: true}
  - {name: minutes, label: {zh: 时长, en: Length}, type: integer, unit: 分钟,
     minimum: 1, index: true}
  - {name: kinds, label: {zh: 类别, en: Kinds}, type: choices, index: true,
     choices: [{code: shop, zh: 开店, en: shop}, {code: loan, zh: 贷款, en: loan}]}
  - {name: solved, label: {zh: 已解决, en: Solved}, type: yes_no, index: true}
  - {name: answered_on, label: {zh: 答复日期, en: Answered}, type: date, index: true}
totals: [minutes]
papers:
  - {document: consultation_record}
"""


@pytest.fixture
def town_pack(tmp_path, settings):
    """A copy of the town's pack with one small register more; returns its folder."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.PACK_DIR, folder)
    (folder / "registers" / "chats.yaml").write_text(SMALL)
    settings.PACK_DIR = folder
    return Path(folder)


@pytest.fixture
def operator(db):
    """Who keeps the registers."""
    return make_user(role="operator", display_name="申丽娟")


@pytest.fixture
def bureau(db):
    """Who reviews them."""
    return make_user(role="bureau", display_name="赵科长")


LIVESTREAM = {
    "held_on": "2026-11-18",
    "venue": "studio",
    "started": "20:00",
    "ended": "22:00",
    "theme": "挂面周中专场",
    "host": "连晓燕",
    "account": "douyin",
    "minutes": 120,
    "viewers": 6840,
    "orders": 203,
    "amount": "18946",
    "local_amount": "18000",
    "products": "手工挂面、荞麦挂面",
}
CHAT = {"held_on": "2026-11-18", "topic": "怎么开店", "who": "王小明", "phone": "13812345678"}


@pytest.fixture
def enter(operator):
    """Enter a row: a livestream, or any row of another register."""
    from ezhen.registers.api import enter_record

    def go(register="livestreams", by=operator, at=None, **values):
        known = {"livestreams": LIVESTREAM, "chats": CHAT}.get(register, {})
        return enter_record(register=register, values=known | values, by=by, at=at)

    return go
