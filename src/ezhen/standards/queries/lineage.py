"""What became of the requirements of earlier versions, so that no verdict is lost."""

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ezhen.standards.enums import Change
from ezhen.standards.models import StandardVersion
from ezhen.standards.queries.content import Content, content_of

# the further down, the less an old verdict says of the new requirement
WEAKER = (Change.SAME, Change.REWORDED, Change.SPLIT, Change.MERGED)


@dataclass(frozen=True)
class Heir:
    """A requirement of today that an older one became, and the gravest change on the way."""

    requirement: str
    change: Change

    @property
    def still_speaks(self) -> bool:
        """A verdict on the older one holds for this one."""
        return self.change == Change.SAME


Lineage = Mapping[tuple[int, str], tuple[Heir, ...]]


def lineage(version: StandardVersion) -> Lineage:
    """(version, requirement) of this and all earlier versions to the heirs in this one; a dropped
    requirement has none."""
    return _lineage(version.uuid)


@functools.lru_cache(maxsize=8)  # by uuid: a key of the table is given again after a rollback
def _lineage(uuid: UUID) -> Lineage:
    version = StandardVersion.objects.defer("body").get(uuid=uuid)
    items = content_of(version).items
    found: dict[tuple[int, str], tuple[Heir, ...]] = {
        (version.pk, name): (Heir(name, Change.SAME),) for name in items
    }
    later: dict[str, tuple[Heir, ...]] = {name: (Heir(name, Change.SAME),) for name in items}
    while version.supersedes_id:
        step = moves(version)
        version = StandardVersion.objects.defer("body").get(pk=version.supersedes_id)
        later = {
            name: _through(step.get(name, ((name, Change.SAME),)), later)
            for name in content_of(version).items
        }
        found |= {(version.pk, name): heirs for name, heirs in later.items()}
    return found


def moves(version: StandardVersion) -> dict[str, tuple[tuple[str, Change], ...]]:
    """What a version says of the requirements of the one before: old to (new, change)."""
    found: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for move in version.changes:
        for old in move["old"]:
            found[old] += [(new, Change(move["kind"])) for new in move["new"]]
    return {old: tuple(new) for old, new in found.items()}


def _through(
    steps: tuple[tuple[str, Change], ...], later: Mapping[str, tuple[Heir, ...]]
) -> tuple[Heir, ...]:
    return tuple(
        Heir(heir.requirement, max(change, heir.change, key=WEAKER.index))
        for name, change in steps
        for heir in later.get(name, ())
    )


def changed_words(old: Content, new: Content) -> dict[str, set[str]]:
    """Which ids of two versions differ: added, gone, reworded."""
    before, after = old.items, new.items
    shared = before.keys() & after.keys()
    return {
        "added": set(after.keys() - before.keys()),
        "gone": set(before.keys() - after.keys()),
        "reworded": {name for name in shared if _words(before, name) != _words(after, name)},
    }


def _words(items: Mapping[str, object], name: str) -> object:
    return items[name].requirement.text  # type: ignore[attr-defined]
