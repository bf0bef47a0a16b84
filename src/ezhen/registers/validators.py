"""Is a row acceptable? One check for the form, the importer and programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from ezhen.core import values
from ezhen.core.cells import Unfit
from ezhen.core.definitions import Field, FieldType
from ezhen.core.references import REFERENCES, reference_for
from ezhen.registers.definitions import RegisterDefinition


@dataclass
class Row:
    """A row on its way in: canonical values, and what is wrong with which field. `twin`: it stands
    word for word in the same file before."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Unfit] = field(default_factory=dict)
    twin: bool = False


class RowReader:
    """Reads rows of one register; make it once for a whole file."""

    def __init__(self, definition: RegisterDefinition) -> None:
        self.definition = definition
        self.readers = [(one.name, values.reader(one)) for one in definition.active]
        self.references = [one for one in definition.active if one.type in REFERENCES]

    def read(self, raws: Iterable[Mapping[str, Any]]) -> list[Row]:
        """Rows with canonical values; names of parties, places… become keys, all at once."""
        rows = [self._read(raw) for raw in raws]
        for one in self.references:
            _resolve(one, rows)
        for row in rows:
            self._check_order(row)
        return rows

    def _read(self, raw: Mapping[str, Any]) -> Row:
        row = Row()
        for name, read in self.readers:
            try:
                row.values[name] = read(raw.get(name))
            except Unfit as error:
                row.errors[name] = error
        return row

    def _check_order(self, row: Row) -> None:
        for first, second in self.definition.in_order:
            begin, end = row.values.get(first), row.values.get(second)
            if begin and end and end < begin:
                row.errors[second] = Unfit(
                    gettext_noop("%(end)s is earlier than %(begin)s"), end=end, begin=begin
                )


def _resolve(one: Field, rows: Sequence[Row]) -> None:
    """Look up everything that stands in one field of these rows with one question."""
    texts = {text for row in rows for text in _listed(row.values.get(one.name))}
    if not texts:
        return
    found = reference_for(one.type).find(texts, one)
    for row in rows:
        try:
            keys = [_only(text, found) for text in _listed(row.values.get(one.name))]
        except Unfit as error:
            row.errors[one.name] = error
            row.values.pop(one.name)
            continue
        if keys:
            row.values[one.name] = keys if one.type == FieldType.FILES else keys[0]


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _only(text: str, found: Mapping[str, Any]) -> str:
    keys = list(found.get(text, ()))
    if len(keys) == 1:
        return str(keys[0])
    if keys:
        raise Unfit(gettext_noop("“%(value)s” can mean several: write the number"), value=text[:60])
    raise Unfit(gettext_noop("“%(value)s” is not known here"), value=text[:60])


def read_row(definition: RegisterDefinition, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical values of one row. Raises ValidationError with the reason at each field."""
    known = definition.by_name
    if strays := sorted(set(raw) - set(known)):
        raise ValidationError({name: Unfit(gettext_noop("No such field")) for name in strays})
    (row,) = RowReader(definition).read([raw])
    if row.errors:
        raise ValidationError(dict(row.errors))
    return row.values
