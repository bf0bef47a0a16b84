"""A granted licence of the brand makes its row of the register (42); what firms file as sold under
the brand is added up in it."""

import datetime as dt
import functools
from typing import Any

from django.utils import timezone

from ezhen.approvals import api as approvals
from ezhen.approvals.enums import CaseState
from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.programme.actions.tenant import copy_papers
from ezhen.programme.queries.licence import REGISTER, dressed, filed_months, since
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

LICENCE = "brand_licence"
LONG = 200  # characters of a text of a register


@action
def put_licence(*, case: Any, by: Any, at: dt.datetime | None = None) -> Any:
    """The row of a granted licence, with the papers of its case; a row that was typed before for
    the same certificate is brought up to date. Returns nothing while the case is not granted."""
    at = at or timezone.now()
    if case.state != CaseState.GRANTED:
        return None
    said = approvals.values_of(case)
    known = _typed(said["certificate_no"])
    noticed = case.steps.filter(decision="published").order_by("-pk").first()
    values = (registers.values_of(known) if known else {}) | {
        "granted_on": case.granted_on.isoformat(),
        "firm": approvals.who(case),
        "application": case.number,
        "approval": said["approval_no"],
        "noticed_on": timezone.localdate(noticed.at).isoformat(),
        "agreement": said["agreement_no"],
        "certificate": said["certificate_no"],
        "products": " ".join(said["products_granted"].split())[:LONG],
        "until": case.valid_until.isoformat(),
    }
    row = registers.put_record(
        register=REGISTER,
        key=known.uuid if known else case.uuid,
        values=values,
        by=by,
        at=at,
        organisation=case.organisation,
    )
    copy_papers(case, row, by=by, at=at)
    record(action="programme.put_licence", subject=row, by=by, at=at, case=case.number)
    return row


def _typed(certificate: str) -> Any:
    rows = registers.rows(REGISTER, states=RecordState.STANDS)
    found = registers.definition(REGISTER)
    return rows.filter(registers.condition(found, {"certificate": certificate})).first()


@action
def count_brand_sales(*, by: Any = None, at: dt.datetime | None = None) -> int:
    """Add up what each licensed firm filed for the months in which it held the licence. Returns how
    many rows changed."""
    at = at or timezone.now()
    rows = registers.rows(REGISTER, states=RecordState.STANDS).filter(organisation__isnull=False)
    held = [dressed(row) for row in rows.order_by("pk")]
    months = filed_months(one.row.organisation_id for one in held)
    changed = 0
    for one in held:
        mine = since(months.get(one.row.organisation_id, ()), one.granted_on)
        total = sum(month.sales for month in mine)
        values = registers.values_of(one.row)
        if not mine or values.get("sales") == f"{total:.2f}":
            continue
        values |= {"sales": f"{total:.2f}"}
        writer = by or one.row.changed_by
        registers.put_record(register=REGISTER, key=one.row.uuid, values=values, by=writer, at=at)
        changed += 1
    if changed:
        record(action="programme.count_brand_sales", subject=held[0].row, by=by, at=at, n=changed)
    return changed


def count_each_day() -> None:
    """For the worker: once a day."""
    _count_on(timezone.localdate())


@functools.lru_cache(maxsize=1)
def _count_on(_day: dt.date) -> None:
    count_brand_sales()
