"""Papers of a record, and notes on gaps."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from ezhen.archive.api import Subject, add_document
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.core.log import record as log
from ezhen.core.periods import read_period
from ezhen.registers import rules
from ezhen.registers.errors import ReasonMissing, RecordClosed
from ezhen.registers.models import GapNote, Record
from ezhen.registers.queries.paper import KIND, num_missing
from ezhen.registers.queries.record import name_of
from ezhen.registers.queries.register import definition as definition_of


@action
def attach_paper(
    *,
    record: Record,
    document: str,
    file: Any,
    by: Any,
    part: str = "",
    at: dt.datetime | None = None,
) -> Any:
    """Put a paper of a record into the archive. `part`: before or after, of a pair of pictures.

    Raises NotAllowed, RecordClosed, and what the archive refuses.
    """
    definition = definition_of(record.register)
    if document not in {paper.document for paper in definition.papers}:
        raise RecordClosed(_("This register does not ask for this paper."))
    if not rules.may_change(by, definition, record):
        raise NotAllowed(_("You do not keep this register."))
    return add_document(
        type=document,
        subject=Subject(KIND, str(record.uuid), record.register),
        file=file,
        by=by,
        title=f"{definition} {record.number} {name_of(definition, record)}",
        part=part,
        at=at,
    )


def count_papers(*, record: Record) -> None:
    """Write down how many papers a record lacks, within the transaction that changed them."""
    missing = num_missing(definition_of(record.register), record)
    Record.objects.filter(pk=record.pk).update(papers_missing=missing)


@action
def explain_gap(*, register: str, period: str, note: str, by: Any, subject: str = "") -> GapNote:
    """Say why a period has no record. The gap stays a gap, with its explanation beside it.

    Raises NotAllowed, ReasonMissing, ValueError for what is no period.
    """
    definition = definition_of(register)
    if not rules.may_keep(by, definition):
        raise NotAllowed(_("You do not keep this register."))
    if not note.strip():
        raise ReasonMissing(_("Say why."), field="note")
    made = GapNote(
        register=register,
        period=read_period(period).key,
        subject=subject,
        note=note.strip()[:300],
        by=by,
    )
    made.save()
    log(
        action="registers.explain_gap",
        subject=made,
        by=by,
        register=register,
        period=made.period,
        of=subject,
        note=made.note,
    )
    return made
