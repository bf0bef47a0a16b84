"""The public story of a lot: what anybody may read who holds the pack. No names of people, no
quantities in hand, no buyers; only steps, tests and papers that their owners registered as public.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.pack import pack
from ezhen.parties.enums import LicenceKind
from ezhen.trace.enums import RecallState, Step
from ezhen.trace.models import Complaint, Lot, LotStep, QualityTest, Recall
from ezhen.trace.queries.lot import reached_from

GTIN_LENGTH = 14
TEXTS_SHOWN = 3
# what happened to the lot itself, and what to the lots it was made from
OWN_STEPS = frozenset(Step.values) - {Step.CODES, Step.SELL, Step.SAMPLE, Step.DESTROY}
UPSTREAM_STEPS = frozenset({Step.BUY_IN, Step.HARVEST, Step.PROCESS, Step.PACK})
PUBLIC_PAPERS = (
    LicenceKind.FOOD_PRODUCTION,
    LicenceKind.WORKSHOP,
    LicenceKind.FOOD_TRADE,
    LicenceKind.BRAND,
)


@dataclass(frozen=True)
class StoryStep:
    """One line of the timeline; `is_warning` for a stop or a recall."""

    on: dt.date
    title: str
    who: str
    place: str
    text: str
    is_warning: bool


@dataclass(frozen=True)
class StoryItem:
    """One measured item as the report prints it."""

    name: str
    unit: str
    result: str
    limit: str
    has_passed: bool


@dataclass(frozen=True)
class StoryTest:
    """One test with its items; `report` is a public file or None. `product` names the lot's product
    when it is another than the story's (the flour of the noodles)."""

    laboratory: str
    report_number: str
    tested_on: dt.date
    is_own: bool
    has_passed: bool
    product: str
    items: tuple[StoryItem, ...]
    report: Any


@dataclass(frozen=True)
class StoryPaper:
    """A licence of the producer or a certificate of the lot."""

    title: str
    number: str
    valid_until: dt.date | None


@dataclass(frozen=True)
class Story:
    """All that a scan page tells about a lot, below its verdict."""

    lot: Lot
    origin: str
    steps: tuple[StoryStep, ...]
    tests: tuple[StoryTest, ...]
    papers: tuple[StoryPaper, ...]
    certificates: tuple[StoryPaper, ...]

    @property
    def years(self) -> str:
        """2026, or 2025—2026: the timeline itself names month and day."""
        found = sorted({step.on.year for step in self.steps})
        return "—".join(str(year) for year in dict.fromkeys([*found[:1], *found[-1:]]))

    @property
    def items_measured(self) -> int:
        """How many items all tests measured."""
        return sum(len(test.items) for test in self.tests)

    @property
    def items_failed(self) -> int:
        """How many of them did not pass."""
        return sum(not item.has_passed for test in self.tests for item in test.items)


def story_of(lot_id: int) -> Story:
    """Collect the story of a lot and of the lots it was made from, in the language in force."""
    lot = Lot.objects.select_related("product__photo", "producer", "owner", "site").get(pk=lot_id)
    upstream = reached_from(lot.pk, downstream=False)
    return Story(
        lot=lot,
        origin=_origin(lot),
        steps=_steps(lot, upstream),
        tests=_tests(lot, upstream),
        papers=_papers(lot),
        certificates=_certificates(lot),
    )


def lots_of_label(*, gtin: str, code: str = "") -> list[Lot]:
    """The lots a label without item code can mean: GTIN (14 digits) and lot number as printed.

    The producer's own lot first, then those of buyers who kept the number; at most 20.
    """
    numbers = [gtin[cut:] for cut in range(GTIN_LENGTH) if set(gtin[:cut]) <= {"0"}]
    lots = Lot.objects.filter(product__gtin__in=numbers)
    if code:
        lots = lots.filter(code=code)
    found = list(lots.select_related("product", "producer").order_by("-produced_on", "-pk")[:20])
    return sorted(found, key=lambda lot: lot.owner_id != lot.producer_id)


def _origin(lot: Lot) -> str:
    site = lot.site or lot.producer.sites.order_by("pk").first()
    town = pack().town
    return f"{town.province_city}{town.county}{site.place_name}" if site else ""


