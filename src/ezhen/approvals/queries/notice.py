"""Notices as the public reads them, and the follow-up of an objection."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ezhen.approvals.models import Case, Notice, Objection
from ezhen.approvals.queries.case import notice_ends, shown
from ezhen.approvals.queries.procedure import definition_of
from ezhen.core import crypto
from ezhen.core.personal import personal_class

TAIL = 4


def public_body(case: Case) -> dict[str, Any]:
    """What a notice says: who, what, how much. Never a personal value."""
    definition = definition_of(case)
    rows = [
        [str(field.label), shown(field, case.data)]
        for field in definition.all_fields
        if not personal_class(field) and field.name in case.data
    ]
    return {
        "procedure": definition.code,
        "number": case.number,
        "who": getattr(case.organisation, "name", "") or str(definition.title),
        "rows": rows,
        "granted": str(case.granted) if case.granted is not None else "",
    }


def public_notices(*, text: str = "") -> QuerySet[Notice]:
    """Notices that stand, newest first."""
    rows = Notice.objects.filter(fell_at=None).select_related("case__organisation")
    if text:
        rows = rows.filter(case__search__holds=text)
    return rows.order_by("-published_at", "-pk")


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
