"""Papers of a return, and what the archive says of them."""

from typing import Any

from ezhen.archive.api import documents_for, type_name
from ezhen.core.definitions import Field, FieldType
from ezhen.core.periods import read_period
from ezhen.figures.definitions import DatasetDefinition
from ezhen.figures.models import Filing
from ezhen.figures.queries.dataset import dataset

KIND = "filing"


def asked_papers(definition: DatasetDefinition) -> list[Field]:
    """The fields of a data set that ask for a paper."""
    return [
        field
        for field in definition.fields
        if field.type == FieldType.FILES and field.document and not field.retired
    ]


def papers_of(filing: Filing, definition: DatasetDefinition) -> list[tuple[str, str, list[Any]]]:
    """Type, name and standing documents of each paper that is asked for."""
    asked = asked_papers(definition)
    found = list(documents_for(KIND, str(filing.uuid), filing.dataset)) if asked else []
    return [
        (
            field.document,
            str(type_name(field.document)),
            [document for document in found if document.type == field.document],
        )
        for field in asked
    ]


def named(filing: Filing) -> str:
    """A return by its data set, filer and period."""
    parts = (dataset(filing.dataset).title, filing.organisation or "", read_period(filing.period))
    return " ".join(filter(None, map(str, parts)))


def subject(_group: str, key: str) -> tuple[str, str]:
    """What the archive calls the return of a paper, and its page."""
    filing = Filing.objects.select_related("organisation").filter(uuid=key).first()
    return (named(filing), filing.get_absolute_url()) if filing else (key, "")
