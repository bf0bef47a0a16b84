"""Looking at the bytes again: a file whose content changed on disk blocks what rests on it."""

import datetime as dt

from django.utils import timezone

from ezhen.archive.actions.document import announce
from ezhen.archive.models import Document, FixityCheck, StoredFile
from ezhen.archive.queries.document import current_documents_of
from ezhen.archive.queries.file import hash_of
from ezhen.archive.queries.fixity import files_due
from ezhen.core.actions import action
from ezhen.core.log import record

AGAIN_AFTER = dt.timedelta(days=7)
AT_ONCE = 50


@action
def check_file(*, file: StoredFile, at: dt.datetime | None = None) -> FixityCheck:
    """Hash the bytes now and keep the result. Documents that show the file are marked broken, or
    whole again when the right bytes came back; both leave an entry."""
    at = at or timezone.now()
    found = hash_of(file)
    check = FixityCheck(file=file, at=at, found=found, is_intact=found == file.sha256)
    check.save()
    wrong = not check.is_intact
    touched = current_documents_of(file).exclude(is_broken=wrong)
    types = set(touched.values_list("type", flat=True))
    if types:
        Document.objects.filter(pk__in=list(touched.values_list("pk", flat=True))).update(
            is_broken=wrong
        )
        record(
            action="archive.found_broken" if wrong else "archive.found_whole",
            subject=file,
            by=None,
            at=at,
            found=found,
        )
        announce(types)
    return check


def check_due(*, at: dt.datetime | None = None, most: int = AT_ONCE) -> int:
    """Check those that were not looked at for a week, longest ago first; returns how many."""
    at = at or timezone.now()
    due = list(files_due(before=at - AGAIN_AFTER)[:most])
    for file in due:
        check_file(file=file, at=at)
    return len(due)
