"""A file goes into a register: handed in, columns matched, rows corrected, entered, taken back.

Reading and entering run as jobs (tasks.py). Rows are entered in parts, each in one transaction
that also marks the part, so a killed import goes on with the next part and doubles nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.accounts.enums import Role
from ezhen.archive.api import store_file
from ezhen.core.actions import action
from ezhen.core.bulk import insert_many, update_many
from ezhen.core.errors import NotAllowed
from ezhen.core.jobs import enqueue
from ezhen.core.log import record as log
from ezhen.core.personal import open_value, personal_class
from ezhen.parties.api import organisation_of
from ezhen.registers import rules
from ezhen.registers.actions.build import COPIED, Builder, Values, revision_facts
from ezhen.registers.actions.bulk import Facts, build_rows, digest_over, insert_rows
from ezhen.registers.actions.record import announce, first_state
from ezhen.registers.actions.register import store_definition
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.enums import ImportState, RecordState, Verdict
from ezhen.registers.errors import ImportClosed
from ezhen.registers.models import (
    SLOT_COLUMNS,
    ImportBatch,
    ImportChunk,
    Record,
    RecordKey,
    RecordRevision,
)
from ezhen.registers.queries.batch import UNDO_DAYS, num_touched, untouched
from ezhen.registers.queries.record import uuids_by_key
from ezhen.registers.queries.register import definition as definition_of
from ezhen.registers.queries.register import must_be_open

TABLES = frozenset(
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"}
)
AT_ONCE = 500
CHANGED = (
    *("search", "revision", "changed_at", "changed_by", "return_reason", "version", "data"),
    *("state", "organisation", "date", *SLOT_COLUMNS),
)


@action
def start_import(*, register: str, upload: UploadedFile, by: Any) -> ImportBatch:
    """Hand in a file; a job reads it. Raises NotAllowed, KeptElsewhere, the archive's refusals."""
    definition = definition_of(register)
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))
    must_be_open(register)
    file = store_file(upload=upload, by=by)
    if file.media_type not in TABLES:
        raise ImportClosed(_("Hand in an Excel workbook (.xlsx) or a CSV file."), field="file")
    mine = organisation_of(by) if definition.own_rows and by.role in Role.BUSINESS else None
    batch = ImportBatch.objects.create(
        register=register,
        version=definition.version,
        file=file,
        organisation=mine,
        created_by=by,
    )
    batch.job = enqueue("registers.read_import", by=by, batch=str(batch.uuid))
    batch.save(update_fields=["job"])
    log(action="registers.start_import", subject=batch, by=by, register=register, name=file.name)
    return batch


@action
def match_columns(*, batch: ImportBatch, mapping: Mapping[str, str], by: Any) -> ImportBatch:
    """A person says which column is which field (position → name), and the file is read anew.

    Raises ImportClosed when a field is named twice, or a required one not at all.
    """
    locked = locked_batch(batch, ImportState.MAPPING, ImportState.PREVIEW)
    definition = definition_of(locked.register)
    chosen = {position: name for position, name in mapping.items() if name}
    if len(set(chosen.values())) < len(chosen):
        raise ImportClosed(_("Two columns are matched with one field."))
    lacking = [
        str(one.label)
        for one in definition.active
        if one.required and one.name not in chosen.values() and one.name != _owner(locked)
    ]
    if lacking:
        raise ImportClosed(_("No column for: %(fields)s.") % {"fields": "、".join(lacking)})
    locked.mapping, locked.state = chosen, ImportState.READING
    locked.job = enqueue("registers.read_import", by=by, batch=str(locked.uuid))
    locked.save()
    log(action="registers.match_import", subject=locked, by=by, mapping=chosen)
    return locked


def _owner(batch: ImportBatch) -> str:
    """The field that a business need not fill: it is its own."""
    return definition_of(batch.register).party if batch.organisation_id else ""


@action
def decide_rows(
    *, batch: ImportBatch, use: Mapping[int, Mapping[int, bool]], by: Any
) -> ImportBatch:
    """Of rows that differ from the register: take the file's (True) or keep the register's.

    `use`: chunk → line → answer.
    """
    locked = locked_batch(batch, ImportState.PREVIEW)
    chunks = locked.chunks.filter(pk__in=list(use), verdict=Verdict.DIFFERS)
    for chunk in chunks.order_by("pk"):
        for row in chunk.rows:
            if row["line"] in use[chunk.pk]:
                row["use"] = use[chunk.pk][row["line"]]
        chunk.save(update_fields=["rows"])
    taken = sum(answer for lines in use.values() for answer in lines.values())
    log(action="registers.decide_import", subject=locked, by=by, taken=taken)
    return locked


