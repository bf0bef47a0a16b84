"""What a new version of the standard would change, before it takes effect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ezhen.standards.definitions import Migration, Move
from ezhen.standards.enums import Change
from ezhen.standards.errors import MapMissing, MapWrong
from ezhen.standards.models import StandardVersion, Verdict
from ezhen.standards.queries.content import Content, content_of
from ezhen.standards.queries.lineage import changed_words


@dataclass(frozen=True)
class Step:
    """One line of the change: which old requirements become which new ones, and how many human
    verdicts that concerns."""

    kind: Change
    old: tuple[str, ...]
    new: tuple[str, ...]
    why: str = ""
    num_verdicts: int = 0


@dataclass(frozen=True)
class Draft:
    """A version that could be put into force: what changes, requirement by requirement."""

    content: Content
    steps: tuple[Step, ...]
    rebound: tuple[str, ...] = ()  # the same words, proved in another way
    rubric_changed: bool = False
    moves: list[dict[str, object]] = field(default_factory=list)

    @property
    def is_rebinding(self) -> bool:
        """The text is the same, only proofs or points differ."""
        return not self.steps

    @property
    def is_empty(self) -> bool:
        """Nothing changes."""
        return not (self.steps or self.rebound or self.rubric_changed)


def draft(before: StandardVersion, content: Content, migration: Migration | None = None) -> Draft:
    """Compare with the version in force. Raises MapMissing, MapWrong."""
    old = content_of(before)
    words = changed_words(old, content)
    moves = list(migration.moves) if migration and migration.of == before.issued else []
    _check_map(old, content, moves, words)
    counts = _verdict_counts(before)
    steps = [
        Step(
            Change(move.kind),
            move.old,
            move.new,
            str(move.why or ""),
            sum(counts.get(name, 0) for name in move.old),
        )
        for move in moves
    ]
    mapped = {name for move in moves for name in move.new}
    added = [name for name in content.items if name in words["added"] and name not in mapped]
    steps += [Step(Change.ADDED, (), (name,)) for name in added]
    return Draft(
        content=content,
        steps=tuple(steps),
        rebound=tuple(_rebound(old, content)),
        rubric_changed=old.rubric != content.rubric,
        moves=[move.model_dump(mode="json") for move in moves],
    )


def _rebound(old: Content, new: Content) -> Iterator[str]:
    for name in new.items:
        if name in old.items and old.bindings.get(name) != new.bindings.get(name):
            yield name


def _verdict_counts(version: StandardVersion) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for name in Verdict.objects.filter(version=version).values_list("requirement", flat=True):
        counts[name] += 1
    return counts


def _check_map(
    old: Content, new: Content, moves: Iterable[Move], words: dict[str, set[str]]
) -> None:
    """Every requirement that is gone or reworded has exactly one line; every name is known."""
    told: dict[str, int] = defaultdict(int)
    for move in moves:
        for name in move.old:
            told[name] += 1
        unknown = [n for n in move.old if n not in old.items]
        unknown += [n for n in move.new if n not in new.items]
        if unknown:
            raise MapWrong(
                _("The migration map names %(names)s, which is not there.")
                % {"names": ", ".join(unknown)}
            )
    if twice := [name for name, number in told.items() if number > 1]:
        raise MapWrong(
            _("The migration map says twice what becomes of %(names)s.")
            % {"names": ", ".join(sorted(twice))}
        )
    if silent := (words["gone"] | words["reworded"]) - told.keys():
        raise MapMissing(
            _("The migration map does not say what becomes of %(names)s.")
            % {"names": ", ".join(sorted(silent))}
        )
