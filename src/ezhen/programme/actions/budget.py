"""The client plans budget lines and changes them; the database keeps payments within them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.fields import cents
from ezhen.core.log import record
from ezhen.programme.actions.check import check_flags
from ezhen.programme.errors import NumberUsed, OverBudget, StepRefused
from ezhen.programme.models import BudgetChange, BudgetLine
from ezhen.programme.rules import must_decide


@action
def plan_line(
    *,
    source: str,
    code: str,
    title: str,
    planned: Decimal,
    by: Any,
    task: str = "",
    at: dt.datetime | None = None,
) -> BudgetLine:
    """A new line of a source. Raises NotAllowed, NumberUsed, OverBudget for less than nothing."""
    must_decide(by)
    if planned < 0:
        raise OverBudget(_("A budget line is not below nothing."), field="planned")
    line = BudgetLine(
        source=source,
        code=code.strip(),
        title=title.strip(),
        planned=planned,
        task=task,
        at=at or timezone.now(),
        by=by,
    )
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise NumberUsed(_("This source has a line of this number already."), field="code") from (
            error
        )
    record(action="programme.plan_line", subject=line, by=by, at=line.at, planned=planned)
    return line


@action
def change_line(
    *, line: BudgetLine, change: Decimal, reason: str, by: Any, at: dt.datetime | None = None
) -> BudgetLine:
    """Raise or lower a line's plan, never below what was paid. Raises NotAllowed, StepRefused
    without a reason, OverBudget."""
    must_decide(by)
    if not reason.strip():
        raise StepRefused(_("Say why the plan changes."), field="reason")
    amount = cents(change)
    fits = BudgetLine.objects.filter(pk=line.pk, paid__lte=F("planned") + amount)
    if not fits.update(planned=F("planned") + amount):
        raise OverBudget(_("More was paid already."), field="change")
    at = at or timezone.now()
    BudgetChange(line=line, change=change, reason=reason.strip(), at=at, by=by).save()
    line.refresh_from_db()
    record(action="programme.change_line", subject=line, by=by, at=at, change=change, reason=reason)
    check_flags(at=at)
    return line
