"""What every paper of a dossier says of itself: whose it is, by which standard, as of when."""

import datetime as dt

from django.utils import timezone

from ezhen.core.pack import pack
from ezhen.standards.parts import Build


def heading(build: Build) -> dict[str, str]:
    """What every paper of the dossier says at its top and foot."""
    town = pack().town
    version = build.recipe.version
    return {
        "town": town.name,
        "platform": town.platform,
        "authority": town.host_authority,
        "operator": town.operator,
        "standard": build.content.catalogue.title.zh,
        "version": f"{version.issued:%Y-%m-%d}（第 {version.number} 版）",
        "as_of": moment(build.as_of),
    }


def moment(at: dt.datetime) -> str:
    """A moment as papers write it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
