"""The procedures of the pack, and what the town knows of who applies."""

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ezhen.approvals.definitions import ProcedureDefinition, Stage
from ezhen.approvals.errors import NoSuchProcedure
from ezhen.approvals.models import Case
from ezhen.core.definitions import Field, FieldType
from ezhen.core.packfile import read_yaml
from ezhen.core.personal import open_value, personal_class


@functools.cache
def _loaded(folder: Path) -> dict[str, ProcedureDefinition]:
    return read_procedures(folder)


def read_procedures(pack: Path) -> dict[str, ProcedureDefinition]:
    """Those of a pack folder, in the order of the standard. Raises PackError with file and line."""
    found = []
    for path in sorted((pack / "approvals").glob("*.yaml")):
        file = read_yaml(path)
        definition = file.read_as(ProcedureDefinition)
        if definition.code != path.stem:
            raise file.error(f"the code is {definition.code}, the file is {path.name}", ["code"])
        found.append(definition)
    return {
        one.code: one for one in sorted(found, key=lambda one: (one.number, one.annex_of, one.code))
    }


def procedures() -> dict[str, ProcedureDefinition]:
    """Every procedure of the town pack by code."""
    return _loaded(Path(settings.PACK_DIR))


def procedure(code: str) -> ProcedureDefinition:
    """The procedure of a code as the pack has it today. Raises NoSuchProcedure."""
    try:
        return procedures()[code]
    except KeyError:
        raise NoSuchProcedure(_("There is no procedure %(code)s.") % {"code": code}) from None


_parsed: dict[str, ProcedureDefinition] = {}


def definition_of(case: Case) -> ProcedureDefinition:
    """The definition a case goes by: the one it came in under."""
    version = case.procedure
    if version.sha256 not in _parsed:
        _parsed[version.sha256] = ProcedureDefinition.model_validate(version.body)
    return _parsed[version.sha256]


_known: list[Callable[[Any, ProcedureDefinition], dict[str, Any]]] = []


def register_known(known: Callable[[Any, ProcedureDefinition], dict[str, Any]]) -> None:
    """A module says what the town knows of an organisation already: field name → value."""
    _known.append(known)


def known_values(organisation: Any, definition: ProcedureDefinition) -> dict[str, Any]:
    """What can be filled in of an application."""
    values: dict[str, Any] = {}
    for known in _known:
        values |= known(organisation, definition)
    names = {field.name for field in definition.fields}
    return {name: value for name, value in values.items() if name in names}


_settled: list[Callable[[Case, Stage], dict[str, Any]]] = []


def register_settled(settled: Callable[[Case, Stage], dict[str, Any]]) -> None:
    """A module says what of a stage was decided elsewhere already: field name → value. The stage
    shows it, and takes no other."""
    _settled.append(settled)


def settled_values(case: Case, stage: Stage) -> dict[str, Any]:
    """What is fixed of a stage's fields."""
    values: dict[str, Any] = {}
    for settled in _settled:
        values |= settled(case, stage)
    return values


LOOKED_AT = 20  # earlier applications
KEPT = frozenset({"address"})  # besides personal values and places, which are kept by their kind


def from_earlier(organisation: Any, fields: Iterable[Field]) -> dict[str, Any]:
    """Whom to call, where, which account: as the organisation wrote it last time, whatever it
    applied for. Field name → plain value."""
    wanted = {
        field.name: field
        for field in fields
        if personal_class(field) or field.type == FieldType.PLACE or field.name in KEPT
    }
    values: dict[str, Any] = {}
    rows = Case.objects.filter(organisation=organisation, sent_at__isnull=False)
    for case in rows.select_related("procedure").order_by("-sent_at", "-pk")[:LOOKED_AT]:
        theirs = {field.name: field for field in definition_of(case).all_fields}
        for name in wanted.keys() & case.data.keys() & theirs.keys() - values.keys():
            if theirs[name].type == wanted[name].type:
                values[name] = open_value(theirs[name], case.data[name])
    return values
