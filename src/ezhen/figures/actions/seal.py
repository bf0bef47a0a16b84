"""An outside body's stamp: the scanned paper is matched to the very numbers it covers."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.api import Subject, add_document
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record
from ezhen.core.periods import Period
from ezhen.figures.actions.filing import announce
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.errors import SealRefused
from ezhen.figures.models import Filing, Seal
from ezhen.figures.queries.filing import PeriodReport, digest_of, period_report, snapshot_of
from ezhen.figures.rules import may_seal


@action
def seal_period(
    *,
    definition: DatasetDefinition,
    period: Period,
    on_paper: Mapping[str, Decimal],
    paper: UploadedFile,
    by: Any,
    at: dt.datetime | None = None,
) -> Seal:
    """Keep the stamped paper and bind it to the numbers as they are now.

    `on_paper`: the totals as the paper says them; they must be the town's own. Every return that
    counts must be verified. Raises NotAllowed, SealRefused at the total that differs, and the
    archive's refusals.
    """
    at = at or timezone.now()
    if not may_seal(by, definition):
        raise NotAllowed(_("Entering a seal is the bureau's or the operator's."))
    # the lock keeps every return as it is while the paper is matched
    list(
        Filing.objects.select_for_update(of=("self",))
        .filter(dataset=definition.code, period=period.key)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    report = period_report(definition, period)
    _check(report, on_paper)
    snapshot = snapshot_of(report.rows)
    document = add_document(
        type=definition.seal_document,
        subject=Subject("dataset", period.key, definition.code),
        file=paper,
        title=f"{definition.title} {period}",
        period=period.key,
        by=by,
        at=at,
    )
    seal = Seal(
        dataset=definition.code,
        period=period.key,
        body=definition.sealer,
        totals={name: str(total) for name, total in report.totals.items()},
        snapshot=snapshot,
        digest=digest_of(snapshot),
        document=document,
        at=at,
        by=by,
    )
    seal.save()
    record(
        action="figures.seal_period",
        subject=seal,
        by=by,
        at=at,
        dataset=definition.code,
        period=period.key,
        digest=seal.digest,
        totals=seal.totals,
    )
    announce(definition.code)
    return seal


def _check(report: PeriodReport, on_paper: Mapping[str, Decimal]) -> None:
    if not report.rows:
        raise SealRefused(_("Nothing was filed for this period."))
    unverified = len(report.rows) - report.num_verified
    if unverified:
        raise SealRefused(
            _("%(number)d returns of this period are not verified yet.") % {"number": unverified}
        )
    if report.seal and not report.is_seal_broken:
        raise SealRefused(_("This period is sealed already, and the seal fits."))
    for field in report.definition.totals:
        ours, theirs = report.totals[field.name], on_paper.get(field.name)
        if theirs is None or theirs != ours:
            raise SealRefused(
                _("The paper must say %(ours)s %(unit)s, as the returns add up to.")
                % {"ours": f"{ours.normalize():,f}", "unit": field.unit},
                field=field.name,
            )