@action
def start_commit(*, batch: ImportBatch, by: Any) -> ImportBatch:
    """Enter the rows that can be entered, and the corrections that were chosen.

    Raises ImportClosed when there are none, or it was done before.
    """
    locked = locked_batch(batch, ImportState.PREVIEW)
    store_definition(definition=definition_of(locked.register), by=by)
    locked.state = ImportState.COMMITTING
    locked.job = enqueue("registers.commit_import", by=by, batch=str(locked.uuid))
    locked.save(update_fields=["state", "job"])
    log(action="registers.commit_import", subject=locked, by=by, counts=locked.counts)
    return locked


@action
def discard_import(*, batch: ImportBatch, by: Any) -> ImportBatch:
    """Leave the file without entering anything. Raises ImportClosed."""
    locked = locked_batch(batch, ImportState.PREVIEW, ImportState.MAPPING)
    locked.state, locked.ended_at = ImportState.DISCARDED, timezone.now()
    locked.save(update_fields=["state", "ended_at"])
    locked.chunks.all().delete()
    log(action="registers.discard_import", subject=locked, by=by)
    return locked


@action
def start_undo(*, batch: ImportBatch, by: Any) -> ImportBatch:
    """Take an import back while nobody has built on it.

    Raises ImportClosed after the deadline, or when rows were verified or changed since.
    """
    locked = locked_batch(batch, ImportState.DONE)
    if locked.ended_at and timezone.now() > locked.ended_at + dt.timedelta(days=UNDO_DAYS):
        raise ImportClosed(_("The time for taking this import back is over."))
    if touched := num_touched(locked):
        raise ImportClosed(
            _("%(n)d rows were verified or changed since: correct them one by one.")
            % {"n": touched}
        )
    locked.state = ImportState.UNDOING
    locked.job = enqueue("registers.undo_import", by=by, batch=str(locked.uuid))
    locked.save(update_fields=["state", "job"])
    log(action="registers.undo_import", subject=locked, by=by)
    return locked


