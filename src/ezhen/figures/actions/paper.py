"""Papers of a return: the stamped statement that a firm hands in with its figures."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.archive.api import Subject, add_document
from ezhen.core.actions import action
from ezhen.core.errors import NotAllowed
from ezhen.figures.enums import FilingState
from ezhen.figures.errors import FilingRefused
from ezhen.figures.models import Filing
from ezhen.figures.queries.dataset import dataset
from ezhen.figures.queries.paper import KIND, asked_papers, named
from ezhen.figures.rules import filer_of


@action
def attach_statement(
    *, filing: Filing, document: str, file: Any, by: Any, at: dt.datetime | None = None
) -> Any:
    """Put a paper of a return into the archive, where it counts for this return.

    Raises NotAllowed, FilingRefused, and what the archive refuses.
    """
    definition = dataset(filing.dataset)
    if filer_of(by, definition) != (True, filing.organisation):
        raise NotAllowed(_("This is not yours to file."))
    if document not in {field.document for field in asked_papers(definition)}:
        raise FilingRefused(_("This return does not ask for this paper."), field="file")
    if filing.state == FilingState.DRAFT:
        raise FilingRefused(_("File the figures first, then their paper."), field="file")
    return add_document(
        type=document,
        subject=Subject(KIND, str(filing.uuid), filing.dataset),
        file=file,
        title=named(filing)[:120],
        period=filing.period,
        by=by,
        at=at or timezone.now(),
    )
