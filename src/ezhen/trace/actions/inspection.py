"""Inspections: what a regulator found at a producer or about a lot, and by when it is mended."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.core.pack import pack
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.actions.hold import stop_sale
from ezhen.trace.actions.lot import lock_lots
from ezhen.trace.enums import HoldCause, InspectionResult, Step
from ezhen.trace.errors import ImpossibleDate, InspectionRefused
from ezhen.trace.models import Inspection
from ezhen.trace.rules import must_regulate
from ezhen.trace.validators import not_in_future

CONFORMANT = {InspectionResult.PASSED: "conformant"}


@dataclass(frozen=True)
class Finding:
    """What was found. `correct_by` goes with a result to be corrected; photos are stored files."""

    result: str
    findings: str = ""
    correct_by: dt.date | None = None
    photos: Sequence[Any] = field(default_factory=tuple)


@action
def inspect(
    *,
    organisation: Any,
    finding: Finding,
    by: Any,
    lot: Any = None,
    rechecks: Inspection | None = None,
    hold: bool = False,
    at: dt.datetime | None = None,
) -> Inspection:
    """Record an inspection of a producer, or of one of its lots; `rechecks` closes an earlier one.

    `hold` stops the sale of a lot that is not acceptable, in the same transaction. Only a lot with
    nothing wrong gets a public line; the rest is between regulator and producer. Raises NotAllowed,
    InspectionRefused, ImpossibleDate, AlreadyDone when the earlier one was re-checked before.
    """
    must_regulate(by)
    at = at or timezone.now()
    not_in_future(at, "at")
    _check(finding, lot, hold, at)
    if lot is not None:
        (lot,) = lock_lots([lot.pk])
    if rechecks is not None:
        _check_earlier(rechecks, organisation, lot)
    inspection = Inspection(
        organisation=organisation,
        lot=lot,
        at=at,
        inspector=by,
        result=finding.result,
        findings=finding.findings.strip(),
        correct_by=finding.correct_by,
        rechecks=rechecks,
    )
    inspection.full_clean(exclude=["inspector"])
    inspection.save()
    inspection.photos.set(finding.photos)
    if lot is not None:
        _write(lot, inspection)
    record(
        action="trace.inspect",
        subject=inspection,
        by=by,
        at=at,
        organisation=organisation,
        lot=lot.code if lot else None,
        result=finding.result,
        photos=[photo.sha256 for photo in finding.photos],
    )
    if hold and lot is not None:
        reason = finding.findings.strip()[:280]
        stop_sale(lot=lot, cause=HoldCause.MARKET_HOLD, reason=reason, by=by, at=at)
    return inspection


def _check(finding: Finding, lot: Any, hold: bool, at: dt.datetime) -> None:
    result = InspectionResult(finding.result)
    if result != InspectionResult.PASSED and not finding.findings.strip():
        raise InspectionRefused(_("Say what was found."), field="findings")
    if (result == InspectionResult.CORRECT) != (finding.correct_by is not None):
        raise InspectionRefused(
            _("Give a day for correction when something must be corrected, and only then."),
            field="correct_by",
        )
    if finding.correct_by and finding.correct_by < timezone.localdate(at):
        raise ImpossibleDate(
            _("The day for correction is before the inspection."), field="correct_by"
        )
    if hold and (lot is None or result != InspectionResult.FAILED):
        raise InspectionRefused(
            _("Only a lot that is not acceptable is stopped with its inspection."), field="hold"
        )


def _check_earlier(earlier: Inspection, organisation: Any, lot: Any) -> None:
    locked = Inspection.objects.select_for_update().get(pk=earlier.pk)
    if locked.organisation_id != organisation.pk or locked.lot_id != (lot.pk if lot else None):
        raise InspectionRefused(_("A re-check looks at the same producer and lot."))
    if locked.result == InspectionResult.PASSED:
        raise InspectionRefused(_("Nothing was wrong there: nothing is to be re-checked."))
    if Inspection.objects.filter(rechecks=locked).exists():
        raise AlreadyDone(_("This inspection was re-checked before."))


def _write(lot: Any, inspection: Inspection) -> None:
    result = InspectionResult(inspection.result)
    passed = result == InspectionResult.PASSED
    title = _("Inspection: %(result)s") % {"result": result.label}
    write_step(
        step=Step.INSPECT,
        cbv_step="inspecting",
        disposition=CONFORMANT.get(result, "non_conformant"),
        parts=[Part(lot, lot.quantity)],
        organisation=lot.owner,
        at=inspection.at,
        title=title,
        text=pack().town.market_authority if passed else inspection.findings[:300],
        is_public=passed,
    )
