"""Records as the value of a field: a ledger's row names its station by number, name or uuid."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ezhen.core.definitions import Field
from ezhen.core.ids import uuids_among
from ezhen.registers.models import Record
from ezhen.registers.queries.record import name_of
from ezhen.registers.queries.register import definition


class RecordReference:
    """Rows of the register that the field names."""

    def find(self, texts: Collection[str], field: Field) -> dict[str, list[str]]:
        """By uuid, by number (2026-0042) or by the name that people call the row."""
        known = Q(uuid__in=uuids_among(texts))
        slot = definition(field.register_code).slots().get(self._name(field))
        if slot:
            known |= Q(**{f"{slot}__in": list(texts)})
        for year, serial in filter(None, map(_numbered, texts)):
            known |= Q(year=year, serial=serial)
        found: dict[str, list[str]] = {}
        for row in self._rows(field).filter(known):
            ways = {str(row.uuid), row.number, getattr(row, slot) if slot else None}
            for text in ways & set(texts):
                found.setdefault(text, []).append(str(row.uuid))
        return found

    def labels(self, keys: Collection[str], field: Field) -> dict[str, str]:
        """The name of each row."""
        about = definition(field.register_code)
        rows = Record.objects.filter(register=about.code, uuid__in=uuids_among(keys))
        return {str(row.uuid): name_of(about, row) for row in rows}

    def options(self, user: Any, field: Field) -> list[tuple[str, str]]:
        """The rows that stand, newest first."""
        about = definition(field.register_code)
        rows = self._rows(field).visible_to(user).order_by("-date", "-pk")[:500]
        return [(str(row.uuid), name_of(about, row)) for row in rows]

    def url(self, key: str) -> str:
        """Its page."""
        return reverse("registers:record", args=[key])

    def _rows(self, field: Field) -> Any:
        return Record.objects.filter(register=field.register_code).standing()

    def _name(self, field: Field) -> str:
        return definition(field.register_code).name_field.name


def _numbered(text: str) -> tuple[int, int] | None:
    year, dash, serial = text.partition("-")
    if dash and year.isdigit() and serial.isdigit() and len(text) < len("2026-123456789"):
        return int(year), int(serial)
    return None
