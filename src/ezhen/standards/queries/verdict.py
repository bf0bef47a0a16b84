"""What people have judged, layer by layer, and whether it still speaks of what stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from ezhen.standards.enums import Change, Layer
from ezhen.standards.models import StandardVersion, Verdict
from ezhen.standards.queries.lineage import Heir, lineage


@dataclass(frozen=True)
class Opinion:
    """The newest verdict of a layer that counts (or waits for its second person), and why it may
    be out of date: the conclusion changed, evidence it saw was corrected, the words changed."""

    verdict: Verdict
    change: Change = Change.SAME
    digest_now: str = ""
    corrected: int = 0
    waits: bool = False

    @property
    def result(self) -> str:
        """What the person found."""
        return self.verdict.result

    @property
    def is_stale(self) -> bool:
        """It no longer speaks of what stands."""
        return (
            self.change != Change.SAME
            or self.corrected > 0
            or self.verdict.digest != self.digest_now
        )

    @property
    def counts(self) -> bool:
        """It decides."""
        return not self.is_stale and not self.waits


def newest_verdicts(
    version: StandardVersion, as_of: dt.datetime | None = None
) -> Mapping[str, Mapping[str, list[tuple[Verdict, Heir, bool]]]]:
    """Requirement to layer to its newest verdicts with the change since and whether it waits: the
    one that counts, then a newer one that waits for its second person. Two queries."""
    heirs = lineage(version)
    found: dict[str, dict[str, list[tuple[Verdict, Heir, bool]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for verdict, waits in _newest(_known(as_of), as_of):
        for heir in heirs.get((verdict.version_id, verdict.requirement), ()):
            _keep(found[heir.requirement][verdict.layer], (verdict, heir, waits))
    return found


def _known(as_of: dt.datetime | None) -> QuerySet[Verdict]:
    return Verdict.objects.filter(at__lte=as_of) if as_of else Verdict.objects.all()


def _newest(known: QuerySet[Verdict], as_of: dt.datetime | None) -> list[tuple[Verdict, bool]]:
    seconded = Q(second__at__lte=as_of) if as_of else Q(second__isnull=False)
    effective = Q(needs_second=False) | seconded
    keys = ("version", "requirement", "layer")
    counting = known.filter(effective).values(*keys).annotate(last=Max("pk")).values("last")
    waiting = known.exclude(effective).values(*keys).annotate(last=Max("pk")).values("last")
    rows = Verdict.objects.filter(Q(pk__in=counting) | Q(pk__in=waiting))
    return [
        (row, row.needs_second and not _is_seconded(row, as_of))
        for row in rows.select_related("by", "second__by").order_by("pk")
    ]


def _is_seconded(verdict: Verdict, as_of: dt.datetime | None) -> bool:
    second = getattr(verdict, "second", None)
    return second is not None and (as_of is None or second.at <= as_of)


def _keep(kept: list[tuple[Verdict, Heir, bool]], new: tuple[Verdict, Heir, bool]) -> None:
    """Rows come oldest first: a newer one that counts replaces what stood, one that waits stands
    beside it."""
    if not new[2]:
        kept.clear()
    kept[:] = [row for row in kept if not row[2]] + [new]


def opinions_on(
    verdicts: Mapping[str, list[tuple[Verdict, Heir, bool]]],
    digest: str,
    corrected: Mapping[str, int],
) -> dict[str, Opinion]:
    """Layer to the opinion that stands, in the order of the layers; one that waits only where
    nothing else stands."""
    found = {}
    for layer in Layer.HUMAN:
        rows = verdicts.get(layer, [])
        if rows:
            verdict, heir, waits = rows[0]
            found[layer] = Opinion(verdict, heir.change, digest, corrected.get(layer, 0), waits)
    return found


def waiting_verdict(
    verdicts: Mapping[str, list[tuple[Verdict, Heir, bool]]], layer: str
) -> Verdict | None:
    """The verdict of a layer that waits for its second person."""
    return next((row for row, _, waits in verdicts.get(layer, []) if waits), None)


def waiting_for_second(layer: str) -> QuerySet[Verdict]:
    """Verdicts of a layer that wait for their second person and are still the newest, oldest
    first."""
    newest = Verdict.objects.values("requirement", "layer").annotate(last=Max("pk")).values("last")
    rows = Verdict.objects.filter(pk__in=newest, layer=layer, needs_second=True, second=None)
    return rows.select_related("by").order_by("at", "pk")


def history(version: StandardVersion, requirement: str) -> list[Verdict]:
    """Every verdict that this requirement or one it came from ever had, newest first."""
    keys = [
        key
        for key, heirs in lineage(version).items()
        if any(heir.requirement == requirement for heir in heirs)
    ]
    return _of(keys)


def dropped(version: StandardVersion) -> list[Verdict]:
    """Verdicts on requirements that no longer are in the standard, newest first."""
    return _of([key for key, heirs in lineage(version).items() if not heirs])


def _of(keys: list[tuple[int, str]]) -> list[Verdict]:
    if not keys:
        return []
    wanted = Q()
    for version, requirement in keys:
        wanted |= Q(version=version, requirement=requirement)
    rows = Verdict.objects.filter(wanted).select_related("by", "second__by", "version")
    return list(rows.order_by("-at", "-pk"))
