"""Tenants: rows of the register of tenancies, each with its plan."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ezhen.accounts.enums import Role
from ezhen.core.values import show
from ezhen.parties.api import organisation_of
from ezhen.programme.enums import GrowthState
from ezhen.programme.models import GrowthAck, GrowthStep
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

REGISTER = "tenancies"
SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class Tenant:
    """A row as people read it."""

    row: Any
    firm: str
    credit_code: str
    office: str
    desks: str
    team: str
    source: str
    agreement: str
    admitted_on: dt.date | None
    until: dt.date | None
    left_on: dt.date | None
    revenue: str

    @property
    def is_here(self) -> bool:
        """Has moved in and not left."""
        return self.admitted_on is not None and self.left_on is None

    def ends_soon(self, today: dt.date) -> bool:
        """Its agreement ends within two months."""
        return self.is_here and self.until is not None and self.until <= today + SOON


def tenant_rows(user: Any, *, left: bool = False) -> QuerySet[Any]:
    """Rows that stand and that a person may see: tenants now, or those that left; by office."""
    found = registers.definition(REGISTER)
    wanted = {"admitted_on": {"set": True}, "left_on": {"set": left}}
    rows = visible(user).filter(registers.condition(found, wanted))
    return rows.order_by(registers.column(found, "office"), "serial", "pk")


def visible(user: Any) -> QuerySet[Any]:
    """Offices see every tenant; a business itself, however its row came in."""
    rows = registers.rows(REGISTER, states=RecordState.STANDS)
    if user.role in Role.OFFICE:
        return rows
    mine = organisation_of(user) if user.role in Role.BUSINESS else None
    if mine is None:
        return rows.none()
    return rows.filter(Q(organisation=mine) | Q(data__credit_code=mine.credit_code))


def dressed(row: Any) -> Tenant:
    """A row with its values."""
    known, data = registers.definition(REGISTER).by_name, row.data
    names = ("firm", "credit_code", "office", "desks", "team", "source", "agreement", "revenue")
    texts: Any = {name: str(show(known[name], data.get(name)) or "") for name in names}
    days: Any = {name: _day(data.get(name)) for name in ("admitted_on", "until", "left_on")}
    return Tenant(row=row, **texts, **days)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def row_of_firm(credit_code: str) -> Any:
    """The row of a firm that has not left; None when it is no tenant."""
    rows = registers.rows(REGISTER, states=RecordState.STANDS)
    found = registers.definition(REGISTER)
    rows = rows.filter(registers.condition(found, {"credit_code": credit_code}))
    return rows.filter(registers.condition(found, {"left_on": {"set": False}})).first()


def steps_of(tenant: Any) -> QuerySet[GrowthStep]:
    """The plan of a tenant, by deadline."""
    rows = GrowthStep.objects.filter(tenant=tenant).select_related("by", "file")
    return rows.order_by("due_on", "pk")


def progress(tenants: list[Any], today: dt.date) -> dict[Any, dict[str, Any]]:
    """Steps, done and overdue ones, of some tenants by uuid; one query."""
    rows = GrowthStep.objects.filter(tenant__in=tenants).exclude(state=GrowthState.DROPPED)
    late = Q(state=GrowthState.PLANNED, due_on__lt=today)
    counted = (
        rows.order_by()
        .values("tenant")
        .annotate(
            n=Count("pk"),
            done=Count("pk", filter=Q(state=GrowthState.DONE)),
            late=Count("pk", filter=late),
        )
    )
    return {row["tenant"]: dict(row) for row in counted}


def overdue(today: dt.date | None = None) -> QuerySet[GrowthStep]:
    """Steps that should be done by now, the oldest first."""
    rows = GrowthStep.objects.filter(
        state=GrowthState.PLANNED, due_on__lt=today or timezone.localdate()
    )
    return rows.order_by("due_on", "pk")


def acknowledged(tenant: Any) -> GrowthAck | None:
    """When the tenant last read its plan."""
    rows = GrowthAck.objects.filter(tenant=tenant).select_related("by")
    return rows.order_by("-last", "-pk").first()


def is_unread(tenant: Any) -> bool:
    """Has the plan a step that the tenant did not acknowledge?"""
    ack = acknowledged(tenant)
    rows = GrowthStep.objects.filter(tenant=tenant)
    return rows.filter(pk__gt=ack.last_id if ack else 0).exists()


def services_of(firm: str) -> QuerySet[Any]:
    """What was done for a tenant: rows of the register of cultivation services, newest first."""
    found = registers.definition("cultivation")
    rows = registers.rows("cultivation", states=RecordState.STANDS)
    return rows.filter(registers.condition(found, {"client": firm})).order_by("-date", "-pk")
