"""Figures from the records of making, testing, labelling and supervising."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models import Value as Constant
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from ezhen.core.pack import pack
from ezhen.figures.api import Span, Value
from ezhen.products.enums import Unit
from ezhen.trace.enums import CodeFactKind, LotOrigin, OrderState, TestState, UseKind
from ezhen.trace.models import (
    CodeFact,
    CodeOrder,
    CodeUse,
    Inspection,
    Lot,
    LotLink,
    LotUse,
    Process,
    QualityTest,
    Scan,
    ShipmentLine,
)

IN_TIME = dt.timedelta(days=5)
YEAR = dt.timedelta(days=365)
MIN_LOTS = 4  # fewer say nothing about how a workshop works
WAITING, PASSED = TestState.WAITING, TestState.PASSED
Trend = tuple[tuple[str, float], ...]


def output_by_week(organisation: Any, *, weeks: int, until: dt.date) -> Trend:
    """Kilograms made in each of the last weeks (Monday first), oldest first, as (label, kg)."""
    first = _first_monday(weeks, until)
    rows = _made(organisation, first, until).values_list("output__produced_on")
    return _by_week(rows.annotate(total=Sum("output_mass")), first, weeks)


def output_between(organisation: Any, first: dt.date, last: dt.date) -> float:
    """Kilograms made on these days, inclusive."""
    return float(_made(organisation, first, last).aggregate(n=Sum("output_mass"))["n"] or 0)


def _made(organisation: Any, first: dt.date, last: dt.date) -> QuerySet[Process]:
    days = (first, last)
    return Process.objects.filter(organisation=organisation, output__produced_on__range=days)


def sales_by_week(holder: Any, *, weeks: int, until: dt.date) -> Trend:
    """Kilograms sold in each of the last weeks (Monday first), oldest first, as (label, kg).

    Without a holder: by everybody in the town.
    """
    first = _first_monday(weeks, until)
    rows = _sold(holder, first, until).annotate(day=TruncDate("at")).values_list("day")
    return _by_week(rows.annotate(total=Sum(_mass())), first, weeks)


def sales_between(holder: Any, first: dt.date, last: dt.date) -> float:
    """Kilograms sold on these days, inclusive; without a holder by everybody."""
    return float(_sold(holder, first, last).aggregate(n=Sum(_mass()))["n"] or 0)


def _sold(holder: Any, first: dt.date, last: dt.date) -> QuerySet[LotUse]:
    begin, end = _midnight(first), _midnight(last + dt.timedelta(days=1))
    rows = LotUse.objects.filter(kind=UseKind.SOLD, at__gte=begin, at__lt=end)
    return rows.filter(holder=holder) if holder else rows


def _mass() -> ExpressionWrapper:
    """Kilograms of a use: its quantity times what one unit of the product weighs."""
    units = [When(lot__product__unit=unit, then=Constant(kg)) for unit, kg in Unit.MASS.items()]
    field = DecimalField(max_digits=20, decimal_places=6)
    one = Case(*units, default=F("lot__product__unit_mass"), output_field=field)
    return ExpressionWrapper(F("quantity") * one, output_field=field)


def inspections_by_week(*, weeks: int, until: dt.date) -> Trend:
    """Inspections in each of the last weeks (Monday first), oldest first, as (label, number)."""
    first = _first_monday(weeks, until)
    begin = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    rows = (
        Inspection.objects.filter(at__gte=begin)
        .annotate(day=TruncDate("at"))
        .values_list("day")
        .annotate(total=Count("pk"))
    )
    return _by_week(rows, first, weeks)


def _first_monday(weeks: int, until: dt.date) -> dt.date:
    return until - dt.timedelta(days=until.weekday(), weeks=weeks - 1)


def _by_week(rows: Iterable[tuple[dt.date, Any]], first: dt.date, weeks: int) -> Trend:
    totals = [Decimal(0)] * weeks
    for day, total in rows:
        week = (day - first).days // 7
        if 0 <= week < weeks:
            totals[week] += total
    return tuple(
        (f"{first + dt.timedelta(weeks=week):%m-%d}", float(total))
        for week, total in enumerate(totals)
    )


def num_lots(span: Span) -> Value:
    """Lots that came into being."""
    number = Lot.objects.filter(**_moments(span, "created_at")).count()
    return Value(Decimal(number), url=reverse("trace:lots"))


def num_tests(span: Span) -> Value:
    """Test reports recorded."""
    return Value(Decimal(QualityTest.objects.filter(**_moments(span, "recorded_at")).count()))


def tested_share(span: Span) -> Value:
    """Of the lots whose class needs a test, the share that has one; not known without such lots.

    Lots made within the last five days are still in time and do not count.
    """
    needing = [found.code for found in pack().product_classes if found.test]
    lots = Lot.objects.filter(
        product__product_class__in=needing,
        origin__in=[LotOrigin.MADE, LotOrigin.PACKED, LotOrigin.HARVESTED],
        produced_on__lt=span.last - IN_TIME,
        **_moments(span, "created_at"),
    )
    counts = lots.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(test_state=WAITING)))
    return _share(counts["all"] - counts["waiting"], counts["all"])


def passed_share(organisation: Any) -> Decimal | None:
    """Of the lots an organisation made in the last year whose class needs a test, the share that
    passed one; None for fewer than MIN_LOTS. Lots of the last five days are still in time."""
    today = timezone.localdate()
    needing = [found.code for found in pack().product_classes if found.test]
    lots = Lot.objects.filter(
        owner=organisation,
        product__product_class__in=needing,
        origin__in=[LotOrigin.MADE, LotOrigin.PACKED, LotOrigin.HARVESTED],
        produced_on__range=(today - YEAR, today - IN_TIME),
    )
    counts = lots.aggregate(all=Count("pk"), good=Count("pk", filter=Q(test_state=PASSED)))
    if counts["all"] < MIN_LOTS:
        return None
    return Decimal(counts["good"]) / counts["all"]


def products_tested(span: Span) -> Value:
    """Products of which a lot passed a test."""
    passed = QualityTest.objects.filter(has_passed=True, **_moments(span, "recorded_at"))
    number = passed.aggregate(n=Count("lot__product", distinct=True))["n"]
    return Value(Decimal(number), url=reverse("trace:lots"))


def codes_issued(span: Span) -> Value:
    """Item codes of orders that are ready."""
    orders = CodeOrder.objects.filter(state=OrderState.READY, **_moments(span, "ordered_at"))
    return Value(Decimal(orders.aggregate(n=Sum("quantity"))["n"] or 0))


def codes_per_item(span: Span) -> Value:
    """How many codes one item has at the most: 1, or 2 where two ranges of an order that are bound
    overlap. Not known while no code is bound."""
    bound = CodeFact.objects.filter(kind=CodeFactKind.BIND, **_moments(span, "at"))
    if not bound.exists():
        return Value(None)
    twins = CodeFact.objects.filter(
        kind=CodeFactKind.BIND,
        order=OuterRef("order"),
        first__lte=OuterRef("last"),
        last__gte=OuterRef("first"),
    ).exclude(pk=OuterRef("pk"))
    return Value(Decimal(2 if bound.filter(Exists(twins)).exists() else 1))


def complete_share(span: Span) -> Value:
    """Of the lots made and shipped, the share whose record has no hole: what went in, how it was
    made, its test where the class needs one, and its way out."""
    shipped = Lot.objects.filter(
        Exists(ShipmentLine.objects.filter(lot=OuterRef("pk"))),
        origin__in=[LotOrigin.MADE, LotOrigin.PACKED],
        **_moments(span, "created_at"),
    )
    whole = shipped.filter(
        Exists(LotLink.objects.filter(target=OuterRef("pk"))),
        Exists(Process.objects.filter(output=OuterRef("pk"))),
        test_state__in=TestState.SELLABLE,
    )
    return _share(whole.count(), shipped.count())


def num_lookups(span: Span) -> Value:
    """Times that anybody looked a code up."""
    first = CodeUse.objects.filter(**_moments(span, "first_at")).count()
    return Value(Decimal(first + Scan.objects.filter(**_moments(span, "at")).count()))


def num_inspections(span: Span) -> Value:
    """Inspections by the regulator."""
    return Value(Decimal(Inspection.objects.filter(**_moments(span, "at")).count()))


def num_platforms(span: Span) -> Value:
    """The platform counts as built once lots are recorded on it and their codes are looked up."""
    is_used = num_lots(span).number and num_lookups(span).number
    return Value(Decimal(1 if is_used else 0), url=reverse("trace:lots"))


def _moments(span: Span, name: str) -> dict[str, Any]:
    """Filter arguments for a moment: within the days of the span, and known by `as_of`."""
    facts: dict[str, Any] = {f"{name}__lt": _midnight(span.last + dt.timedelta(days=1))}
    if span.first:
        facts[f"{name}__gte"] = _midnight(span.first)
    if span.as_of and span.as_of < facts[f"{name}__lt"]:
        facts[f"{name}__lt"] = span.as_of
    return facts


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _share(part: int, whole: int) -> Value:
    return Value(Decimal(part) / Decimal(whole) if whole else None, url=reverse("trace:lots"))
