"""Licences of the regional brand: rows of their register, with what firms filed as sold so."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from ezhen.accounts.enums import Role
from ezhen.core.values import show
from ezhen.figures.api import rows_of
from ezhen.figures.enums import FilingState
from ezhen.parties.api import organisation_of
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

REGISTER, DATASET, COLUMN = "brand_licences", "monthly_sales", "brand"
SOON = dt.timedelta(days=60)
QUIET = 3  # months without sales under the brand, after which a firm is asked


@dataclass(frozen=True)
class Licence:
    """A row as people read it."""

    row: Any
    firm: str
    certificate: str
    products: str
    agreement: str
    approval: str
    granted_on: dt.date
    until: dt.date
    sales: str

    def ends_soon(self, today: dt.date) -> bool:
        """Ends within two months, and has not ended."""
        return today <= self.until <= today + SOON

    def holds(self, today: dt.date) -> bool:
        """Is in force."""
        return today <= self.until


@dataclass(frozen=True)
class Month:
    """What a firm filed for a month."""

    period: str
    ends_on: dt.date
    sales: Decimal
    total: Decimal
    is_verified: bool
    uuid: str


def licence_rows(user: Any) -> QuerySet[Any]:
    """Licences that a person may see: offices all, a business its own; what ends first comes
    first."""
    found = registers.definition(REGISTER)
    rows = registers.rows(REGISTER, states=RecordState.STANDS)
    if user.role not in Role.OFFICE:
        mine = organisation_of(user) if user.role in Role.BUSINESS else None
        rows = rows.filter(Q(organisation=mine) | Q(data__firm=mine.name)) if mine else rows.none()
    return rows.order_by(registers.column(found, "until"), "pk")


def dressed(row: Any) -> Licence:
    """A row with its values."""
    known, data = registers.definition(REGISTER).by_name, row.data
    names = ("firm", "certificate", "products", "agreement", "approval", "sales")
    texts: Any = {name: str(show(known[name], data.get(name)) or "") for name in names}
    days: Any = {name: dt.date.fromisoformat(data[name]) for name in ("granted_on", "until")}
    return Licence(row=row, **texts, **days)


def filed_months(organisations: Iterable[int]) -> dict[int, list[Month]]:
    """Every month that some organisations filed, newest first, by organisation; one query."""
    wanted, found = set(organisations), defaultdict(list)
    for row in reversed(rows_of(DATASET) if wanted else []):
        if row.organisation_id in wanted and row.state in FilingState.COUNTED:
            month = Month(
                row.period,
                row.ends_on,
                row.number(COLUMN),
                row.number("total"),
                row.state == FilingState.VERIFIED,
                row.uuid,
            )
            found[row.organisation_id].append(month)
    return dict(found)


def since(months: Iterable[Month], granted_on: dt.date) -> list[Month]:
    """The months in which the licence was held."""
    return [month for month in months if month.ends_on >= granted_on]


def is_quiet(licence: Licence, months: list[Month], today: dt.date) -> bool:
    """Held for a quarter, and nothing reported as sold under the brand in the last three months."""
    if not licence.holds(today) or licence.granted_on > today - dt.timedelta(days=QUIET * 31):
        return False
    recent = [
        month for month in months if month.ends_on > today - dt.timedelta(days=QUIET * 31 + 31)
    ]
    return not any(month.sales for month in recent)


def waiting(user: Any, today: dt.date) -> tuple[list[Licence], list[Licence]]:
    """For the keeper's home: licences about to end, and firms that report no sales."""
    found = [dressed(row) for row in licence_rows(user)]
    ends = [one for one in found if one.ends_soon(today)]
    held = [one for one in found if one.row.organisation_id and one.holds(today)]
    months = filed_months(one.row.organisation_id for one in held)
    quiet = [one for one in held if is_quiet(one, months.get(one.row.organisation_id, []), today)]
    return ends, quiet