def locked_batch(batch: ImportBatch, *states: str) -> ImportBatch:
    """The import, held until the transaction ends. Raises ImportClosed in any other state."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in states:
        raise ImportClosed(_("This import is not at that step any more."))
    return locked


# ---- steps of the jobs


@action
def enter_chunk(*, chunk: ImportChunk, by: Any, at: dt.datetime | None = None) -> int:
    """Enter the rows of one chunk; returns how many. A chunk that was entered is left alone.

    A row whose key came into the register meanwhile is skipped and counted.
    """
    locked = ImportChunk.objects.select_for_update().select_related("batch").get(pk=chunk.pk)
    if locked.entered_at:
        return 0
    now = at or timezone.now()
    definition = definition_of(locked.batch.register)
    if locked.verdict == Verdict.NEW:
        found = [opened(definition, row["values"]) for row in locked.rows]
        done = _enter(definition, found, batch=locked.batch, by=by, at=now)
    else:
        chosen = [row for row in locked.rows if row.get("use")]
        done = _correct(definition, chosen, batch=locked.batch, by=by, at=now)
    locked.entered_at = now
    locked.save(update_fields=["entered_at"])
    _count(locked.batch, len(done), skipped=_num_wanted(locked) - len(done))
    return len(done)


def _num_wanted(chunk: ImportChunk) -> int:
    if chunk.verdict == Verdict.NEW:
        return chunk.num_rows
    return sum(bool(row.get("use")) for row in chunk.rows)


def _count(batch: ImportBatch, entered: int, skipped: int) -> None:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    locked.counts["entered"] = locked.counts.get("entered", 0) + entered
    locked.counts["skipped"] = locked.counts.get("skipped", 0) + skipped
    locked.save(update_fields=["counts"])


def opened(definition: RegisterDefinition, stored: Mapping[str, Any]) -> Values:
    """The plain values of a row of a chunk."""
    sealed = {one.name: one for one in definition.fields if personal_class(one)}
    return {
        name: open_value(sealed[name], value) if name in sealed else value
        for name, value in stored.items()
    }


def _enter(
    definition: RegisterDefinition,
    found: list[Values],
    *,
    batch: ImportBatch,
    by: Any,
    at: dt.datetime,
) -> list[Facts]:
    builder = Builder(definition)
    keyed = [(values, builder.digests(values)) for values in found]
    known = uuids_by_key(definition.code, [digest for _values, own in keyed for digest in own])
    keyed = _once(keyed, set(known))
    if not keyed:
        return []
    found = [values for values, _own in keyed]
    records = build_rows(
        builder, found, [at] * len(found), by=by, organisation_id=batch.organisation_id
    )
    try:
        insert_rows(builder, records, keyed)
    except IntegrityError:  # somebody entered one of these rows a moment ago: look again
        return _enter(definition, found, batch=batch, by=by, at=at)
    _keep(records, batch=batch, by=by, at=at)
    return records


def _once(keyed: list[tuple[Values, list[str]]], taken: set[str]) -> list[tuple[Values, list[str]]]:
    """The rows whose keys nobody has yet, each key once."""
    free = []
    for values, own in keyed:
        if not taken & set(own):
            free.append((values, own))
            taken |= set(own)
    return free


def _keep(
    records: Sequence[Facts], *, batch: ImportBatch, by: Any, at: dt.datetime, reason: str = ""
) -> None:
    """One revision for each row, one log entry for all: it pins them by a hash over theirs."""
    revisions = [revision_facts(one, reason=reason, batch_id=batch.pk) for one in records]
    insert_many(RecordRevision, revisions)
    log(
        action="registers.import_rows",
        subject=batch,
        by=by,
        at=at,
        register=batch.register,
        rows=len(revisions),
        digest=digest_over(one["digest"] for one in revisions),
        reason=reason,
    )
    announce(batch.register, [one["uuid"] for one in records])


def _correct(
    definition: RegisterDefinition,
    chosen: list[dict[str, Any]],
    *,
    batch: ImportBatch,
    by: Any,
    at: dt.datetime,
) -> list[Facts]:
    """Bring known rows to what the file says; a row that changed since the preview is left."""
    rows = {row["known"]: row for row in chosen}
    records = Record.objects.select_for_update().filter(
        uuid__in=list(rows), register=definition.code, state__in=RecordState.STANDS
    )
    builder = Builder(definition)
    changed = []
    for record in records.order_by("pk"):
        row = rows[str(record.uuid)]
        if record.revision != row["revision"]:
            continue
        values = opened(definition, row["values"])
        facts = _facts(record) | builder.facts(values)
        facts["data"] = record.data | facts["data"]
        facts["search"] = builder.searches([values])[0]
        _move(facts, first_state(definition), by=by, at=at)
        changed.append(facts)
    update_many(Record, changed, CHANGED)
    _keep(changed, batch=batch, by=by, at=at)
    return changed


def _facts(record: Record) -> Facts:
    return {one.attname: getattr(record, one.attname) for one in Record._meta.concrete_fields}


def _move(facts: Facts, state: str, *, by: Any, at: dt.datetime) -> None:
    facts |= {
        "state": str(state),
        "revision": facts["revision"] + 1,
        "changed_at": at,
        "changed_by_id": by.pk,
        "return_reason": "",
    }


@action
def undo_part(*, batch: ImportBatch, by: Any, at: dt.datetime | None = None) -> int:
    """Take back up to 500 rows of an import: entered ones are withdrawn, corrected ones get what
    they said before. Returns how many; 0 when all is back."""
    now = at or timezone.now()
    revisions = list(untouched(batch).select_related("record").order_by("pk")[:AT_ONCE])
    if not revisions:
        return 0
    before = _before([one for one in revisions if one.number > 1])
    changed = []
    for revision in revisions:
        facts = _facts(revision.record)
        state = RecordState.WITHDRAWN
        if earlier := before.get(revision.record_id):
            state = first_state(definition_of(batch.register))
            facts |= {name: getattr(earlier, name) for name in COPIED}
        _move(facts, state, by=by, at=now)
        changed.append(facts)
    gone = [one["id"] for one in changed if one["state"] == RecordState.WITHDRAWN]
    RecordKey.objects.filter(record__in=gone).delete()
    update_many(Record, changed, CHANGED)
    _keep(changed, batch=batch, by=by, at=now, reason=_("import taken back"))
    return len(changed)


def _before(revisions: Sequence[RecordRevision]) -> dict[int, RecordRevision]:
    """The revision before each of these, by record."""
    wanted = {one.record_id: one.number - 1 for one in revisions}
    found = RecordRevision.objects.filter(record__in=list(wanted))
    return {one.record_id: one for one in found if one.number == wanted[one.record_id]}


@action
def finish_import(*, batch: ImportBatch, state: str, by: Any) -> None:
    """The last step of a job."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, ended_at=timezone.now(), job=None)
    log(action=f"registers.import_{state}", subject=batch, by=by)
