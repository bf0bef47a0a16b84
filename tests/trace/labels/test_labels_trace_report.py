from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from ezhen.trace import labels
from ezhen.trace.labels.wording import CHINA

HOSTILE = '#panic("x") $ * _ < > @ \\'
START = datetime(2026, 11, 23, 9, 12, tzinfo=CHINA)  # as in conftest


def related(depth, lot):
    return labels.RelatedLot(
        depth, lot, "小麦粉", "粮食合作社", Decimal("860.50"), "kg", date(2026, 10, 30)
    )


def test_trace_report_of_a_bare_lot_says_what_is_missing(trace, paper):
    words = paper(labels.trace_report(trace())).words()

    assert "1,200袋=200袋+1,000袋" in words
    assert "商品条码" not in words
    for sentence in ("没有上游批次", "还没有去向", "没有检验记录", "没有步骤记录"):
        assert sentence in words


def test_trace_report_prints_the_chain_the_tests_and_the_steps(trace, paper):
    data = trace(
        gtin="06912345678901",
        upstream=(related(1, "XM1"), related(2, "XM2")),
        downstream=(related(1, "FH1"),),
        tests=(
            labels.LabResult("铅", "0.05", "0.2", True, "检验中心", "CZ-1", date(2026, 11, 8)),
            labels.LabResult("镉", "0.30", "0.1", False, "检验中心", "CZ-1"),
        ),
        steps=(
            labels.TraceStep(START, "出厂", "张师傅", "虒亭镇", HOSTILE),
            labels.TraceStep(START - timedelta(days=3), "晾晒", "张师傅", "虒亭镇"),
        ),
    )

    words = paper(labels.trace_report(data)).words()

    assert "商品条码06912345678901" in words
    assert "1XM1小麦粉粮食合作社860.5kg2026-10-30" in words
    assert "2XM2小麦粉" in words
    assert words.index("三、去向") < words.index("1FH1小麦粉")
    assert "铅0.050.2合格检验中心CZ-12026-11-08" in words
    assert "镉0.300.1不合格检验中心CZ-1" in words
    assert words.index("晾晒张师傅") < words.index("出厂张师傅")
    assert HOSTILE.replace(" ", "") in words


def test_trace_report_repeats_table_heads_over_pages(trace, paper):
    page = paper(
        labels.trace_report(trace(upstream=tuple(related(1, f"XM{n}") for n in range(400))))
    )

    assert page.num_pages > 5
    assert all("批号产品单位数量日期" in page.words(number) for number in range(1, page.num_pages))


def test_quantity_equation_that_does_not_add_up_is_refused():
    with pytest.raises(labels.UnbalancedError):
        labels.QuantityEquation(Decimal(10), "kg", (("在库", Decimal(9)),))
