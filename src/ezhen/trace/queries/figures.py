"""Figures from the records of making and selling."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from ezhen.trace.models import Process


def output_by_week(
    organisation: Any, *, weeks: int, until: dt.date
) -> tuple[tuple[str, float], ...]:
    """Kilograms made in each of the last weeks (Monday first), oldest first, as (label, kg)."""
    monday = until - dt.timedelta(days=until.weekday())
    first = monday - dt.timedelta(weeks=weeks - 1)
    totals = [Decimal(0)] * weeks
    rows = (
        Process.objects.filter(organisation=organisation, output__produced_on__gte=first)
        .values_list("output__produced_on")
        .annotate(total=Sum("output_mass"))
    )
    for day, total in rows:
        week = (day - first).days // 7
        if 0 <= week < weeks:
            totals[week] += total
    return tuple(
        (f"{first + dt.timedelta(weeks=week):%m-%d}", float(total))
        for week, total in enumerate(totals)
    )
