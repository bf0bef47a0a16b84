"""Documents come in, are replaced by a newer version, or are withdrawn; nothing is erased."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.actions.file import store_file
from ezhen.archive.errors import DocumentChanged, DocumentRefused
from ezhen.archive.models import Document, DocumentVersion, StoredFile
from ezhen.archive.queries.document import type_name
from ezhen.archive.signals import documents_changed, subject_changed
from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.log import record
from ezhen.core.search import folded


@dataclass(frozen=True)
class Subject:
    """What a document belongs to: kind (task, record, filing …), group (the register of a record)
    and id (task number, uuid)."""

    kind: str
    id: str
    group: str = ""


@action
def add_document(
    *,
    type: str,  # noqa: A002 the field's name
    subject: Subject,
    file: UploadedFile | StoredFile,
    by: Any,
    title: str = "",
    period: str = "",
    part: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Document:
    """Put a paper into the archive. Raises DocumentRefused, ValidationError and the refusals of
    storing a file."""
    at = at or timezone.now()
    dated_on = dated_on or timezone.localdate(at)
    if dated_on > timezone.localdate():
        raise DocumentRefused(_("This date is in the future."), field="dated_on")
    stored = _stored(file, by)
    document = Document(
        type=type,
        title=(title.strip() or stored.name)[:120],
        subject_kind=subject.kind,
        subject_group=subject.group,
        subject_id=subject.id,
        period=period,
        part=part,
        dated_on=dated_on,
        valid_until=valid_until,
        added_at=at,
        added_by=by,
    )
    document.search = _search(document, stored)
    document.full_clean(exclude=["added_by"])
    document.save()
    DocumentVersion(document=document, number=1, file=stored, at=at, by=by).save()
    record(
        action="archive.add_document",
        subject=document,
        by=by,
        at=at,
        type=type,
        of=[subject.kind, subject.group, subject.id],
        sha256=stored.sha256,
    )
    _tell_subject(document)
    announce({type})
    return document


@action
def replace_document(
    *,
    document: Document,
    file: UploadedFile | StoredFile,
    expects: int,
    by: Any,
    note: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Document:
    """A newer version takes the place of version `expects`; the earlier ones stay to be read.

    Raises DocumentChanged when somebody was faster, DocumentRefused for a withdrawn one.
    """
    at = at or timezone.now()
    locked = _locked(document)
    if locked.version != expects:
        raise DocumentChanged(
            _("Somebody put in version %(number)d meanwhile. Look at it first.")
            % {"number": locked.version}
        )
    stored = _stored(file, by)
    locked.version += 1
    locked.is_broken = False
    locked.dated_on = dated_on or locked.dated_on
    locked.valid_until = valid_until or locked.valid_until
    locked.search = _search(locked, stored)
    locked.full_clean(exclude=["added_by"])
    locked.save()
    DocumentVersion(
        document=locked, number=locked.version, file=stored, at=at, by=by, note=note.strip()
    ).save()
    record(
        action="archive.replace_document",
        subject=locked,
        by=by,
        at=at,
        version=locked.version,
        sha256=stored.sha256,
        note=note,
    )
    announce({locked.type})
    return locked


@action
def withdraw_document(
    *, document: Document, reason: str, by: Any, at: dt.datetime | None = None
) -> Document:
    """A document no longer counts; it stays to be read. Raises DocumentRefused, AlreadyDone."""
    if not reason.strip():
        raise DocumentRefused(_("Say why."), field="reason")
    locked = _locked(document)
    locked.withdrawn_at = at or timezone.now()
    locked.withdrawn_by, locked.withdrawn_why = by, reason.strip()[:200]
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record(
        action="archive.withdraw_document",
        subject=locked,
        by=by,
        at=locked.withdrawn_at,
        reason=reason,
    )
    _tell_subject(locked)
    announce({locked.type})
    return locked


def _tell_subject(document: Document) -> None:
    subject_changed.send(
        sender=Document,
        kind=document.subject_kind,
        group=document.subject_group,
        id=document.subject_id,
    )


def announce(types: set[str]) -> None:
    """Tell the modules above, in the transaction of the change: what they note commits with it."""
    documents_changed.send(sender=Document, types=types)


def _locked(document: Document) -> Document:
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.withdrawn_at:
        raise AlreadyDone(_("This document was withdrawn before."))
    return locked


def _stored(file: UploadedFile | StoredFile, by: Any) -> StoredFile:
    return file if isinstance(file, StoredFile) else store_file(upload=file, by=by)


def _search(document: Document, stored: StoredFile) -> str:
    return folded(
        document.title, type_name(document.type), stored.name, document.subject_id, document.period
    )
