"""The figures that traceability answers for."""

from ezhen.approvals.api import register_measure
from ezhen.core.definitions import Words
from ezhen.figures.api import FigureSpec, register_figure
from ezhen.trace.queries import figures

KIND = "product"
TIMES, LOTS = Words(zh="次", en="times"), Words(zh="批", en="lots")
CODES, SHARE = Words(zh="个", en="codes"), Words(zh="", en="")
SPECS = tuple(
    FigureSpec(f"trace.{code}", Words(zh=zh, en=en), unit, kind, provider)
    for code, zh, en, unit, kind, provider in (
        ("lots", "建档批次", "Lots recorded", LOTS, KIND, figures.num_lots),
        ("tests", "检验报告", "Test reports", TIMES, KIND, figures.num_tests),
        ("tested_share", "检验覆盖率", "Share tested", SHARE, KIND, figures.tested_share),
        (
            "products_tested",
            "检验合格产品",
            "Products tested",
            CODES,
            KIND,
            figures.products_tested,
        ),
        ("codes_issued", "发放溯源码", "Item codes issued", CODES, KIND, figures.codes_issued),
        ("codes_per_item", "一物几码", "Codes an item", CODES, KIND, figures.codes_per_item),
        ("complete_share", "档案完整率", "Complete records", SHARE, KIND, figures.complete_share),
        ("lookups", "扫码查询", "Look-ups", TIMES, "sales", figures.num_lookups),
        ("inspections", "监管检查", "Inspections", TIMES, KIND, figures.num_inspections),
        ("platforms", "追溯平台", "Trace platforms", CODES, KIND, figures.num_platforms),
    )
)


def register() -> None:
    """Called once when the app is ready."""
    register_figure(*SPECS)
    register_measure("trace.passed_share", figures.passed_share)
