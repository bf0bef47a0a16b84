"""The recall report: what was in reach, who was told when, what came back, how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ezhen.core.printing import STAND_IN, compile_pdf
from ezhen.trace.labels.item import TEMPLATES
from ezhen.trace.labels.wording import day, moment, quantity, span

# 食品召回管理办法 Art. 13 (hours to start from the day the risk is known) and Art. 18
# (workdays to finish from the announcement)
START_HOURS = {1: 24, 2: 48, 3: 72}
FINISH_WORKDAYS = {1: 10, 2: 20, 3: 30}
CLASS_NAMES = {1: "一级召回", 2: "二级召回", 3: "三级召回"}


class UnbalancedError(ValueError):
    """Quantities that should add up do not; such a report must not be printed."""


@dataclass(frozen=True, slots=True)
class RecallLine:
    """One lot at one holder. Quantities are in `unit`."""

    lot: str
    product: str
    producer: str
    produced: Decimal
    unit: str
    holder: str
    held: Decimal
    status: str
    notified_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecallTotal:
    """Per unit: in scope = recovered + outstanding + already consumed, else `UnbalancedError`."""

    unit: str
    in_scope: Decimal
    recovered: Decimal
    outstanding: Decimal
    consumed: Decimal

    def __post_init__(self) -> None:
        difference = self.in_scope - self.recovered - self.outstanding - self.consumed
        if difference:
            raise UnbalancedError(f"recall totals differ by {quantity(difference, self.unit)}")


@dataclass(frozen=True, slots=True)
class RecallStep:
    """A step of the recall as it happened."""

    at: datetime
    name: str
    actor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CodesAffected:
    """A range of item codes of one order, and how many of them were scanned since the recall."""

    order: str
    lot: str
    first: int
    last: int
    num_scanned_since: int = 0

    @property
    def num(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ScanSince:
    """A scan of an affected code after the recall began; `place` at township level."""

    at: datetime
    serial: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class RecallReportData:
    """Everything the report prints. Times are aware or Chinese local time, all of one kind.

    `risk_known_at` starts the legal clock, `started_at` is when the recall was decided and every
    elapsed time counts from it. `finish_due` is the last of the legal workdays, counted by the
    caller, who knows the holidays. `is_mock` heads every page with 模拟召回（演练）.
    """

    number: str
    recall_class: int
    reason: str
    initiator: str
    risk_known_at: datetime
    started_at: datetime
    printed_at: datetime
    is_mock: bool = False
    finish_due: date | None = None
    finished_at: datetime | None = None
    lines: tuple[RecallLine, ...] = ()
    totals: tuple[RecallTotal, ...] = ()
    steps: tuple[RecallStep, ...] = ()
    codes: tuple[CodesAffected, ...] = ()
    scans: tuple[ScanSince, ...] = ()

    def start_verdict(self) -> str:
        """Whether the recall began within the hours of its class, with the margin."""
        latest = self.risk_known_at + timedelta(hours=START_HOURS[self.recall_class])
        margin = latest - self.started_at
        return f"超时 {span(margin)}" if margin < timedelta(0) else f"按时，提前 {span(margin)}"

    def finish_verdict(self) -> str:
        """Finished or not, after how long; overdue where the legal last day has passed."""
        if self.finished_at is None:
            state, on = "未完成", self.printed_at
        else:
            state, on = "已完成", self.finished_at
        is_late = self.finish_due is not None and moment(on)[:10] > day(self.finish_due)
        return f"{state}，历时 {span(on - self.started_at)}" + ("，超过期限" if is_late else "")


def recall_report(data: RecallReportData) -> bytes:
    """The printable recall report, A4, with signature lines; table headers repeat on each page.

    A character no font has is printed as 〓: the report of a recall must not wait for it.
    400 rows take 0.5 s.
    """
    content = _head(data) | {
        "lines": [_line(line) for line in data.lines],
        "totals": [_total(total) for total in data.totals],
        "steps": list(_steps(data)),
        "codes": [_codes(code) for code in data.codes],
        "num_codes": f"{sum(code.num for code in data.codes):,}",
        "num_scanned": f"{sum(code.num_scanned_since for code in data.codes):,}",
        "scans": [
            [moment(scan.at), _since(data, scan.at), scan.serial, scan.place] for scan in data.scans
        ],
    }
    template = TEMPLATES / "recall.typ"
    return compile_pdf(template, content, at=data.printed_at, stand_in=STAND_IN)


def _head(data: RecallReportData) -> dict:
    hours = START_HOURS[data.recall_class]
    workdays = FINISH_WORKDAYS[data.recall_class]
    due = f"（{day(data.finish_due)} 前）" if data.finish_due else ""
    return {
        "number": data.number,
        "is_mock": data.is_mock,
        "printed": moment(data.printed_at),
        "facts": [
            ("召回级别", CLASS_NAMES[data.recall_class]),
            ("发起单位", data.initiator),
            ("获知风险", moment(data.risk_known_at)),
            ("启动期限", f"获知风险后 {hours} 小时内"),
            ("启动召回", moment(data.started_at)),
            ("启动情况", data.start_verdict()),
            ("完成期限", f"公告之日起 {workdays} 个工作日内{due}"),
            ("完成情况", data.finish_verdict()),
        ],
        "reason": data.reason,
    }


def _line(line: RecallLine) -> dict:
    return {
        "lot": line.lot,
        "product": line.product,
        "producer": line.producer,
        "produced": quantity(line.produced, line.unit),
        "holder": line.holder,
        "held": quantity(line.held, line.unit),
        "status": line.status,
        "notified": moment(line.notified_at),
        "confirmed": moment(line.confirmed_at),
    }


def _codes(code: CodesAffected) -> list[str]:
    numbers = (code.num, code.num_scanned_since)
    return [code.order, code.lot, f"{code.first:,}–{code.last:,}", *(f"{n:,}" for n in numbers)]


def _total(total: RecallTotal) -> list[str]:
    return [
        quantity(value, total.unit)
        for value in (total.in_scope, total.recovered, total.outstanding, total.consumed)
    ]


def _steps(data: RecallReportData) -> Iterable[list[str]]:
    for step in sorted(data.steps, key=lambda step: step.at):
        yield [moment(step.at), _since(data, step.at), step.name, step.actor, step.note]


def _since(data: RecallReportData, at: datetime) -> str:
    elapsed = at - data.started_at
    return f"启动前 {span(elapsed)}" if elapsed < timedelta(0) else span(elapsed)
