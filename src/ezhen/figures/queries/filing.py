"""Returns: what waits, what was filed, totals and their state, seals."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from ezhen.core.log import canonical
from ezhen.core.periods import Period
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.enums import Clock, FilingState, Known
from ezhen.figures.models import Filing, FilingRevision, Seal
from ezhen.figures.queries.dataset import clock, due_on, latest_periods
from ezhen.parties.api import approved_organisations

HISTORY = 24


@dataclass(frozen=True)
class Row:
    """One return as numbers: for totals, tests and lists. `data` in canonical values."""

    uuid: str
    period: str
    ends_on: dt.date
    organisation_id: int | None
    filer: str
    state: str
    revision: int
    data: dict[str, Any]

    def number(self, name: str) -> Decimal:
        """A number of the return; nothing counts as zero."""
        return Decimal(self.data.get(name) or 0)


def rows_of(code: str, *, as_of: dt.datetime | None = None) -> list[Row]:
    """All returns of a data set that were sent in, oldest period first; `as_of`: as they stood."""
    filings = Filing.objects.filter(dataset=code).order_by("ends_on", "pk")
    filings = filings.select_related("organisation")
    if as_of is None:
        return [_row(filing, filing) for filing in filings.exclude(state=FilingState.DRAFT)]
    newest = FilingRevision.objects.filter(filing=OuterRef("pk"), at__lte=as_of)
    then = filings.annotate(then=Subquery(newest.order_by("-number").values("pk")[:1]))
    versions = FilingRevision.objects.in_bulk(list(then.values_list("then", flat=True)))
    found = ((filing, versions.get(filing.then)) for filing in then)
    return [
        _row(filing, version)
        for filing, version in found
        if version and version.state != FilingState.DRAFT
    ]


def _row(filing: Filing, version: Any) -> Row:
    return Row(
        uuid=str(filing.uuid),
        period=filing.period,
        ends_on=filing.ends_on,
        organisation_id=filing.organisation_id,
        filer=str(filing.organisation or ""),
        state=version.state,
        revision=getattr(version, "revision", None) or version.number,
        data=version.data,
    )


def history_of(filing: Filing) -> list[dict[str, Any]]:
    """What the same filer reported for earlier periods, newest first."""
    earlier = Filing.objects.counted().filter(
        dataset=filing.dataset, organisation=filing.organisation, ends_on__lt=filing.ends_on
    )
    return list(earlier.order_by("-ends_on").values_list("data", flat=True)[:HISTORY])


def filers(definition: DatasetDefinition) -> QuerySet[Any]:
    """The organisations that owe a return."""
    rows = approved_organisations()
    return rows.filter(kind__in=definition.filers) if definition.filers else rows


@dataclass(frozen=True)
class Waiting:
    """A period that somebody still owes, or that came back."""

    definition: DatasetDefinition
    period: Period
    due: dt.date
    clock: Clock
    filing: Filing | None

    @property
    def is_returned(self) -> bool:
        """It was filed and must be mended."""
        return self.filing is not None and self.filing.state == FilingState.RETURNED


def waiting_for(
    organisation: Any, definitions: Iterable[DatasetDefinition], *, today: dt.date | None = None
) -> list[Waiting]:
    """The returns a filer can send now, by their due day; the newest three periods of each set."""
    today = today or timezone.localdate()
    open_now = [
        (definition, period)
        for definition in definitions
        for period in latest_periods(definition, most=3, today=today)
    ]
    known = _filings(organisation, open_now)
    found = []
    for definition, period in open_now:
        filing = known.get((definition.code, period.key))
        state = clock(definition, period, today)
        is_open = state in {Clock.OPEN, Clock.LATE} and _is_owed(filing)
        returned = filing is not None and filing.state == FilingState.RETURNED
        if is_open or returned:
            due = due_on(definition, period)
            found.append(Waiting(definition, period, due, state, filing))
    return sorted(found, key=lambda row: row.due)


def _filings(
    organisation: Any, wanted: list[tuple[DatasetDefinition, Period]]
) -> dict[tuple[str, str], Filing]:
    """What was filed of these, by data set and period."""
    rows = Filing.objects.filter(
        organisation=organisation,
        dataset__in={definition.code for definition, _period in wanted},
        period__in={period.key for _definition, period in wanted},
    )
    return {(filing.dataset, filing.period): filing for filing in rows}


def _is_owed(filing: Filing | None) -> bool:
    return filing is None or filing.state in {FilingState.DRAFT, FilingState.RETURNED}


@dataclass(frozen=True)
class PeriodReport:
    """How a period of a data set stands: who filed, the totals, and how well they are known."""

    definition: DatasetDefinition
    period: Period
    rows: Sequence[Row]
    num_filers: int
    totals: dict[str, Decimal]
    known: Known
    seal: Seal | None
    is_seal_broken: bool

    @property
    def num_verified(self) -> int:
        """Returns that were checked."""
        return sum(row.state == FilingState.VERIFIED for row in self.rows)

    @property
    def num_missing(self) -> int:
        """Filers without a return that counts."""
        return max(self.num_filers - len(self.rows), 0)


def period_report(definition: DatasetDefinition, period: Period) -> PeriodReport:
    """Totals over the returns that count; a total takes the state of its weakest part."""
    found = Filing.objects.counted().filter(dataset=definition.code, period=period.key)
    found = found.select_related("organisation").order_by("pk")
    rows = [_row(filing, filing) for filing in found]
    seal = Seal.objects.filter(dataset=definition.code, period=period.key).order_by("-pk").first()
    broken = seal is not None and digest_of(snapshot_of(rows)) != seal.digest
    return PeriodReport(
        definition=definition,
        period=period,
        rows=rows,
        num_filers=1 if definition.by_office else filers(definition).count(),
        totals={
            field.name: sum((row.number(field.name) for row in rows), Decimal(0))
            for field in definition.totals
        },
        known=_weakest(rows, sealed=seal is not None and not broken),
        seal=seal,
        is_seal_broken=broken,
    )


def _weakest(rows: Sequence[Row], *, sealed: bool) -> Known:
    if sealed:
        return Known.SEALED
    all_verified = rows and all(row.state == FilingState.VERIFIED for row in rows)
    return Known.VERIFIED if all_verified else Known.REPORTED


def snapshot_of(rows: Iterable[Row]) -> list[list[Any]]:
    """What a seal covers: each return with its version and its values."""
    return [[row.uuid, row.revision, row.data] for row in sorted(rows, key=lambda row: row.uuid)]


def digest_of(snapshot: list[list[Any]]) -> str:
    """SHA-256 (hex) of the canonical JSON of a snapshot."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