def _steps(lot: Lot, upstream: set[int]) -> tuple[StoryStep, ...]:
    rows = (
        LotStep.objects.filter(lot_id__in={lot.pk, *upstream}, is_public=True)
        .select_related("organisation")
        .order_by("at", "pk")
    )
    return _merged(
        StoryStep(
            on=timezone.localdate(row.at),
            title=row.title or row.get_step_display(),
            who=str(row.organisation),
            place=row.place,
            text=row.text,
            is_warning=row.step in Step.WARNING,
        )
        for row in rows
        if row.step in (OWN_STEPS if row.lot_id == lot.pk else UPSTREAM_STEPS)
    )


def _merged(steps: Iterable[StoryStep]) -> tuple[StoryStep, ...]:
    """One line for what one business did over and over on a day: shipped to thirty shops."""
    return tuple(_as_one(list(group)) for _same, group in groupby(steps, _same_day_step))


def _same_day_step(step: StoryStep) -> tuple[Any, ...]:
    return step.on, step.title, step.who, step.place, step.is_warning


def _as_one(steps: list[StoryStep]) -> StoryStep:
    texts = list(dict.fromkeys(step.text for step in steps if step.text))
    text = _("; ").join(texts[:TEXTS_SHOWN])
    if len(texts) > TEXTS_SHOWN:
        more = {"text": text, "number": len(texts) - TEXTS_SHOWN}
        text = _("%(text)s, and %(number)s more") % more
    return replace(steps[0], text=text)


def _tests(lot: Lot, upstream: set[int]) -> tuple[StoryTest, ...]:
    rows = (
        QualityTest.objects.filter(lot_id__in={lot.pk, *upstream})
        .select_related("lot__product", "report")
        .prefetch_related("items")
        .order_by("-tested_on", "-pk")
    )
    # the lot's own tests before those of what it was made from
    return tuple(_test(row, lot) for row in sorted(rows, key=lambda row: row.lot_id != lot.pk))


def _test(row: QualityTest, lot: Lot) -> StoryTest:
    other = row.lot.product_id != lot.product_id
    items = sorted(row.items.all(), key=lambda item: item.pk)
    return StoryTest(
        laboratory=row.laboratory,
        report_number=row.report_number,
        tested_on=row.tested_on,
        is_own=row.is_own,
        has_passed=row.has_passed,
        product=row.lot.product.name if other else "",
        items=tuple(
            StoryItem(item.name, item.unit, item.result, item.limit, item.has_passed)
            for item in items
        ),
        report=row.report if row.report and row.report.is_public else None,
    )


def _papers(lot: Lot) -> tuple[StoryPaper, ...]:
    rows = lot.producer.licences.filter(kind__in=PUBLIC_PAPERS).order_by("kind", "pk")
    return tuple(StoryPaper(row.get_kind_display(), row.number, row.valid_until) for row in rows)


def _certificates(lot: Lot) -> tuple[StoryPaper, ...]:
    rows = lot.certificates.order_by("-issued_at", "-pk")[:1]
    title = _("Conformity certificate")
    return tuple(StoryPaper(title, row.number, None) for row in rows)


def lot_of_label(uuid: str) -> Lot | None:
    """The lot that a public page named; None for anything else."""
    try:
        return Lot.objects.select_related("product", "producer").filter(uuid=uuid).first()
    except ValidationError:
        return None


def running_recalls() -> list[Recall]:
    """Recalls that the public is to be told of, newest first; no mock recall."""
    rows = Recall.objects.filter(is_mock=False, state=RecallState.ISSUED)
    rows = rows.select_related("source__product", "source__producer").order_by("-issued_at", "-pk")
    return list(rows[:5])


def num_traceable_lots() -> int:
    """How many lots have a story to tell."""
    return Lot.objects.count()


def complaint_receipt(uuid: str) -> tuple[str, dt.datetime] | None:
    """Number and time of a complaint for the page that thanks; nothing else of it is public."""
    return Complaint.objects.filter(uuid=uuid).values_list("number", "at").first()
