"""Figures of the system's own running, of modules that stand below the figures or beside them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Sum
from django.db.models.functions import Cast, Substr

from ezhen.accounts.api import finished_verification
from ezhen.archive.api import last_checked, num_broken
from ezhen.core.definitions import Words
from ezhen.core.models import LogEntry
from ezhen.core.periods import periods
from ezhen.figures.api import FigureSpec, Span, Value, figures, register_figure
from ezhen.parties.api import approved_organisations
from ezhen.registers import api as registers
from ezhen.standards.sources import address

NOT_KNOWN = Value(None)
DAY = dt.timedelta(days=1)
CHECKED_WITHIN = 40 * DAY  # what was looked at longer ago says nothing of today
KINDS = "figures.kinds"


def days_running(span: Span) -> Value:
    """Days on which something was done, by the log (UTC days, as it keeps them)."""
    rows = LogEntry.objects.filter(at__date__lte=span.last)
    if span.first:
        rows = rows.filter(at__date__gte=span.first)
    if span.as_of:
        rows = rows.filter(at__lte=span.as_of)
    day = Substr(Cast("at", CharField()), 1, 10)
    number = rows.order_by().annotate(on=day).values("on").distinct().count()
    return Value(Decimal(number), url=address("log"))


def log_intact(span: Span) -> Value:
    """1 when the last verification of the whole log found nothing, 0 when it found something;
    not known when the log was not verified lately."""
    job = finished_verification()
    if job is None or job.ended_at is None or job.ended_at.date() + CHECKED_WITHIN < span.last:
        return NOT_KNOWN
    found = job.state_data.get("result", {}).get("findings", [])
    return Value(Decimal(0 if found else 1), url=address("log"))


def files_intact(span: Span) -> Value:
    """1 when every file still gives its hash, 0 when one does not; not known when no file was
    looked at lately."""
    checked = last_checked()
    if checked is None or checked.date() + CHECKED_WITHIN < span.last:
        return NOT_KNOWN
    broken = num_broken()
    return Value(Decimal(0 if broken else 1), url=address("archive:documents"))


def periods_kept(span: Span) -> Value:
    """Share of the periods that are due in the registers with a rhythm and have their rows."""
    rhythmic = [
        found
        for found in registers.definitions().values()
        if found.cadence and not found.cadence.each
    ]
    first = span.first
    if first is None or not rhythmic:
        return NOT_KNOWN
    due = sum(_due(found.cadence, first, span.last) for found in rhythmic)
    missing = sum(
        gap.due < span.last for gap in registers.gaps_of(rhythmic, today=span.last, since=first)
    )
    if not due:
        return NOT_KNOWN
    return Value(Decimal(due - missing) / due, url=address("registers:registers"))


def _due(cadence: object, first: dt.date, last: dt.date) -> int:
    grain, days = cadence.grain, cadence.due_days  # type: ignore[attr-defined]
    return sum(
        period.first >= first and period.last + days * DAY < last
        for period in periods(grain, first, last)
    )


def num_kinds(span: Span) -> Value:
    """How many kinds of figure the town can show with a number."""
    kinds = {spec.kind for spec in figures() if spec.code != KINDS and spec.provider(span).number}
    return Value(Decimal(len(kinds)), url=address("figures:named"))


def counted(code: str, where: dict[str, Any], measure: str = "") -> Callable[[Span], Value]:
    """How many rows of a register count in a span, or what a field of theirs adds up to."""

    def provide(span: Span) -> Value:
        about = registers.definition(code)
        rows = registers.rows(code, span.as_of).filter(registers.condition(about, where))
        rows = rows.filter(date__lte=span.last)
        if span.first:
            rows = rows.filter(date__gte=span.first)
        if measure:
            number = rows.aggregate(n=Sum(registers.column(about, measure)))["n"] or 0
        else:
            number = rows.count()
        return Value(Decimal(number), url=address("registers:register", code))

    return provide


def num_registered(_span: Span) -> Value:
    """Market entities that are registered and approved."""
    return Value(Decimal(approved_organisations().count()), url=address("parties:organisations"))


DAYS, KIND, SHARE = Words(zh="天", en="days"), Words(zh="类", en="kinds"), Words(zh="", en="")
HOUSES = Words(zh="家", en="entities")
YUAN, TIMES = Words(zh="元", en="yuan"), Words(zh="人次", en="attendances")
SHOPS, PARCELS = Words(zh="个", en="accounts"), Words(zh="件", en="parcels")
SPECS = tuple(
    FigureSpec(code, Words(zh=zh, en=en), unit, kind, provider)
    for code, zh, en, unit, kind, provider in (
        (
            "system.days_running",
            "系统运行天数",
            "Days the system ran",
            DAYS,
            "system",
            days_running,
        ),
        ("system.log_intact", "操作日志完好", "Log intact", SHARE, "system", log_intact),
        ("archive.files_intact", "档案文件完好", "Files intact", SHARE, "system", files_intact),
        (
            "registers.periods_kept",
            "台账按期登记率",
            "Share of periods with their rows",
            SHARE,
            "system",
            periods_kept,
        ),
        (KINDS, "可展示的数据类别", "Kinds of figure to show", KIND, "system", num_kinds),
        (
            "parties.registered",
            "备案市场主体",
            "Registered market entities",
            HOUSES,
            "entities",
            num_registered,
        ),
        (
            "registers.sales",
            "登记销售额",
            "Sales recorded",
            YUAN,
            "sales",
            counted("sales_details", {}, "amount"),
        ),
        (
            "registers.attendance",
            "培训人次",
            "Training attendances",
            TIMES,
            "training",
            counted("attendance", {"signed": True}),
        ),
        (
            "registers.accounts",
            "企业网店与账号",
            "Shops and accounts of firms",
            SHOPS,
            "channels",
            counted("firm_accounts", {}),
        ),
        (
            "registers.licences",
            "品牌授权企业",
            "Firms that may use the brand",
            HOUSES,
            "brand",
            counted("brand_licences", {}),
        ),
        (
            "registers.parcels",
            "农村配送件",
            "Parcels to the villages",
            PARCELS,
            "logistics",
            counted("deliveries", {}),
        ),
    )
)


def register() -> None:
    """Called once when the app is ready."""
    register_figure(*SPECS)
