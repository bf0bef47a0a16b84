"""Notices as the public reads them, and the follow-up of an objection."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ezhen.approvals.definitions import StageKind
from ezhen.approvals.models import Case, Notice, Objection
from ezhen.approvals.queries.case import notice_ends, shown
from ezhen.approvals.queries.procedure import definition_of
from ezhen.core import crypto
from ezhen.core.log import canonical
from ezhen.core.models import LogEntry
from ezhen.core.personal import personal_class
from ezhen.core.search import matching

TAIL = 4


def public_body(case: Case) -> dict[str, Any]:
    """What a notice says: who, what, how much was decided. Never a personal value, never what a
    reviewer wrote."""
    definition = definition_of(case)
    decided = [
        field
        for stage in definition.stages
        if stage.kind == StageKind.APPROVE
        for field in stage.fields
    ]
    rows = [
        [str(field.label), shown(field, case.data)]
        for field in [*definition.fields, *decided]
        if not personal_class(field) and field.name in case.data
    ]
    return {
        "procedure": definition.code,
        "number": case.number,
        "who": getattr(case.organisation, "name", "") or str(definition.title),
        "rows": rows,
        "granted": str(case.granted) if case.granted is not None else "",
    }


def every_notice() -> QuerySet[Notice]:
    """Also those that were taken down: their page says so."""
    return Notice.objects.select_related("case__organisation", "case__procedure")


def public_notices(*, text: str = "") -> QuerySet[Notice]:
    """Notices that stand, newest first."""
    rows = every_notice().filter(matching(text, "case__search"), fell_at=None)
    return rows.order_by("-published_at", "-pk")


def running_notices() -> QuerySet[Notice]:
    """Those to which one may still object."""
    return public_notices().filter(end_key__gte=timezone.localdate().isoformat())


def num_running_notices() -> int:
    """How many run."""
    return running_notices().count()


@dataclass(frozen=True)
class Proof:
    """From when to when the public could read a notice, and that it is still what it was."""

    spans: list[tuple[dt.datetime, dt.datetime | None]]
    sha256: str
    is_intact: bool
    entries: list[Any]


def proof_of(notice: Notice) -> Proof:
    """The spans on line, the digest computed anew, and the log's entries with their digests."""
    spans: list[tuple[dt.datetime, dt.datetime | None]] = []
    for mark in notice.marks.order_by("at", "pk"):
        if mark.is_online:
            spans.append((mark.at, None))
        elif spans:
            spans[-1] = (spans[-1][0], mark.at)
    digest = hashlib.sha256(canonical(notice.body).encode()).hexdigest()
    entries = LogEntry.objects.filter(
        subject_type=Notice._meta.label_lower, subject_id=str(notice.uuid)
    )
    shown = list(entries.order_by("pk")[:20])
    return Proof(spans, digest, digest == notice.sha256, shown)


def objection_receipt(uuid: str) -> Objection | None:
    """The objection of a receipt's address; its text is not shown by it."""
    return Objection.objects.filter(uuid=uuid).select_related("notice").first()


def may_object(notice: Notice, today: dt.date | None = None) -> bool:
    """Until midnight of the last day."""
    end = notice_ends(notice)
    today = today or timezone.localdate()
    return notice.fell_at is None and (end is None or today <= end)


def tail_index(phone: str) -> str:
    """Keyed index of a phone's last four digits: enough to ask by, nothing to read."""
    digits = "".join(character for character in phone if character.isdigit())
    return crypto.blind("objection phone", digits[-TAIL:])


def objection_of(number: str, phone_tail: str) -> Objection | None:
    """The objection that a number and the last digits of a phone name."""
    rows = Objection.objects.filter(number=number.strip().upper())
    return rows.filter(phone_tail=tail_index(phone_tail)).select_related("notice").first()
