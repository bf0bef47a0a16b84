"""Registers to test with."""

import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
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


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    """The programme's clock: nobody knows it unless the test says when it began."""

    def at(day):
        monkeypatch.setattr("ezhen.registers.queries.gap._begins", [lambda: day] if day else [])

    at(None)
    return at


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


HEADS = {
    "held_on": "开播日期",
    "venue": "场地",
    "started": "开播",
    "ended": "下播",
    "theme": "主题",
    "host": "主播",
    "account": "账号",
    "minutes": "时长（分钟）",
    "viewers": "观看（人次）",
    "orders": "订单（单）",
    "amount": "成交额（元）",
    "local_amount": "其中项目区农特产品（元）",
    "products": "带货产品",
}
WRITTEN = LIVESTREAM | {"venue": "直播间", "account": "抖音"}


def workbook(rows, *, heads=None, above=(), below=(), sheet="场次", change=None):
    """An .xlsx of rows by field name; `change(book, page)` spoils it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    heads = heads or HEADS
    table = [*above, list(heads.values())]
    table += [[row.get(name) for name in heads] for row in rows]
    for line, cells in enumerate([*table, *below]):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                style = book.add_format({"num_format": "yyyy-mm-dd"})
                page.write_datetime(line, column, dt.datetime.combine(cell, dt.time()), style)
            elif isinstance(cell, str):
                page.write_string(line, column, cell)
            elif cell is not None:
                page.write(line, column, cell)
    if change:
        change(book, page)
    book.close()
    return buffer.getvalue()


def written(number, **changes):
    """A row as the office writes it; each number another day."""
    day = dt.date(2026, 1, 5) + dt.timedelta(days=number)
    return WRITTEN | {"held_on": day} | changes


@pytest.fixture
def hand_in(operator):
    """Hand in a file and let the job read it; returns the import."""
    from ezhen.core.jobs import run_until_idle
    from ezhen.registers.actions.importing import start_import

    def go(content, name="场次.xlsx", register="livestreams", by=operator):
        upload = SimpleUploadedFile(name, content)
        batch = start_import(register=register, upload=upload, by=by)
        run_until_idle()
        batch.refresh_from_db()
        return batch

    return go


@pytest.fixture
def commit(operator):
    """Enter what can be entered."""
    from ezhen.core.jobs import run_until_idle
    from ezhen.registers.actions.importing import start_commit

    def go(batch):
        start_commit(batch=batch, by=operator)
        run_until_idle()
        batch.refresh_from_db()
        return batch

    return go
