"""A data set as it stood at a moment, for filing."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from ezhen.core import values
from ezhen.core.definitions import heading
from ezhen.figures.enums import FilingState
from ezhen.figures.models import Filing
from ezhen.figures.queries.dataset import dataset
from ezhen.figures.queries.filing import rows_of


def filed_table(code: str, as_of: dt.datetime) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of every return that was sent in, oldest period first. Raises LookupError
    for a code that is none."""
    fields = [one for one in dataset(code).fields if not one.retired]
    filings = Filing.objects.filter(dataset=code).select_related("organisation")
    names = {filing.organisation_id: str(filing.organisation or "") for filing in filings}
    headers = [_("Period"), _("Filer"), *map(heading, fields), _("State"), _("Version")]
    table = [
        [
            row.period,
            names.get(row.organisation_id, ""),
            *(values.cell(one, row.data.get(one.name)) for one in fields),
            str(FilingState(row.state).label),
            row.revision,
        ]
        for row in rows_of(code, as_of=as_of)
    ]
    return headers, table
