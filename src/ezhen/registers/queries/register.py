"""The registers of the pack, and who serves which."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ezhen.registers.definitions import RegisterDefinition, load
from ezhen.registers.errors import KeptElsewhere, NoSuchRegister
from ezhen.registers.models import Record
from ezhen.registers.rules import may_see


@functools.cache
def _loaded(folder: Path) -> dict[str, RegisterDefinition]:
    return load(folder)


def definitions() -> dict[str, RegisterDefinition]:
    """Every register of the pack by code, in the order of the standard."""
    return _loaded(Path(settings.PACK_DIR))


def definition(code: str) -> RegisterDefinition:
    """The register of a code. Raises NoSuchRegister."""
    try:
        return definitions()[code]
    except KeyError:
        raise NoSuchRegister(_("There is no register %(code)s.") % {"code": code}) from None


def visible_definitions(user: Any) -> list[RegisterDefinition]:
    """The registers a person may open."""
    return [found for found in definitions().values() if may_see(user, found)]


@dataclass(frozen=True)
class Server:
    """A module that keeps a register: people enter rows on its pages, and it puts them here with
    `actions.put_record`, so that old rows, proofs, lists and prints stay what they were.

    A shared register takes what the module knows beside what people still enter by hand or Excel:
    the tenant who signed on paper before the system came, the visitor who never booked.
    """

    module: str
    new_url: Callable[[], str]
    url: Callable[[Record], str]  # the module's page of a row; empty: a row from before
    is_shared: bool = False


_servers: dict[str, Server] = {}


def serve_register(code: str, server: Server) -> None:
    """A module takes a register over (`moves_to` of its definition names it)."""
    _servers[code] = server


def server_of(code: str) -> Server | None:
    """The module that keeps a register, or None when it is data."""
    return _servers.get(code)


def is_closed(code: str) -> bool:
    """Does a module keep the register alone, so that nobody enters rows by hand?"""
    server = server_of(code)
    return server is not None and not server.is_shared


def must_be_open(code: str) -> None:
    """Refuse to enter rows where a module keeps the register alone. Raises KeptElsewhere."""
    if is_closed(code):
        raise KeptElsewhere(_("This register is kept by another part of the system now."))


Use = tuple[str, str]  # title, url
_uses: list[Callable[[str, Any], list[Use]]] = []


def register_uses(uses: Callable[[str, Any], list[Use]]) -> None:
    """A module says what a register serves: code → (title, url) of requirements, figures; the url
    is empty for a person who may not open the page."""
    _uses.append(uses)


def uses_of(code: str, user: Any) -> list[Use]:
    """What a register serves, as a person may see it."""
    return [use for uses in _uses for use in uses(code, user)]


_areas: list[Callable[[str], str]] = []


def register_areas(name: Callable[[str], str]) -> None:
    """The standard says what its areas are called: "4" → 区域品牌."""
    _areas[:] = [name]


def area_name(code: str) -> str:
    """What an area of the standard is called; its number when nobody knows."""
    return next((found for name in _areas if (found := name(code))), code)
