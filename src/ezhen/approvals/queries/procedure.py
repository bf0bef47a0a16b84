"""The procedures of the pack, and what the town itself can offer."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.errors import NoSuchProcedure
from ezhen.approvals.models import Case
from ezhen.core.packfile import read_yaml


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
    return {one.code: one for one in sorted(found, key=lambda one: (one.number, one.code))}


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


@dataclass(frozen=True)
class Offer:
    """What the data alone can grant (免申即享): offered, not asked for. `values` fill the form."""

    procedure: str
    title: str
    why: str
    values: dict[str, Any]


_offers: list[Callable[[Any], Iterable[Offer]]] = []
_known: list[Callable[[Any, ProcedureDefinition], dict[str, Any]]] = []


def register_offers(offers: Callable[[Any], Iterable[Offer]]) -> None:
    """A module says what it can offer an organisation."""
    _offers.append(offers)


def register_known(known: Callable[[Any, ProcedureDefinition], dict[str, Any]]) -> None:
    """A module says what the town knows of an organisation already: field name → value."""
    _known.append(known)


def offers_for(organisation: Any) -> list[Offer]:
    """Everything that can be offered to an organisation now."""
    return [offer for offers in _offers for offer in offers(organisation)]


def known_values(organisation: Any, definition: ProcedureDefinition) -> dict[str, Any]:
    """What can be filled in of an application."""
    values: dict[str, Any] = {}
    for known in _known:
        values |= known(organisation, definition)
    names = {field.name for field in definition.fields}
    return {name: value for name, value in values.items() if name in names}
