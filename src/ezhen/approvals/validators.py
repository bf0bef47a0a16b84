"""Is this application complete? Values by field, papers by type. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ezhen.approvals.definitions import PaperAsk
from ezhen.core.definitions import Field
from ezhen.core.personal import seal_value
from ezhen.core.values import Unfit, reader

Problems = list[tuple[str, str]]


def read_fields(fields: Iterable[Field], raw: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Canonical values, and what could not be read or is missing, each at its field."""
    values: dict[str, Any] = {}
    problems: Problems = []
    for field in fields:
        if field.retired:
            continue
        try:
            values[field.name] = reader(field)(raw.get(field.name))
        except Unfit as error:
            problems.append((field.name, "; ".join(error.messages)))
    return values, problems


def data_of(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored: empty values left out, personal ones sealed."""
    return {
        field.name: seal_value(field, values[field.name])
        for field in fields
        if values.get(field.name) is not None
    }


def missing_papers(asked: Sequence[PaperAsk], have: Collection[str]) -> Problems:
    """Papers that are required and not there."""
    return [
        (
            f"paper:{ask.document}",
            _("This paper is missing: %(example)s") % {"example": ask.example},
        )
        for ask in asked
        if ask.required and ask.document not in have
    ]
