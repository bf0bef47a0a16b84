"""From canonical values to rows of the tables: sealed JSON, typed columns, keys, search text."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from ezhen.core import crypto, values
from ezhen.core.definitions import Field, FieldType
from ezhen.core.log import canonical
from ezhen.core.personal import is_masked, personal_class, seal_value
from ezhen.core.references import REFERENCES, reference_for
from ezhen.core.search import folded
from ezhen.registers.definitions import RegisterDefinition
from ezhen.registers.models import SLOT_COLUMNS

SEARCHED = frozenset({FieldType.TEXT, FieldType.NOTE, FieldType.CHOICE, FieldType.CHOICES})
COPIED = ("register", "version", "data", "state", "organisation_id", "date", *SLOT_COLUMNS)
DIGESTED = ("number", "version", "data", "state", "organisation_id", "at", "by_id", "reason")
Values = dict[str, Any]


class Builder:
    """Fills rows of one register; make it once for a whole import."""

    def __init__(self, definition: RegisterDefinition) -> None:
        self.definition = definition
        slots = definition.slots()
        self.slots = [(slots[one.name], one) for one in definition.fields if one.name in slots]
        self.sealed = [one for one in definition.fields if personal_class(one)]
        # where businesses keep rows of their own, nobody learns what others have
        owner = (definition.party,) if definition.own_rows else ()
        self.keys = [
            (position, [definition.field(name) for name in dict.fromkeys((*owner, *key))])
            for position, key in enumerate(definition.unique)
        ]
        public = [one for one in definition.active if not personal_class(one)]
        self.searched = [one for one in public if one.type in SEARCHED]
        self.named = [one for one in public if one.type in REFERENCES - {FieldType.FILES}]

    def columns(self, found: Values) -> dict[str, Any]:
        """The date and the typed columns; a field that is empty empties its column."""
        columns = {slot: values.slot(one, found.get(one.name)) for slot, one in self.slots}
        day = found.get(self.definition.date) if self.definition.date else None
        columns["date"] = dt.date.fromisoformat(day) if day else None
        return columns

    def data(self, found: Values) -> Values:
        """The JSON of the record: empty fields left out, personal ones sealed."""
        data = {name: value for name, value in found.items() if value is not None}
        for one in self.sealed:
            if one.name in data:
                data[one.name] = seal_value(one, data[one.name])
        return data

    def digests(self, found: Values) -> list[str]:
        """A keyed hash of every key whose fields are not all empty or masked."""
        made = []
        for position, fields in self.keys:
            parts = [found.get(one.name) for one in fields]
            if any(part is not None for part in parts) and not any(map(_is_hidden, fields, parts)):
                told = json.dumps([position, *parts], ensure_ascii=False)
                made.append(crypto.blind(f"key:{self.definition.code}", told))
        return made

    def searches(self, many: Sequence[Values]) -> list[str]:
        """What each row is found by: texts, labels in both languages, names of references."""
        names = {one.name: _labels(one, many) for one in self.named}
        return [folded(*self._texts(found, names)) for found in many]

    def _texts(self, found: Values, names: dict[str, Any]) -> Iterable[str]:
        for one in self.searched:
            value = found.get(one.name)
            if value is not None and one.choices:
                codes = value if isinstance(value, list) else [value]
                chosen = [choice for choice in one.choices if choice.code in codes]
                yield from (f"{choice.zh} {choice.en}" for choice in chosen)
            elif value is not None:
                yield value
        for one in self.named:
            yield names[one.name].get(found.get(one.name), "")

    def facts(self, found: Values) -> dict[str, Any]:
        """What a row says, by attribute of Record and RecordRevision."""
        return {
            "register": self.definition.code,
            "version": self.definition.version,
            "data": self.data(found),
            **self.columns(found),
        }


def _is_hidden(one: Field, value: Any) -> bool:
    return bool(value) and personal_class(one) is not None and is_masked(value)


def _labels(one: Field, many: Sequence[Values]) -> dict[str, str]:
    keys = {found[one.name] for found in many if found.get(one.name)}
    return dict(reference_for(one.type).labels(keys, one)) if keys else {}


def revision_facts(
    record: Mapping[str, Any], *, reason: str = "", batch_id: int | None = None
) -> dict[str, Any]:
    """A record as it stands, as a line of its history, pinned by a digest. By attribute name."""
    facts = {name: record.get(name) for name in COPIED}
    facts |= {
        "record_id": record["id"],
        "number": record["revision"],
        "at": record["changed_at"],
        "by_id": record["changed_by_id"],
        "reason": reason,
        "batch_id": batch_id,
    }
    facts["digest"] = digest_of(record["uuid"], facts)
    return facts


def digest_of(uuid: Any, revision: Mapping[str, Any]) -> str:
    """SHA-256 over what a revision says; the log carries it."""
    content = [str(uuid), *(revision[name] for name in DIGESTED)]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def year_of(found: Values, definition: RegisterDefinition, at: dt.datetime) -> int:
    """The year a row is filed under: that of its day, else that of its entry."""
    day = found.get(definition.date) if definition.date else None
    return int(day[:4]) if day else timezone.localdate(at).year
