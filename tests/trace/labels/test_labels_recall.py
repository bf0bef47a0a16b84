from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from ezhen.trace import labels
from ezhen.trace.labels.wording import CHINA

HOSTILE = '#panic("x") $ * _ < > @ \\'
START = datetime(2026, 11, 23, 9, 12, tzinfo=CHINA)  # as in conftest


def total(**changes):
    values = {"in_scope": 1200, "recovered": 900, "outstanding": 60, "consumed": 240} | changes
    return labels.RecallTotal("袋", **{name: Decimal(value) for name, value in values.items()})


@pytest.mark.parametrize("num", [0, 1, 400])
def test_recall_report_prints_every_row(recall, paper, num):
    page = paper(labels.recall_report(recall(num)))

    words = page.words()
    assert words.count("已封存") == num
    assert f"二、召回范围{num}行" in words
    assert ("没有涉及的批次" in words) == (num == 0)
    assert all(name in words for name in ("编制：", "审核：", "日期："))


def test_recall_report_repeats_the_table_head_and_numbers_its_pages(recall, paper):
    page = paper(labels.recall_report(recall(400)))

    assert page.num_pages > 5
    for number in range(1, page.num_pages):
        assert "持有者" in page.words(number)
        assert f"第{number}页，共{page.num_pages}页" in page.words(number)


def test_recall_report_of_a_drill_says_so_on_every_page(recall, paper):
    drill = paper(labels.recall_report(recall(60, is_mock=True)))
    real = paper(labels.recall_report(recall(60)))

    assert all(
        "模拟召回（演练）" in drill.words(number) for number in range(1, drill.num_pages + 1)
    )
    assert "演练" not in real.words()


@pytest.mark.parametrize(
    ("recall_class", "name", "deadlines"),
    [
        (1, "一级召回", ("24小时", "10个工作日")),
        (2, "二级召回", ("48小时", "20个工作日")),
        (3, "三级召回", ("72小时", "30个工作日")),
    ],
)
def test_recall_report_states_the_deadlines_of_its_class(
    recall, paper, recall_class, name, deadlines
):
    words = paper(labels.recall_report(recall(recall_class=recall_class))).words()

    assert name in words
    assert f"获知风险后{deadlines[0]}内" in words
    assert f"公告之日起{deadlines[1]}内" in words


def test_recall_report_compares_the_start_with_its_deadline(recall):
    late = recall(risk_known_at=START - timedelta(hours=26, minutes=5))

    assert recall().start_verdict() == "按时，提前 21 小时 00 分"
    assert late.start_verdict() == "超时 2 小时 05 分"


@pytest.mark.parametrize(
    ("due", "finished_after", "expected"),
    [
        (None, None, "未完成，历时 2 天 5 小时"),
        (date(2026, 11, 24), None, "未完成，历时 2 天 5 小时，超过期限"),
        (date(2026, 11, 24), timedelta(hours=30), "已完成，历时 1 天 6 小时"),
        (date(2026, 11, 23), timedelta(hours=30), "已完成，历时 1 天 6 小时，超过期限"),
    ],
)
def test_recall_report_compares_the_end_with_its_deadline(recall, due, finished_after, expected):
    finished_at = finished_after and START + finished_after

    assert recall(finish_due=due, finished_at=finished_at).finish_verdict() == expected


def test_recall_report_tells_how_long_each_step_took(recall, paper):
    steps = (
        labels.RecallStep(START + timedelta(hours=2, minutes=5), "全部通知", "李站长"),
        labels.RecallStep(START, "启动召回", "王检验", HOSTILE),
    )

    words = paper(labels.recall_report(recall(steps=steps))).words()

    assert words.index("启动召回王检验") < words.index("2小时05分全部通知李站长")
    assert HOSTILE.replace(" ", "") in words


def test_recall_report_counts_codes_and_scans(recall, paper):
    codes = (
        labels.CodesAffected("CO-1", "ZY1", 2001, 3200, 2),
        labels.CodesAffected("CO-2", "ZY1", 1, 300),
    )
    scans = (labels.ScanSince(START + timedelta(hours=5), "7K3M9 QXD2V HTC4P W8RNE-5", "长治"),)

    words = paper(labels.recall_report(recall(codes=codes, scans=scans))).words()

    assert "共1,500枚，召回后被扫2枚" in words
    assert "CO-1ZY12,001–3,2001,2002" in words
    assert "5小时00分7K3M9QXD2VHTC4PW8RNE-5长治" in words


def test_recall_totals_are_printed_when_they_add_up(recall, paper):
    words = paper(labels.recall_report(recall(totals=(total(),)))).words()

    assert "1,200袋900袋60袋240袋" in words


@pytest.mark.parametrize("part", ["in_scope", "recovered", "outstanding", "consumed"])
def test_recall_totals_that_do_not_add_up_are_refused(part):
    with pytest.raises(labels.UnbalancedError):
        total(**{part: 1})


def test_recall_report_is_not_held_up_by_a_character_without_a_glyph(recall, paper):
    assert "铅超标〓" in paper(labels.recall_report(recall(reason="铅超标🌾"))).words()
