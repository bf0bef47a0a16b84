"""Rows as proofs count them: a queryset, and where a field of the definition stands in it."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from ezhen.core.definitions import FieldType
from ezhen.core.personal import blind_value, personal_class
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.models import Record, RecordRevision

LOOKUPS = {"eq": "", "gte": "__gte", "gt": "__gt", "lte": "__lte", "lt": "__lt", "in": "__in"}


def rows(
    register: str,
    as_of: dt.datetime | None = None,
    states: frozenset[str] = RecordState.COUNTS,
) -> QuerySet[Any]:
    """The rows of a register in some states, now or as they stood at a moment.

    Records now, revisions then: both have the columns register, date, t1…, n1…, d1…, state.
    """
    if as_of is None:
        return Record.objects.filter(register=register, state__in=states)
    standing = RecordRevision.objects.filter(register=register).as_of(as_of)
    return standing.filter(state__in=states)


def column(found: RegisterDefinition, field: str) -> str:
    """The column of a field that tests and lists may filter by. Raises LookupError."""
    slots = found.slots()
    if field in slots:
        return slots[field]
    if field in {found.date, "date"}:
        return "date"
    if field == "state" and field not in found.by_name:
        return "state"
    raise LookupError(field)


def condition(found: RegisterDefinition, where: dict[str, Any]) -> Q:
    """{field: value, list of values, or {operator: value}} as a query condition.

    Operators: eq ne in gte gt lte lt set, and `has` for one of several choices. Raises LookupError
    for a field that has no column, or an unknown operator.
    """
    query = Q()
    for field, wanted in where.items():
        operators = wanted if isinstance(wanted, dict) else {_plain(wanted): wanted}
        for operator, value in operators.items():
            query &= _one(found, field, operator, value)
    return query


def _plain(wanted: Any) -> str:
    return "in" if isinstance(wanted, list | tuple) else "eq"


def _one(found: RegisterDefinition, field: str, operator: str, value: Any) -> Q:
    name = column(found, field)
    if operator == "set":
        return Q(**{f"{name}__isnull": not value})
    if operator == "has":
        return Q(**{f"{name}__contains": f"|{value}|"})
    value = _stored(found, field, value)
    if operator == "ne":
        return ~Q(**{name: value})
    return Q(**{name + LOOKUPS[operator]: value})


def _stored(found: RegisterDefinition, field: str, value: Any) -> Any:
    """A value as its column has it: personal ones blind, yes and no as 1 and 0."""
    if isinstance(value, list | tuple):
        return [_stored(found, field, one) for one in value]
    one = found.by_name.get(field)
    if one and personal_class(one):
        return blind_value(one, value)
    return int(value) if one and one.type == FieldType.YES_NO else value


def waiting(register: str) -> QuerySet[Record]:
    """Rows that are there but do not count yet: not reviewed, or returned."""
    states = RecordState.STANDS - RecordState.COUNTS
    return Record.objects.filter(register=register, state__in=states)


def num_waiting() -> dict[str, int]:
    """How many rows wait (or came back) in each register that has such rows."""
    states = RecordState.STANDS - RecordState.COUNTS
    rows = Record.objects.filter(state__in=states).order_by().values_list("register")
    return dict(rows.annotate(n=Count("pk")))


def changed_since(register: str, moment: dt.datetime) -> QuerySet[RecordRevision]:
    """What was corrected or withdrawn after a moment, of the rows that stood then."""
    return RecordRevision.objects.filter(
        register=register, at__gt=moment, number__gt=1, record__created_at__lte=moment
    )
