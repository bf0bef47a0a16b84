"""What stops lots now, as one stop for each cause and lot where it began."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ezhen.trace.enums import HoldCause, RecallState
from ezhen.trace.models import Lot, LotHold


@dataclass(frozen=True)
class Stop:
    """One decision that stops lots: `first` is its first hold, `num_lots` how many it stops."""

    first: LotHold
    num_lots: int

    @property
    def source(self) -> Lot:
        """Where it began."""
        return self.first.source

    @property
    def since(self) -> dt.datetime:
        """From when."""
        return self.first.placed_at

    @property
    def can_end(self) -> bool:
        """May the regulator end it? What only something else ends, `ended_by` names."""
        return not self.ended_by

    @property
    def ended_by(self) -> str:
        """What must happen instead; empty when the regulator may end it."""
        cause, recall = self.first.cause, self.first.recall
        if cause == HoldCause.TEST_FAILED:
            return _("A new test that passes ends it.")
        if cause == HoldCause.MARKET_EXIT:
            return _("It is for good.")
        if recall and recall.state != RecallState.CLOSED:
            return _("Close recall %(number)s first.") % {"number": recall.number}
        return ""

    def __str__(self) -> str:
        return _("%(cause)s since %(date)s, lots: %(n)d. %(reason)s") % {
            "cause": self.first.get_cause_display(),
            "date": f"{localdate(self.since):%Y-%m-%d}",
            "n": self.num_lots,
            "reason": self.first.reason,
        }


def grouped(holds: QuerySet[LotHold]) -> QuerySet[Any]:
    """Open holds as rows (source, cause, recall, first, num_lots), newest stop first."""
    rows = holds.filter(released_at=None).order_by().values("source", "cause", "recall")
    return rows.annotate(first=Min("pk"), num_lots=Count("pk")).order_by("-first")


def stops_in(rows: Iterable[dict[str, Any]]) -> list[Stop]:
    """The rows of `grouped` with their names: one query."""
    rows = list(rows)
    holds = LotHold.objects.select_related(
        "source__product", "source__producer", "placed_by", "recall"
    ).in_bulk([row["first"] for row in rows])
    return [Stop(holds[row["first"]], row["num_lots"]) for row in rows]


def stops_of(lot: Lot) -> list[Stop]:
    """Everything that stops one lot, each with all that it stops: two queries."""
    own = lot.holds.filter(released_at=None).values("source", "cause", "recall")
    same = Q(pk__in=[])
    for row in own:
        same |= Q(source=row["source"], cause=row["cause"], recall=row["recall"])
    return stops_in(grouped(LotHold.objects.filter(same)))


def chosen_holds(*, q: str = "", cause: str = "") -> QuerySet[LotHold]:
    """Holds that match the filter of the list; empty values choose all."""
    rows = LotHold.objects.filter(cause=cause) if cause else LotHold.objects.all()
    if not q:
        return rows
    return rows.filter(
        Q(source__code__icontains=q)
        | Q(lot__code__icontains=q)
        | Q(source__product__name__icontains=q)
        | Q(source__producer__name__icontains=q)
    )
