"""Reads of records: what stands in them as people read it, what changed, whose they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from ezhen.core import values
from ezhen.core.definitions import NUMERIC, Field, FieldType
from ezhen.core.personal import open_value, personal_class
from ezhen.core.references import REFERENCES, reference_for
from ezhen.parties.api import organisation_ids
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.models import Record, RecordKey, RecordRevision
from ezhen.registers.queries.register import definition as definition_of

Labels = dict[str, Mapping[str, str]]


def uuids_by_key(register: str, digests: Iterable[str]) -> dict[str, UUID]:
    """Which of these keys the register has, each with the uuid of its record."""
    rows = RecordKey.objects.filter(register=register, digest__in=list(digests))
    return dict(rows.values_list("digest", "record__uuid"))


def organisation_id(definition: RegisterDefinition, found: Mapping[str, Any]) -> int | None:
    """Whose row it is: the organisation that the party field names."""
    key = found.get(definition.party) if definition.party else None
    return organisation_ids([key]).get(key) if key else None


def values_of(record: Any) -> dict[str, Any]:
    """The plain values of a row's fields that are asked today, personal ones open: for the module
    that brings a row up to date, never for a page."""
    fields = definition_of(record.register).active
    return {one.name: open_value(one, record.data.get(one.name)) for one in fields}


def labels_of(fields: Sequence[Field], many: Sequence[Mapping[str, Any]]) -> Labels:
    """Names of everything that reference fields of these rows name: one question a field."""
    labels: Labels = {}
    for one in fields:
        if one.type not in REFERENCES:
            continue
        keys = {key for data in many for key in _listed(data.get(one.name))}
        labels[one.name] = reference_for(one.type).labels(keys, one) if keys else {}
    return labels


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def name_of(definition: RegisterDefinition, record: Record) -> str:
    """What people call a row: its theme, its name; its number when that is empty or personal."""
    one = definition.name_field
    text = values.show(one, open_value(one, record.data.get(one.name)))
    return text if text and not personal_class(one) else record.number


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it."""

    field: Field
    text: str
    url: str = ""

    @property
    def is_number(self) -> bool:
        """Right-aligned, with its unit in the header."""
        return self.field.type in NUMERIC


def shown(fields: Sequence[Field], data: Mapping[str, Any], labels: Labels) -> list[Shown]:
    """The fields of a row as people read them; personal ones masked."""
    return [
        Shown(
            one,
            values.show(one, open_value(one, data.get(one.name)), labels.get(one.name)),
            _url(one, data.get(one.name)),
        )
        for one in fields
    ]


def _url(one: Field, value: Any) -> str:
    if not value:
        return ""
    if one.type == FieldType.LINK:
        return str(value)
    if one.type in REFERENCES and isinstance(value, str):
        return reference_for(one.type).url(value)
    return ""


def differences(
    definition: RegisterDefinition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """What changed from one JSON to the other: "成交额 28,640.00 → 28,460.00"; of a personal field
    only that it did."""
    fields = [one for one in definition.fields if _differs(one, before, after)]
    labels = labels_of(fields, [before, after])
    said = []
    for one, old, new in zip(
        fields, shown(fields, before, labels), shown(fields, after, labels), strict=True
    ):
        change = "" if personal_class(one) else f" {old.text or '—'} → {new.text or '—'}"
        said.append(f"{one.label}{change}")
    return said


def _differs(one: Field, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Sealed values are compared open: sealing the same text twice gives two ciphertexts."""
    old, new = before.get(one.name), after.get(one.name)
    return old != new and open_value(one, old) != open_value(one, new)


@dataclass(frozen=True)
class Step:
    """A line of a record's history."""

    revision: RecordRevision
    changes: list[str]


def history_of(definition: RegisterDefinition, record: Record) -> list[Step]:
    """Every revision, newest first, each with what it changed."""
    steps = []
    before: Mapping[str, Any] | None = None
    for revision in record.revisions.select_related("by", "batch").order_by("number"):
        changes = [] if before is None else differences(definition, before, revision.data)
        steps.append(Step(revision, changes))
        before = revision.data
    return steps[::-1]


def first_values(
    definition: RegisterDefinition, user: Any, given: Mapping[str, str]
) -> dict[str, Any]:
    """What a new row begins with: what the link says, then what is carried over from the last row
    of the same keeper, then today."""
    start: dict[str, Any] = {}
    if definition.date:
        start[definition.date] = timezone.localdate().isoformat()
    if definition.carried:
        last = Record.objects.filter(register=definition.code, created_by=user).order_by("-pk")
        data = last.values_list("data", flat=True).first() or {}
        start |= {name: data[name] for name in definition.carried if name in data}
    start |= {name: given[name] for name in definition.by_name if name in given}
    return start
