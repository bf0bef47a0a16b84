"""Values that name something a module above keeps: a party, a product, a record, a place, papers.

Core reads the fields; what "手工挂面 500 g" or a uuid means is said by the module that keeps it,
which registers a `Reference` for the field type in `apps.ready()`.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from ezhen.core.definitions import Field, FieldType
from ezhen.core.pack import pack


class Reference(Protocol):
    """How one type of field is looked up; every method asks once for all it is given."""

    def find(self, texts: Collection[str], field: Field) -> Mapping[str, Collection[str]]:
        """What people wrote → the keys that it can mean: none, one, or several."""

    def labels(self, keys: Collection[str], field: Field) -> Mapping[str, str]:
        """Key → what people read. A key that nobody knows is left out."""

    def options(self, user: Any, field: Field) -> list[tuple[str, str]]:
        """What a form offers this person: (key, label)."""

    def url(self, key: str) -> str:
        """The page of the thing; empty when it has none."""


class Places:
    """Townships and villages of the pack, by code or name."""

    def find(self, texts: Collection[str], field: Field) -> dict[str, list[str]]:
        """A name that two villages share finds both, so the reader asks which."""
        places = pack().places
        return {
            text: [place.code for place in places if text in (place.code, place.name)]
            for text in texts
        }

    def labels(self, keys: Collection[str], field: Field) -> dict[str, str]:
        """Names by code."""
        return {place.code: place.name for place in pack().places if place.code in keys}

    def options(self, user: Any, field: Field) -> list[tuple[str, str]]:
        """All places of the pack, in its order."""
        return [(place.code, place.name) for place in pack().places]

    def url(self, key: str) -> str:
        """Places have no page."""
        return ""


REFERENCES = frozenset(
    {FieldType.PARTY, FieldType.PRODUCT, FieldType.PLACE, FieldType.RECORD, FieldType.FILES}
)
_references: dict[str, Reference] = {FieldType.PLACE: Places()}


def register_reference(type_: str, reference: Reference) -> None:
    """A module says how the fields of a type are looked up."""
    _references[type_] = reference


def reference_for(type_: str) -> Reference:
    """The registered way. Raises LookupError when no module has said it."""
    return _references[type_]
