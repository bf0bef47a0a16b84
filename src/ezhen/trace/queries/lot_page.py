"""What a lot's page shows, and what a list of lots needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.trace.enums import CodeFactKind, HoldCause, Standing, TestState
from ezhen.trace.models import (
    CodeFact,
    CodeOrder,
    Lot,
    LotBalance,
    LotHold,
    LotStep,
    Process,
    QualityTest,
    Suspicion,
    TestItem,
)


def with_standing(lots: QuerySet[Lot]) -> QuerySet[Any]:
    """Annotate `standing_now` as `Lot.standing` computes it, so lists can filter and sort by it."""
    holds = LotHold.objects.filter(lot=OuterRef("pk"), released_at=None)
    return lots.annotate(
        standing_now=Case(
            When(Exists(holds.filter(cause=HoldCause.RECALL)), then=Value(Standing.RECALLED.value)),
            When(
                Q(Exists(holds)) | Q(test_state=TestState.FAILED), then=Value(Standing.HELD.value)
            ),
            When(best_before__lt=timezone.localdate(), then=Value(Standing.EXPIRED.value)),
            When(test_state=TestState.WAITING, then=Value(Standing.TEST_WAITING.value)),
            default=Value(Standing.SELLABLE.value),
            output_field=CharField(),
        )
    )


def counted_by_standing(lots: QuerySet[Any]) -> dict[str, int]:
    """How many of these (annotated) lots stand where."""
    return dict(lots.order_by().values_list("standing_now").annotate(n=Count("pk", distinct=True)))


def with_last_step(lots: QuerySet[Lot]) -> QuerySet[Lot]:
    """Annotate `last_step` and `last_at`: how far each lot has come."""
    steps = LotStep.objects.filter(lot=OuterRef("pk")).order_by("-at", "-pk")
    return lots.annotate(
        last_step=Subquery(steps.values("step")[:1]), last_at=Subquery(steps.values("at")[:1])
    )


def with_held(lots: QuerySet[Lot], holder: Any = None) -> QuerySet[Lot]:
    """Annotate `in_hand`: what the holder has of each lot now; without one, what all have."""
    rows = LotBalance.objects.filter(lot=OuterRef("pk"))
    if holder is not None:
        rows = rows.filter(holder=holder)
    total = rows.values("lot").annotate(total=Sum("quantity")).values("total")
    return lots.annotate(in_hand=Coalesce(Subquery(total), Decimal(0)))


def in_hand_of(holder: Any) -> QuerySet[LotBalance]:
    """What an organisation has to work with, oldest lot first."""
    return (
        LotBalance.objects.filter(holder=holder, quantity__gt=0)
        .select_related("lot__product", "lot__producer")
        .order_by("lot__produced_on", "pk")
    )


@dataclass(frozen=True)
class CodeCounts:
    """How many codes are bound to a lot, activated and voided."""

    bound: int
    active: int
    void: int


def steps_of(lot: Lot) -> QuerySet[LotStep]:
    """The lot's timeline, oldest first."""
    return lot.steps.select_related("organisation", "file").order_by("at", "pk")


def tests_of(lot: Lot) -> QuerySet[TestItem]:
    """All measured items of all tests, newest test first."""
    return (
        TestItem.objects.filter(test__lot=lot)
        .select_related("test__report")
        .order_by("-test__tested_on", "-test_id", "pk")
    )


def newest_test(lot: Lot) -> QualityTest | None:
    """The test recorded last."""
    return lot.tests.select_related("report").order_by("-recorded_at", "-pk").first()


def process_of(lot: Lot) -> Process | None:
    """The run that made the lot, with its readings."""
    return Process.objects.filter(output=lot).prefetch_related("readings").first()


def open_holds(lot: Lot) -> QuerySet[LotHold]:
    """What stops the lot, oldest first."""
    return (
        lot.holds.filter(released_at=None)
        .select_related("source", "recall")
        .order_by("placed_at", "pk")
    )


def code_counts(lot: Lot) -> CodeCounts:
    """Numbers of codes from the facts about ranges; ranges of one kind never overlap."""
    length = F("last") - F("first") + 1
    sums = CodeFact.objects.filter(lot=lot).values_list("kind").annotate(total=Sum(length))
    totals = dict(sums)
    return CodeCounts(
        bound=totals.get(CodeFactKind.BIND, 0),
        active=totals.get(CodeFactKind.ACTIVATE, 0),
        void=totals.get(CodeFactKind.VOID, 0),
    )


def code_ranges(lot: Lot, user: Any) -> QuerySet[CodeFact]:
    """Ranges of codes bound to the lot whose orders the person may see, newest first."""
    mine = CodeOrder.objects.visible_to(user)
    rows = CodeFact.objects.filter(lot=lot, kind=CodeFactKind.BIND, order__in=mine)
    return rows.select_related("order").order_by("-pk")


def open_suspicions(lot: Lot) -> QuerySet[Suspicion]:
    """Codes of the lot that wait for somebody to look into them."""
    return lot.suspicions.filter(decided_at=None).select_related("order").order_by("-pk")


def in_hand_choices(holder: Any) -> tuple[QuerySet[Lot], dict[int, str]]:
    """The lots an organisation can use or ship, and a label with what is left of each."""
    rows = in_hand_of(holder)
    labels = {
        row.lot_id: _("%(product)s, lot %(lot)s, %(left)s %(unit)s in hand")
        % {
            "product": row.lot.product,
            "lot": row.lot.code,
            "left": f"{row.quantity.normalize():f}",
            "unit": row.lot.product.get_unit_display(),
        }
        for row in rows
    }
    return Lot.objects.filter(pk__in=labels).order_by("produced_on", "pk"), labels


def last_process(organisation: Any) -> Process | None:
    """The run the organisation registered last."""
    rows = Process.objects.filter(organisation=organisation).select_related("output__product")
    return rows.order_by("-pk").first()


def items_as_last_time(lot: Lot) -> tuple[str, list[dict[str, Any]]]:
    """Laboratory and items of the product's last report, results left empty."""
    last = (
        QualityTest.objects.filter(lot__product=lot.product, lot__owner=lot.owner)
        .order_by("-pk")
        .first()
    )
    if last is None:
        return "", [{}]
    items = last.items.order_by("pk").values("name", "unit", "limit")
    return last.laboratory, [{**item} for item in items]


def last_receivers(sender: Any, most: int = 5) -> list[Any]:
    """To whom the organisation shipped last, each once."""
    recent = sender.sent.select_related("receiver").order_by("-pk")[:50]
    return list({row.receiver_id: row.receiver for row in recent}.values())[:most]
