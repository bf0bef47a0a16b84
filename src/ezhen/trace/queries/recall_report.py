"""What the printed recall report says: every time in it comes from the rows and the log."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ezhen.core.log import history
from ezhen.core.pack import pack
from ezhen.parties.api import organisations_named
from ezhen.trace import labels
from ezhen.trace.codes import readable
from ezhen.trace.models import CodeFact, Recall, RecallNotice
from ezhen.trace.queries.code import serial_of
from ezhen.trace.queries.looks import CodeLook
from ezhen.trace.queries.recall import ranges_of, scans_since, totals_of
from ezhen.trace.queries.suspicion import city_name

SCANS = 60
NAMED = 12  # lots of one answer


def recall_report_of(recall: Recall, *, at: dt.datetime | None = None) -> labels.RecallReportData:
    """Scope, holders, quantities, steps with their times, codes and the scans since."""
    at = at or timezone.now()
    notices = recall.notices.select_related("lot__product", "lot__producer", "holder")
    facts = ranges_of(recall.lots.values_list("lot", flat=True), since=recall.issued_at)
    return labels.RecallReportData(
        number=recall.number,
        recall_class=int(recall.recall_class),
        reason=recall.reason,
        initiator=pack().town.market_authority,
        risk_known_at=recall.started_at,
        started_at=recall.issued_at,
        printed_at=at,
        is_mock=recall.is_mock,
        finish_due=recall.finish_by,
        finished_at=recall.closed_at,
        lines=tuple(_line(notice) for notice in notices.order_by("lot_id", "pk")),
        totals=tuple(
            labels.RecallTotal(
                unit=str(total.unit),
                in_scope=total.in_scope,
                recovered=total.recovered,
                outstanding=total.outstanding,
                consumed=total.consumed,
            )
            for total in totals_of(recall)
        ),
        steps=tuple(steps_of_recall(recall)),
        codes=tuple(_codes(fact) for fact in facts),
        scans=tuple(_scan(scan, fact) for scan, fact in scans_since(recall, most=SCANS)),
    )


def _line(notice: RecallNotice) -> labels.RecallLine:
    product = notice.lot.product
    if notice.returned is not None:
        status = _("%(quantity)s recovered") % {"quantity": f"{notice.returned.normalize():f}"}
    else:
        status = _("not confirmed yet")
    return labels.RecallLine(
        lot=notice.lot.code,
        product=str(product),
        producer=str(notice.lot.producer),
        produced=notice.lot.quantity,
        unit=str(product.get_unit_display()),
        holder=str(notice.holder),
        held=notice.quantity,
        status=status,
        notified_at=notice.notified_at,
        confirmed_at=notice.confirmed_at,
    )


def steps_of_recall(recall: Recall) -> list[labels.RecallStep]:
    """The recall as it went, oldest first: risk, scope, and every entry of the log about it."""
    steps = [
        labels.RecallStep(recall.started_at, _("Risk known"), note=recall.reason),
        labels.RecallStep(
            recall.scoped_at,
            _("Scope found"),
            str(recall.issued_by),
            _("from lot %(lot)s") % {"lot": recall.source.code},
        ),
    ]
    entries = [(entry, json.loads(entry.facts)) for entry in history(recall)]
    holders = organisations_named({facts["holder"] for _e, facts in entries if "holder" in facts})
    for entry, facts in entries:
        steps += _steps(recall, entry, facts, holders)
    return sorted(steps, key=lambda step: step.at)


def _steps(
    recall: Recall, entry: Any, facts: dict[str, Any], holders: dict[str, str]
) -> list[labels.RecallStep]:
    who = entry.actor
    if entry.action == "trace.issue_recall":
        num_told = recall.notices.order_by().values("holder").distinct().count()
        begun = _("Drill begun") if recall.is_mock else _("Recall issued, sale stopped")
        return [
            labels.RecallStep(entry.at, begun, who, _lots(len(facts["lots"]))),
            labels.RecallStep(entry.at, _("Holders told"), who, _holders(num_told)),
        ]
    if entry.action == "trace.confirm_notices":
        name = holders.get(facts["holder"], "")
        lots = ", ".join(f"{lot} {amount}" for lot, amount in facts["returned"][:NAMED])
        left = len(facts["returned"]) - NAMED
        lots += _(", and %(n)d more lots") % {"n": left} if left > 0 else ""
        return [labels.RecallStep(entry.at, _("Confirmed: %(name)s") % {"name": name}, who, lots)]
    if entry.action == "trace.close_recall":
        return [labels.RecallStep(entry.at, _("Closed"), who)]
    return []


def _lots(number: int) -> str:
    return ngettext("%(n)s lot", "%(n)s lots", number) % {"n": number}


def _holders(number: int) -> str:
    return ngettext("%(n)s holder", "%(n)s holders", number) % {"n": number}


def _codes(fact: Any) -> labels.CodesAffected:
    """Counted from 1, as on the printing house's list."""
    return labels.CodesAffected(
        str(fact.order), fact.lot.code, fact.first + 1, fact.last + 1, fact.num_scans
    )


def _scan(scan: CodeLook, fact: CodeFact) -> labels.ScanSince:
    serial = readable(serial_of(fact.order, scan.index))
    return labels.ScanSince(scan.at, serial, city_name(scan.city))
