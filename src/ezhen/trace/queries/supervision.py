"""What waits for the regulator, and for a business because of the regulator."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.core.workdays import add_workdays
from ezhen.trace.models import Complaint, Inspection, Recall, Suspicion
from ezhen.trace.queries.recall import waiting_for

# 市场监督管理投诉举报处理暂行办法 Art. 14: seven working days to tell whether it is taken up
ANSWER_WORKDAYS = 7


def answer_by(complaint: Complaint) -> dt.date:
    """The day by which the writer must hear something."""
    return add_workdays(timezone.localdate(complaint.at), ANSWER_WORKDAYS)


def open_suspicions_for(user: Any) -> QuerySet[Suspicion]:
    """Codes that the regulator has to look into, longest waiting first."""
    if user.role != Role.REGULATOR:
        return Suspicion.objects.none()
    return Suspicion.objects.open().with_names().order_by("raised_at", "pk")


def open_complaints_for(user: Any) -> QuerySet[Complaint]:
    """Messages that the regulator has to answer, longest waiting first."""
    if user.role != Role.REGULATOR:
        return Complaint.objects.none()
    return Complaint.objects.open().with_names().order_by("at", "pk")


def recalls_to_answer(user: Any) -> QuerySet[Recall]:
    """Running recalls and drills that a business was told of and has not answered."""
    if user.role not in Role.BUSINESS:
        return Recall.objects.none()
    return waiting_for(user.memberships.values("organisation"))


def open_corrections_of(user: Any) -> QuerySet[Inspection]:
    """What a business has to correct, the nearest deadline first."""
    if user.role not in Role.BUSINESS:
        return Inspection.objects.none()
    rows = Inspection.objects.visible_to(user).open().with_names()
    return rows.order_by(F("correct_by").asc(nulls_last=True), "at", "pk")
