"""Quality tests: a lot that needs one waits for it; a failed one stops all made from the lot."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.trace.actions.event import Part, write_step
from ezhen.trace.actions.hold import hold_lots, release_lots
from ezhen.trace.actions.lot import lock_lots
from ezhen.trace.enums import HoldCause, Step, TestState
from ezhen.trace.errors import ImpossibleDate, TestRefused
from ezhen.trace.models import Lot, LotHold, QualityTest, TestItem
from ezhen.trace.validators import not_in_future


@dataclass(frozen=True)
class Item:
    """One measured item; `limit` is the bound as printed in the report, such as ≤ 14.5."""

    name: str
    result: str
    has_passed: bool
    unit: str = ""
    limit: str = ""


@action
def record_test(
    *,
    lot: Lot,
    laboratory: str,
    report_number: str,
    sampled_on: dt.date,
    tested_on: dt.date,
    items: Sequence[Item],
    by: Any,
    at: dt.datetime | None = None,
    report: Any = None,
    is_own: bool = False,
) -> QualityTest:
    """Record a test report. It has passed when every item has.

    A failed test holds the lot and everything made from it. A later passed test ends the holds that
    this lot's failed tests placed; other holds stay. Raises TestRefused, ImpossibleDate, and
    ValidationError when the laboratory's report is recorded already.
    """
    at = at or timezone.now()
    _check(items, laboratory, sampled_on, tested_on, lot)
    (locked,) = lock_lots([lot.pk])
    test = QualityTest(
        lot=locked,
        laboratory=laboratory.strip(),
        report_number=report_number.strip(),
        sampled_on=sampled_on,
        tested_on=tested_on,
        is_own=is_own,
        has_passed=all(item.has_passed for item in items),
        report=report,
        recorded_at=at,
        recorded_by=by,
    )
    _refuse_second(test)
    test.save()
    for item in items:
        TestItem(test=test, **asdict(item)).save()
    _conclude(locked, test, by=by, at=at)
    record(
        action="trace.record_test",
        subject=locked,
        by=by,
        at=at,
        report=test.report_number,
        passed=test.has_passed,
        file=report.sha256 if report else None,
    )
    return test


def _check(
    items: Sequence[Item], laboratory: str, sampled_on: dt.date, tested_on: dt.date, lot: Lot
) -> None:
    if not laboratory.strip():
        raise TestRefused(_("Name the laboratory."), field="laboratory")
    if not items:
        raise TestRefused(_("Enter at least one item with its result."), field="items")
    not_in_future(tested_on, "tested_on")
    if tested_on < sampled_on:
        raise ImpossibleDate(
            _("The test cannot be before the sample was taken."), field="tested_on"
        )
    if sampled_on < lot.produced_on:
        raise ImpossibleDate(
            _("The sample cannot have been taken before the lot was made."), field="sampled_on"
        )


def _refuse_second(test: QualityTest) -> None:
    same = QualityTest.objects.filter(
        lot=test.lot, laboratory=test.laboratory, report_number=test.report_number
    )
    if same.exists():
        raise TestRefused(_("This report is recorded already."), field="report_number")


def _conclude(lot: Lot, test: QualityTest, *, by: Any, at: dt.datetime) -> None:
    """The lot's new state, its line in the timeline, and the holds that follow or end."""
    text = _("%(laboratory)s, report %(number)s") % {
        "laboratory": test.laboratory,
        "number": test.report_number,
    }
    write_step(
        step=Step.TEST,
        cbv_step="inspecting",
        disposition="conformant" if test.has_passed else "non_conformant",
        parts=[Part(lot, lot.quantity)],
        organisation=lot.owner,
        at=at,
        title=_("Test passed") if test.has_passed else _("Test failed"),
        text=text,
        file=test.report,
    )
    lot.test_state = TestState.PASSED if test.has_passed else TestState.FAILED
    Lot.objects.filter(pk=lot.pk).update(test_state=lot.test_state)
    cause: dict[str, Any] = {
        "source": lot,
        "cause": HoldCause.TEST_FAILED,
        "organisation": lot.owner,
    }
    if not test.has_passed:
        failed = ", ".join(item.name for item in test.items.filter(has_passed=False))
        reason = _("Test failed: %(items)s (%(report)s)") % {"items": failed, "report": text}
        hold_lots(**cause, reason=reason[:300], by=by, at=at)
    elif LotHold.objects.filter(source=lot, cause=HoldCause.TEST_FAILED, released_at=None).exists():
        reason = _("A new test passed (%(report)s)") % {"report": text}
        release_lots(**cause, reason=reason, by=by, at=at)