@dataclass(frozen=True)
class SealState:
    """Is a period sealed from outside, and does the seal still fit?"""

    period: str
    is_sealed: bool
    is_broken: bool
    url: str = ""


def seal_states(
    code: str, years: Iterable[int], *, body: str = "", as_of: dt.datetime | None = None
) -> list[SealState]:
    """For each year: sealed (by `body`) or not. Since only years are sealed, one period a year."""
    rows = rows_of(code, as_of=as_of)
    seals = Seal.objects.filter(dataset=code).select_related("document").order_by("pk")
    if body:
        seals = seals.filter(body=body)
    if as_of:
        seals = seals.filter(at__lte=as_of)
    newest = {seal.period: seal for seal in seals}
    return [_seal_state(str(year), newest.get(str(year)), rows) for year in years]


def _seal_state(year: str, seal: Seal | None, rows: list[Row]) -> SealState:
    if seal is None:
        return SealState(year, is_sealed=False, is_broken=False)
    counted = [row for row in rows if row.period == year and row.state in FilingState.COUNTED]
    broken = digest_of(snapshot_of(counted)) != seal.digest
    broken = broken or seal.document.withdrawn_at is not None or seal.document.is_broken
    return SealState(year, is_sealed=True, is_broken=broken, url=seal.document.get_absolute_url())
