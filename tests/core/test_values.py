"""One reader for forms, Excel and programs."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezhen.core import values
from ezhen.core.cells import Unfit, say
from ezhen.core.definitions import Field, FieldType
from ezhen.core.personal import open_value, seal_value

pytestmark = pytest.mark.pure
WORDS = {"zh": "栏", "en": "field"}
VENUES = [
    {"code": "studio", "zh": "直播间", "en": "Studio"},
    {"code": "origin", "zh": "原产地", "en": "Place of origin"},
]


def field(kind, **facts):
    return Field(name="f", label=WORDS, type=kind, **facts)


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setattr("ezhen.core.crypto._master_key", lambda: bytes(32))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  手工  挂面 ", "手工 挂面"),
        ("text", 12.0, "12"),
        ("text", 1.5, "1.5"),
        ("text", '="1930679858170647"', "1930679858170647"),
        ("text", "\t6917", "6917"),
        ("text", "'0355", "0355"),
        ("text", "无", "无"),
        ("text", "-3 度", "-3 度"),
        ("text", "/", None),
        ("note", "一\n二", "一\n二"),
        ("integer", "1,240", 1240),
        ("integer", 95.0, 95),
        ("integer", "９５", 95),
        ("integer", "无", None),
        ("number", "0.5000", "0.5"),
        ("number", 0.1 + 0.2, "0.3"),
        ("number", "100", "100"),
        ("money", "￥12,345.6元", "12345.60"),
        ("money", 28460, "28460.00"),
        ("money", 99.99000000000001, "99.99"),
        ("date", "2026/1/3", "2026-01-03"),
        ("date", "2026年11月23日", "2026-11-23"),
        ("date", "2026.11.23", "2026-11-23"),
        ("date", "20261123", "2026-11-23"),
        ("date", "2026-11-23 10:05:00", "2026-11-23"),
        ("date", 46349.0, "2026-11-23"),
        ("date", dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC), "2026-11-23"),
        ("time", "8：05", "08:05"),
        ("time", 0.8125, "19:30"),
        ("time", dt.time(19, 30, 5), "19:30"),
        ("time", dt.timedelta(hours=19, minutes=30), "19:30"),
        ("yes_no", "是", True),
        ("yes_no", "无", False),
        ("yes_no", 1.0, True),
        ("link", "https://v.douyin.com/abc", "https://v.douyin.com/abc"),
    ],
)
def test_reader_takes_what_people_and_excel_write(kind, raw, value):
    assert values.read(field(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        ("text", 6.917926768823644e18, "Excel 已丢掉末几位"),
        ("text", 6917926768823643751, "Excel 已丢掉末几位"),
        ("text", "=cmd|' /C calc'!A0", "像公式，不能导入"),
        ("text", "@SUM(A1)", "像公式，不能导入"),
        ("text", "#REF!", "这一格的公式出错"),
        ("text", "长" * 201, "超过 200 个字"),
        ("integer", "十二", "不是数字"),
        ("integer", 1.5, "不是整数"),
        ("integer", True, "不是数字"),
        ("integer", dt.date(2026, 1, 1), "不是数字"),
        ("money", "358,00", "逗号是小数点还是千位号"),
        ("money", "1.005", "小数超过 2 位"),
        ("money", "#DIV/0!", "这一格的公式出错"),
        ("number", "1e30", "这个数太大"),
        ("number", "NaN", "这个数太大"),
        ("date", "2525-11-23", "年份对吗"),
        ("date", "11/23/2026", "请写成 2026-11-23"),
        ("date", "2026-02-30", "请写成 2026-11-23"),
        ("date", "昨天", "请写成 2026-11-23"),
        ("time", "25:00", "请写成 19:30"),
        ("time", "晚上八点", "请写成 19:30"),
        ("yes_no", "也许", "请填“是”或“否”"),
        ("link", "javascript:alert(1)", "不是网址"),
    ],
)
def test_reader_refuses_with_the_reason(kind, raw, reason):
    with pytest.raises(Unfit) as refused:
        values.read(field(kind), raw)
    assert reason in say(refused.value.message_id, refused.value.params)


def test_reader_says_what_is_missing():
    with pytest.raises(Unfit, match="缺栏"):
        values.read(field("text", required=True), " ")


def test_reader_keeps_the_limits_of_the_field():
    minutes = field("integer", unit="分钟", minimum=30, maximum=600)
    assert values.read(minutes, 30) == 30
    with pytest.raises(Unfit) as refused:
        values.read(minutes, "12")
    assert refused.value.params == {"value": 12, "unit": "分钟", "least": "30"}
    with pytest.raises(Unfit):
        values.read(minutes, 601)
    with pytest.raises(Unfit):
        values.read(field("text", pattern=r"\d{4}"), "12")


def test_reader_knows_a_choice_by_label_or_code():
    venue = field("choice", choices=VENUES)
    assert [values.read(venue, raw) for raw in ("直播间", "studio", "PLACE OF ORIGIN")] == [
        "studio",
        "studio",
        "origin",
    ]
    with pytest.raises(Unfit) as refused:
        values.read(venue, "展厅")
    assert refused.value.params["value"] == "展厅"
    several = field("choices", choices=VENUES)
    assert values.read(several, "原产地、直播间，直播间") == ["origin", "studio"]
    assert values.read(several, []) is None


@pytest.mark.parametrize(
    ("personal", "raw", "value"),
    [
        ("phone", "+86 138 1234 5678", "13812345678"),
        ("phone", "0355-7221234", "0355-7221234"),
        ("phone", "138****5678", "138****5678"),
        ("identity", "11010519491231002X", "11010519491231002X"),
        ("bank", "6222 0212 3456 7890 123", "6222021234567890123"),
    ],
)
def test_personal_numbers_are_checked(personal, raw, value):
    assert values.read(field("text", personal=personal), raw) == value


@pytest.mark.parametrize(
    ("personal", "raw"),
    [("phone", "1381234567"), ("identity", "110105194912310021"), ("bank", "622202")],
)
def test_personal_numbers_that_cannot_be_are_refused(personal, raw):
    with pytest.raises(Unfit):
        values.read(field("text", personal=personal), raw)


def test_personal_values_are_sealed_masked_and_matched_blindly():
    phone = field("text", personal="phone", index=True)
    stored = seal_value(phone, "13812345678")
    assert "138" not in stored
    assert open_value(phone, stored) == "13812345678"
    assert values.show(phone, "13812345678") == "138****5678"
    assert values.cell(phone, "13812345678") == "138****5678"
    assert values.slot(phone, "13812345678") == values.slot(phone, "13812345678")
    assert "138" not in values.slot(phone, "13812345678")
    assert values.slot(phone, "138****5678") == ""
    assert values.show(field("person"), "连晓燕") == "连**"


@pytest.mark.parametrize(
    ("kind", "value", "copy", "shown"),
    [
        ("money", "28460.00", Decimal(28460), "28,460.00"),
        ("integer", 5120, Decimal(5120), "5,120"),
        ("yes_no", True, Decimal(1), "是"),
        ("date", "2026-11-23", dt.date(2026, 11, 23), "2026-11-23"),
        ("text", "挂" * 180, "挂" * 120, "挂" * 180),
        ("place", "140423100", "140423100", "140423100"),
        ("text", None, None, ""),
    ],
)
def test_slot_and_show(kind, value, copy, shown):
    assert values.slot(field(kind), value) == copy
    assert values.show(field(kind), value) == shown


@given(st.sampled_from(list(FieldType)), st.one_of(st.text(), st.floats(), st.integers()))
def test_reader_never_fails_in_another_way(kind, raw):
    choices = VENUES if kind in {"choice", "choices"} else []
    made = field(kind, choices=choices, register_code="r" if kind == "record" else "")
    try:
        value = values.read(made, raw)
    except Unfit:
        return
    if value not in (None, []):
        assert values.read(made, value) == value
