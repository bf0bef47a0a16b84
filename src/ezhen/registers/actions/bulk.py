"""Many rows at once, with the guarantees of one: keys, numbers, revisions, log, announcement."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.bulk import insert_many
from ezhen.core.errors import NotAllowed
from ezhen.core.ids import new_uuid
from ezhen.core.log import record as log
from ezhen.parties.api import organisation_ids
from ezhen.registers import rules
from ezhen.registers.actions.build import Builder, Values, revision_facts, year_of
from ezhen.registers.actions.record import announce, first_state, number_rows
from ezhen.registers.actions.register import store_definition
from ezhen.registers.enums import RecordState
from ezhen.registers.errors import RecordExists
from ezhen.registers.models import Record, RecordKey, RecordRevision
from ezhen.registers.queries.record import uuids_by_key
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.register import must_be_open
from ezhen.registers.validators import RowReader

Facts = dict[str, Any]  # a row by attribute name
Keyed = tuple[Values, list[str]]  # values and the digests of their keys


@dataclass(frozen=True)
class Entry:
    """A row of a ledger that was kept before: what it says, when it was written down, and when the
    reviewer confirmed it (None: it still waits)."""

    values: Mapping[str, Any]
    at: dt.datetime
    confirmed_at: dt.datetime | None = None


@action
def bring_records(
    *, register: str, entries: Sequence[Entry], by: Any, reviewer: Any = None
) -> list[UUID]:
    """Bring a whole ledger along, with the days on which its rows were written and confirmed. All
    rows or none. Returns their uuids, in order.

    Raises NotAllowed, KeptElsewhere, RecordExists, ValidationError naming the first bad row.
    """
    definition = definition_of(register)
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))
    if any(one.confirmed_at for one in entries) and (
        reviewer is None or reviewer.pk == by.pk or not rules.reviews(reviewer, definition)
    ):
        raise NotAllowed(_("You do not review this register."))
    must_be_open(register)
    version = store_definition(definition=definition, by=by)
    builder = Builder(definition)
    keyed = [(values, builder.digests(values)) for values in _read(builder, entries)]
    _refuse_known(builder, keyed)
    rows = build_rows(builder, [values for values, _own in keyed], [e.at for e in entries], by=by)
    final = [_confirmed(row, one, reviewer) for row, one in zip(rows, entries, strict=True)]
    insert_rows(builder, final, keyed)
    for row, last in zip(rows, final, strict=True):
        row["id"] = last["id"]
    confirmed = [last for row, last in zip(rows, final, strict=True) if last is not row]
    _keep(version, "registers.bring_records", rows, by)
    _keep(version, "registers.confirm_records", confirmed, reviewer)
    announce(register, [row["uuid"] for row in rows])
    return [row["uuid"] for row in rows]


def _read(builder: Builder, entries: Sequence[Entry]) -> list[Values]:
    rows = RowReader(builder.definition).read(one.values for one in entries)
    for number, row in enumerate(rows, start=1):
        if row.errors:
            said: dict[str, list[ValidationError]] = {
                name: [error] for name, error in row.errors.items()
            }
            said["__all__"] = [
                ValidationError(_("Row %(number)d: %(values)s"), params=_row(number, row.values))
            ]
            raise ValidationError(said)
    return [row.values for row in rows]


def _row(number: int, values: Values) -> dict[str, Any]:
    return {"number": number, "values": "、".join(str(v) for v in list(values.values())[:3])}


def _refuse_known(builder: Builder, keyed: Sequence[Keyed]) -> None:
    """Every key once, and none that the register has."""
    digests = [digest for _values, own in keyed for digest in own]
    if len(set(digests)) < len(digests) or uuids_by_key(builder.definition.code, digests):
        raise RecordExists(_("Some of these rows stand in the register already, or stand twice."))


def _confirmed(row: Facts, entry: Entry, reviewer: Any) -> Facts:
    """The row as it stands after its review; the very same row when there was none."""
    if entry.confirmed_at is None:
        return row
    return row | {
        "state": str(RecordState.CONFIRMED),
        "revision": row["revision"] + 1,
        "changed_at": entry.confirmed_at,
        "changed_by_id": reviewer.pk,
    }


def _keep(subject: Any, what: str, rows: Iterable[Facts], by: Any) -> None:
    """One revision for each row; one log entry for each moment, pinning its rows by a hash."""
    moments: dict[dt.datetime, list[str]] = defaultdict(list)
    revisions = []
    for row in rows:
        revision = revision_facts(row)
        revisions.append(revision)
        moments[row["changed_at"]].append(revision["digest"])
    insert_many(RecordRevision, revisions)
    for at, digests in sorted(moments.items()):
        log(
            action=what,
            subject=subject,
            by=by,
            at=at,
            register=subject.code,
            rows=len(digests),
            digest=digest_over(digests),
        )


def digest_over(digests: Iterable[str]) -> str:
    """One hash over the hashes of many revisions; the log carries it."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def build_rows(
    builder: Builder,
    found: Sequence[Values],
    moments: Sequence[dt.datetime],
    *,
    by: Any,
    organisation_id: int | None = None,
) -> list[Facts]:
    """Rows of Record by attribute name, numbered; each as it was written down at its moment."""
    definition = builder.definition
    party = definition.party
    owners = organisation_ids({v[party] for v in found if v.get(party)}) if party else {}
    years = [year_of(values, definition, at) for values, at in zip(found, moments, strict=True)]
    common = {
        "state": str(first_state(definition)),
        "revision": 1,
        "papers_missing": sum(paper.required for paper in definition.papers),
        "created_by_id": by.pk,
        "changed_by_id": by.pk,
        "return_reason": "",
    }
    return [
        builder.facts(values)
        | common
        | {
            "uuid": new_uuid(),
            "year": year,
            "serial": serial,
            "search": search,
            "organisation_id": organisation_id or owners.get(values.get(party, "")),
            "created_at": at,
            "changed_at": at,
        }
        for values, at, search, (year, serial) in zip(
            found,
            moments,
            builder.searches(found),
            number_rows(definition.code, years),
            strict=True,
        )
    ]


def insert_rows(builder: Builder, records: Sequence[Facts], keyed: Sequence[Keyed]) -> None:
    """Insert rows and their keys, and give each row the `id` that the database gave.

    Raises IntegrityError, with nothing inserted, when somebody was faster with a key.
    """
    with transaction.atomic():
        insert_many(Record, records)
        _take_ids(records)
        insert_many(
            RecordKey,
            [
                {"register": builder.definition.code, "digest": digest, "record_id": record["id"]}
                for record, (_values, own) in zip(records, keyed, strict=True)
                for digest in own
            ],
        )


def _take_ids(records: Sequence[Facts]) -> None:
    found: dict[UUID, int] = {}
    uuids = [one["uuid"] for one in records]
    for first in range(0, len(uuids), AT_ONCE):
        rows = Record.objects.filter(uuid__in=uuids[first : first + AT_ONCE])
        found |= dict(rows.values_list("uuid", "pk"))
    for one in records:
        one["id"] = found[one["uuid"]]


AT_ONCE = 500
