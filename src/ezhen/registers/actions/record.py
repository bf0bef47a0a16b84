"""A record is entered, changed, reviewed, withdrawn, revealed; each step leaves its trace."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record as log
from ezhen.core.personal import open_value
from ezhen.parties.api import organisation_of
from ezhen.registers import rules
from ezhen.registers.actions.build import Builder, Values, revision_facts, year_of
from ezhen.registers.actions.register import store_definition
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import RecordState
from ezhen.registers.errors import (
    KeptElsewhere,
    ReasonMissing,
    RecordChanged,
    RecordClosed,
    RecordExists,
)
from ezhen.registers.models import Numbering, Record, RecordKey, RecordRevision
from ezhen.registers.queries.record import differences, organisation_id, uuids_by_key
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.register import must_be_open, server_of
from ezhen.registers.signals import records_changed
from ezhen.registers.validators import read_row

NAMED = 500  # uuids that a signal names


@action
def enter_record(
    *, register: str, values: Mapping[str, Any], by: Any, at: dt.datetime | None = None
) -> Record:
    """Enter a row. `values` by field name, as people write them.

    Raises NoSuchRegister, NotAllowed, KeptElsewhere, RecordExists, ValidationError by field.
    """
    definition = definition_of(register)
    _check_keeper(definition, by)
    must_be_open(register)
    return _enter(definition, values, by=by, at=at)


@action
def put_record(
    *,
    register: str,
    key: UUID,
    values: Mapping[str, Any],
    by: Any,
    at: dt.datetime | None = None,
    organisation: Any = None,
) -> Record:
    """The module that keeps a register puts a row here, or brings it up to date; `key` is its own
    uuid of the thing. Rows that were entered before it took over stay beside it.

    Raises KeptElsewhere when no module serves the register, ValidationError by field.
    """
    definition = definition_of(register)
    if server_of(register) is None:
        raise KeptElsewhere(f"no module serves {register}")
    known = Record.objects.select_for_update().filter(uuid=key).first()
    if known is None:
        return _enter(definition, values, by=by, at=at, uuid=key, organisation=organisation)
    found = read_row(definition, values)
    if found == current_values(definition, known) and known.state in RecordState.STANDS:
        return known
    return _change(definition, known, found, by=by, at=at)


@action
def change_record(
    *,
    record: Record,
    values: Mapping[str, Any],
    revision: int,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Record:
    """Correct some fields of a row that the person saw at `revision`; the others stay.

    Raises RecordChanged when somebody was faster, NotAllowed, RecordClosed, RecordExists,
    ValidationError by field.
    """
    locked = Record.objects.select_for_update().get(pk=record.pk)
    definition = definition_of(locked.register)
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))
    if not rules.may_change(by, definition, locked):
        raise RecordClosed(_("This row cannot be changed any more."))
    _check_revision(definition, locked, revision)
    now = current_values(definition, locked)
    changed = read_row(definition, now | dict(values))
    if changed == now and locked.state != RecordState.RETURNED:
        return locked
    if definition.own_rows and by.role in Role.BUSINESS:
        changed[definition.party] = now.get(definition.party)
    return _change(definition, locked, changed, by=by, at=at, reason=reason)


@action
def withdraw_record(
    *, record: Record, reason: str, by: Any, at: dt.datetime | None = None
) -> Record:
    """Take a row out of the register: it stays readable, and counts no more.

    Raises ReasonMissing, NotAllowed, RecordClosed.
    """
    locked = Record.objects.select_for_update().get(pk=record.pk)
    definition = definition_of(locked.register)
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))
    if not rules.may_change(by, definition, locked):
        raise RecordClosed(_("This row was withdrawn already."))
    _need(reason)
    locked.keys.all().delete()
    return _step(locked, RecordState.WITHDRAWN, by=by, at=at, reason=reason)


@action
def review_record(
    *, record: Record, confirm: bool, by: Any, reason: str = "", at: dt.datetime | None = None
) -> Record:
    """Confirm a row, or return it with a reason. Nobody reviews what they wrote.

    Raises NotAllowed, RecordClosed, ReasonMissing.
    """
    locked = Record.objects.select_for_update().get(pk=record.pk)
    definition = definition_of(locked.register)
    if not rules.reviews(by, definition):
        raise NotAllowed(_("You do not review this register."))
    if locked.state != RecordState.WAITING:
        raise RecordClosed(_("This row is not waiting for review any more."))
    if locked.changed_by_id == by.pk:
        raise NotAllowed(_("You wrote this row: somebody else reviews it."))
    if not confirm:
        _need(reason)
    state = RecordState.CONFIRMED if confirm else RecordState.RETURNED
    return _step(locked, state, by=by, at=at, reason=reason)


@action
def confirm_records(
    *, records: Iterable[Record], by: Any, at: dt.datetime | None = None
) -> list[Record]:
    """Confirm several rows at once; those that are not waiting, or are one's own, stay as they
    are. Raises NotAllowed."""
    done = []
    for one in records:
        definition = definition_of(one.register)
        if not rules.reviews(by, definition):
            raise NotAllowed(_("You do not review this register."))
        if rules.may_review(by, definition, one):
            done.append(review_record(record=one, confirm=True, by=by, at=at))
    return done


@action
def reveal_record(*, record: Record, reason: str, by: Any) -> dict[str, Any]:
    """Read the personal values of a row: allowed with a reason, and remembered.

    Returns the plain values by field. Raises ReasonMissing.
    """
    _need(reason)
    definition = definition_of(record.register)
    log(action="registers.reveal_record", subject=record, by=by, reason=reason)
    return current_values(definition, record)


def current_values(definition: RegisterDefinition, record: Record) -> Values:
    """The plain canonical values of a record; fields that are retired now are left out."""
    return {
        one.name: open_value(one, record.data[one.name])
        for one in definition.active
        if one.name in record.data
    } | {one.name: None for one in definition.active if one.name not in record.data}


def number_rows(register: str, years: Sequence[int]) -> list[tuple[int, int]]:
    """(year, number) for each of some rows, without a hole: the counter of a year is held until
    the transaction ends."""
    last: dict[int, int] = {}
    for year in sorted(set(years)):
        Numbering.objects.get_or_create(register=register, year=year)
        Numbering.objects.filter(register=register, year=year).update(
            last=F("last") + years.count(year)
        )
        last[year] = Numbering.objects.get(register=register, year=year).last - years.count(year)
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append((year, last[year]))
    return numbers


def first_state(definition: RegisterDefinition) -> RecordState:
    """Where a row stands after it was entered or changed."""
    return RecordState.WAITING if definition.reviewers else RecordState.KEPT


def announce(register: str, uuids: Sequence[Any]) -> None:
    """Tell whoever listens, in the transaction of the change: what they note commits with it."""
    named = [str(uuid) for uuid in uuids] if len(uuids) <= NAMED else []
    records_changed.send(sender=Record, register=register, uuids=named)


def _check_keeper(definition: RegisterDefinition, by: Any) -> None:
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))


def _check_revision(definition: RegisterDefinition, locked: Record, revision: int) -> None:
    if locked.revision == revision:
        return
    seen = RecordRevision.objects.filter(record=locked, number=revision).first()
    fields = differences(definition, seen.data if seen else {}, locked.data)
    raise RecordChanged(
        _("%(who)s changed this row at %(when)s: %(fields)s. Look at it before you save.")
        % {
            "who": locked.changed_by,
            "when": f"{timezone.localtime(locked.changed_at):%H:%M}",
            "fields": "；".join(fields) or "—",
        },
        who=str(locked.changed_by),
        fields=fields,
    )


def _need(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")


def _enter(
    definition: RegisterDefinition,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: dt.datetime | None,
    **facts: Any,
) -> Record:
    now = at or timezone.now()
    store_definition(definition=definition, by=by)
    found = read_row(definition, _with_owner(definition, values, by))
    builder = Builder(definition)
    digests = builder.digests(found)
    _refuse_known(definition, digests)
    organisation = facts.pop("organisation", None)
    ((year, serial),) = number_rows(definition.code, [year_of(found, definition, now)])
    record = Record(
        **builder.facts(found),
        year=year,
        serial=serial,
        state=first_state(definition),
        search=builder.searches([found])[0],
        organisation_id=organisation.pk if organisation else organisation_id(definition, found),
        papers_missing=sum(paper.required for paper in definition.papers),
        created_at=now,
        created_by=by,
        changed_at=now,
        changed_by=by,
        **facts,
    )
    record.save(force_insert=True)
    _save_keys(definition, record, digests)
    _keep(record, "registers.enter_record", by)
    return record


def _with_owner(
    definition: RegisterDefinition, values: Mapping[str, Any], by: Any
) -> Mapping[str, Any]:
    """A business writes rows of its own, whatever the form says."""
    if not (definition.own_rows and by.role in Role.BUSINESS):
        return values
    mine = organisation_of(by)
    if mine is None:
        raise NotAllowed(_("Register your business first."))
    return dict(values) | {definition.party: str(mine.uuid)}


def _change(
    definition: RegisterDefinition,
    record: Record,
    found: Values,
    *,
    by: Any,
    at: dt.datetime | None,
    reason: str = "",
) -> Record:
    store_definition(definition=definition, by=by)
    builder = Builder(definition)
    retired = {one.name for one in definition.fields if one.retired}
    kept = {name: value for name, value in record.data.items() if name in retired}
    _move_keys(definition, record, builder.digests(found))
    for name, value in builder.columns(found).items():
        setattr(record, name, value)
    record.data = builder.data(found) | kept
    record.search = builder.searches([found])[0]
    record.version = definition.version
    record.organisation_id = organisation_id(definition, found) or record.organisation_id
    return _step(record, first_state(definition), by=by, at=at, reason=reason)


def _step(
    record: Record, state: RecordState, *, by: Any, at: dt.datetime | None, reason: str = ""
) -> Record:
    """The next revision. The guarded update lets one of two writers win."""
    seen = record.revision
    record.state, record.revision = state, seen + 1
    record.changed_at, record.changed_by = at or timezone.now(), by
    record.return_reason = reason if state == RecordState.RETURNED else ""
    changed = [one.attname for one in Record._meta.concrete_fields if not one.primary_key]
    facts = {name: getattr(record, name) for name in changed}
    if not Record.objects.filter(pk=record.pk, revision=seen).update(**facts):
        raise RecordChanged(_("Somebody changed this row just now. Look at it before you save."))
    _keep(record, f"registers.{_STEPS[state]}_record", by, reason)
    return record


_STEPS = {
    RecordState.KEPT: "change",
    RecordState.WAITING: "change",
    RecordState.CONFIRMED: "confirm",
    RecordState.RETURNED: "return",
    RecordState.WITHDRAWN: "withdraw",
}


def _keep(record: Record, what: str, by: Any, reason: str = "") -> None:
    told = {one.attname: getattr(record, one.attname) for one in Record._meta.concrete_fields}
    revision = RecordRevision(**revision_facts(told, reason=reason))
    revision.save()
    log(
        action=what,
        subject=record,
        by=by,
        at=record.changed_at,
        register=record.register,
        number=record.number,
        revision=record.revision,
        digest=revision.digest,
        reason=reason,
    )
    announce(record.register, [record.uuid])


def _refuse_known(definition: RegisterDefinition, digests: Sequence[str]) -> None:
    known = uuids_by_key(definition.code, digests)
    if known:
        raise _exists(definition, next(iter(known.values())))


def _exists(definition: RegisterDefinition, uuid: Any = None) -> RecordExists:
    keys = "、".join(str(definition.field(name).label) for key in definition.unique for name in key)
    number = Record.objects.get(uuid=uuid).number if uuid else ""
    return RecordExists(
        _("The register has this row already (%(number)s): same %(keys)s.")
        % {"number": number, "keys": keys},
        record=uuid,
    )


def _save_keys(definition: RegisterDefinition, record: Record, digests: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            RecordKey.objects.bulk_create(
                RecordKey(register=record.register, digest=digest, record=record)
                for digest in digests
            )
    except IntegrityError as error:
        known = uuids_by_key(definition.code, digests)
        raise _exists(definition, next(iter(known.values()), None)) from error


def _move_keys(definition: RegisterDefinition, record: Record, digests: list[str]) -> None:
    before = set(record.keys.values_list("digest", flat=True))
    record.keys.filter(digest__in=before - set(digests)).delete()
    fresh = [digest for digest in digests if digest not in before]
    _refuse_known(definition, fresh)
    _save_keys(definition, record, fresh)
