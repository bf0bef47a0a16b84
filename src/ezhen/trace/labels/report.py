"""The trace report of a lot: what it is, where it came from, where it went, what was tested."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ezhen.core.printing import STAND_IN, compile_pdf
from ezhen.trace.labels import qr
from ezhen.trace.labels.item import TEMPLATES
from ezhen.trace.labels.recall import UnbalancedError
from ezhen.trace.labels.wording import day, moment, quantity

SYMBOL_ROOM_MM = 26.0


@dataclass(frozen=True, slots=True)
class QuantityEquation:
    """`made` = the sum of `parts` (name, quantity), all in `unit`; else `UnbalancedError`."""

    made: Decimal
    unit: str
    parts: tuple[tuple[str, Decimal], ...]
    made_name: str = "产出"

    def __post_init__(self) -> None:
        difference = self.made - sum(value for _, value in self.parts)
        if difference:
            raise UnbalancedError(f"the lot's parts differ by {quantity(difference, self.unit)}")


@dataclass(frozen=True, slots=True)
class RelatedLot:
    """A lot up or down the chain; `depth` 1 is a direct input or output."""

    depth: int
    lot: str
    product: str
    party: str
    quantity: Decimal
    unit: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LabResult:
    """One tested item with its limit, as the laboratory's report states it."""

    item: str
    result: str
    limit: str
    is_passed: bool
    laboratory: str
    report: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class TraceStep:
    """A step in the lot's life; `place` at township level."""

    at: datetime
    name: str
    actor: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TraceReportData:
    """Everything the report prints about one lot; `url` is the public page in the QR."""

    lot: str
    product: str
    producer: str
    origin: str
    status: str
    url: str
    equation: QuantityEquation
    printed_at: datetime
    gtin: str = ""
    licence: str = ""
    produced_on: date | None = None
    best_before: date | None = None
    upstream: tuple[RelatedLot, ...] = ()
    downstream: tuple[RelatedLot, ...] = ()
    tests: tuple[LabResult, ...] = ()
    steps: tuple[TraceStep, ...] = ()

    def facts(self) -> list[tuple[str, str]]:
        rows = (
            ("产品", self.product),
            ("状态", self.status),
            ("批号", self.lot),
            ("商品条码", self.gtin),
            ("生产日期", day(self.produced_on)),
            ("保质期至", day(self.best_before)),
            ("生产者", self.producer),
            ("许可证", self.licence),
            ("产地", self.origin),
        )
        return [row for row in rows if row[1]]


def trace_report(data: TraceReportData) -> bytes:
    """The printable 追溯报告, A4. A character no font has is printed as 〓."""
    equation = data.equation
    content = {
        "lot": data.lot,
        "printed": moment(data.printed_at),
        "qr": qr.symbol(data.url, room_mm=SYMBOL_ROOM_MM).as_data(),
        "facts": data.facts(),
        "equation": {
            "made": (equation.made_name, quantity(equation.made, equation.unit)),
            "parts": [(name, quantity(value, equation.unit)) for name, value in equation.parts],
        },
        "upstream": [_related(lot) for lot in data.upstream],
        "downstream": [_related(lot) for lot in data.downstream],
        "tests": [_tested(test) for test in data.tests],
        "steps": [
            [moment(step.at), step.name, step.actor, step.place, step.note]
            for step in sorted(data.steps, key=lambda step: step.at)
        ],
    }
    return compile_pdf(TEMPLATES / "trace.typ", content, at=data.printed_at, stand_in=STAND_IN)


def _related(lot: RelatedLot) -> list[str]:
    return [
        str(lot.depth),
        lot.lot,
        lot.product,
        lot.party,
        quantity(lot.quantity, lot.unit),
        day(lot.on),
    ]


def _tested(test: LabResult) -> list[str]:
    verdict = "合格" if test.is_passed else "不合格"
    return [test.item, test.result, test.limit, verdict, test.laboratory, test.report, day(test.on)]
