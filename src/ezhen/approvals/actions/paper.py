"""Papers of a case: handed in, taken out again, and made by the system."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.approvals.actions.flow import locked_case
from ezhen.approvals.errors import CaseRefused
from ezhen.approvals.models import Case, CaseStep, MadePaper
from ezhen.approvals.queries.case import KIND
from ezhen.approvals.queries.paper import DOCUMENT_OF, asked_of
from ezhen.archive.api import Subject, add_document, documents_for, withdraw_document
from ezhen.core.actions import action
from ezhen.core.log import record


@action
def hand_in_paper(
    *, case: Case, document: str, file: Any, by: Any, at: dt.datetime | None = None
) -> Any:
    """Put a paper that is asked for now to the case: by the applicant while the application is
    written, by whoever holds the stage while it is under way. Returns the archive's document.

    Raises CaseRefused, and the refusals of the archive.
    """
    locked = locked_case(case)
    if document not in {ask.document for ask in asked_of(locked, by)}:
        raise CaseRefused(_("This paper is not asked for now."))
    added = add_document(
        type=document, subject=Subject(KIND, str(locked.uuid)), file=file, by=by, at=at
    )
    record(
        action="approvals.hand_in_paper",
        subject=locked,
        by=by,
        at=at,
        type=document,
    )
    return added


@action
def take_out_paper(*, case: Case, document: Any, by: Any, at: dt.datetime | None = None) -> None:
    """A paper that was put in by mistake no longer counts. Raises CaseRefused, AlreadyDone."""
    locked = locked_case(case)
    mine = documents_for(KIND, str(locked.uuid)).filter(pk=document.pk)
    asked = {ask.document for ask in asked_of(locked, by)}
    if document.type not in asked or not mine.exists():
        raise CaseRefused(_("This paper cannot be taken out now."))
    withdraw_document(document=document, reason=_("Put in by mistake"), by=by, at=at)


@action
def file_paper(*, step: CaseStep, kind: str, title: str, content: bytes) -> Any:
    """File what was made of a step, once: made again, the first one stays. Returns the document."""
    made = MadePaper.objects.filter(step=step, kind=kind).select_related("document").first()
    if made:
        return made.document
    upload = SimpleUploadedFile(f"{title}.pdf", content, "application/pdf")
    try:
        with transaction.atomic():
            document = add_document(
                type=DOCUMENT_OF[kind],
                subject=Subject(KIND, str(step.case.uuid)),
                file=upload,
                by=step.by,
                title=title,
                dated_on=timezone.localdate(step.at),
                at=step.at,
            )
            MadePaper(step=step, kind=kind, document=document).save()
    except IntegrityError:  # another worker was faster
        return MadePaper.objects.get(step=step, kind=kind).document
    record(
        action="approvals.file_paper",
        subject=step.case,
        by=step.by,
        kind=kind,
        title=title,
    )
    return document
