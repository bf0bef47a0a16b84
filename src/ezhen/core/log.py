"""The log: every action appends one entry; a sealer orders entries into chained Merkle blocks.

Writers never contend: an entry is a plain insert. Sealing fixes order and content afterwards.
The newest block's digest is also written to a file beside the database (`EZHEN_DATA/log/heads`),
so cutting blocks off the end of the table shows. Print or time-stamp that file to bind the
operator too. Hashing follows RFC 6962: leaf = SHA-256(0x00 ‖ data), node = SHA-256(0x01 ‖ l ‖ r).
"""

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.utils import timezone

from ezhen.core.actions import action
from ezhen.core.models import LogBlock, LogEntry

EMPTY = "0" * 64
LEAF = b"\x00"
NODE = b"\x01"
BLOCK_LIMIT = 4096
SYSTEM = "system"
HEAD = re.compile(r"(\d+) ([0-9a-f]{64}) .+")
TAIL_BYTES = 4096  # some forty lines of the anchor file
ANCHOR_GRACE = dt.timedelta(minutes=1)  # between sealing a block and writing its line


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; dates in UTC ISO 8601, decimals as plain strings."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, models.Model):
        return str(getattr(value, "uuid", value.pk))
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return value.hex() if isinstance(value, bytes) else str(value)


def record(
    *, action: str, subject: models.Model, by: Any, at: dt.datetime | None = None, **facts: Any
) -> LogEntry:
    """Append one entry inside the caller's transaction. `by` is a user, or None for the system."""
    entry = LogEntry(
        at=at or timezone.now(),
        actor_id=getattr(by, "pk", None),
        actor=str(by) if by is not None else SYSTEM,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "uuid", subject.pk)),
        facts=canonical(facts),
    )
    entry.digest = entry_digest(entry)
    entry.save()
    return entry


def entry_digest(entry: LogEntry) -> str:
    """Leaf hash of an entry over all of its content except where it is sealed."""
    return hashlib.sha256(LEAF + entry_content(entry).encode()).hexdigest()


def entry_content(entry: LogEntry) -> str:
    """The text of an entry that is hashed."""
    return canonical(
        [
            str(entry.uuid),
            entry.at,
            entry.actor_id,
            entry.actor,
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.facts,
        ]
    )


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root of a non-empty list of 32-byte leaf hashes (RFC 6962 §2.1, odd nodes move up)."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [
            hashlib.sha256(NODE + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def block_digest(number: int, previous: str, root: str, count: int, sealed_at: dt.datetime) -> str:
    """Hash that the next block carries on."""
    content = block_content(number, previous, root, count, sealed_at)
    return hashlib.sha256(NODE + content.encode()).hexdigest()


def block_content(number: int, previous: str, root: str, count: int, sealed_at: dt.datetime) -> str:
    """The text of a block that is hashed."""
    return canonical([number, previous, root, count, sealed_at])


def seal_block(*, at: dt.datetime | None = None) -> LogBlock | None:
    """Seal up to 4096 waiting entries, oldest first. Returns None when nothing waits.

    Two sealers at once: the unique block number lets one win, the other does nothing.
    """
    try:
        return _seal(at)
    except IntegrityError:
        return None


@action
def _seal(at: dt.datetime | None) -> LogBlock | None:
    waiting = list(
        LogEntry.objects.filter(block__isnull=True).select_for_update().order_by("pk")[:BLOCK_LIMIT]
    )
    if not waiting:
        return None
    last = LogBlock.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, EMPTY)
    sealed_at = at or timezone.now()
    leaves = [bytes.fromhex(entry.digest) for entry in waiting]
    root = merkle_root(leaves).hex()
    block = LogBlock(
        number=number,
        previous=previous,
        root=root,
        count=len(leaves),
        leaves=b"".join(leaves),
        sealed_at=sealed_at,
        digest=block_digest(number, previous, root, len(leaves), sealed_at),
    )
    block.save()
    _assign(waiting, block)
    return block


def _assign(entries: list[LogEntry], block: LogBlock) -> None:
    for position, entry in enumerate(entries):
        entry.block, entry.position = block, position
    # The one door past the append-only guard: sealing sets two empty columns once.
    models.QuerySet[LogEntry](LogEntry).bulk_update(entries, ["block", "position"], batch_size=500)


def seal_all() -> int:
    """Seal until nothing waits, then anchor what is new beside the database. Returns blocks made.

    A kill between the two leaves a block without its line: the next round writes it.
    """
    made = 0
    while seal_block():
        made += 1
    newest = LogBlock.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if newest > (last := _last_anchored()):
        for block in LogBlock.objects.filter(number__gt=last).order_by("number").iterator():
            write_head(block)
    return made


def heads_path() -> Path:
    """The anchor file: one line `number digest sealed_at` for each block, append-only."""
    return Path(settings.DATA_DIR) / "log" / "heads"


def write_head(block: LogBlock) -> None:
    """Append the block's digest to the anchor file and force it to disk."""
    path = heads_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # a line that a kill cut short
                file.write(b"\n")
        file.write(f"{block.number} {block.digest} {canonical(block.sealed_at)}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _last_anchored() -> int:
    """Number of the newest block in the anchor file; 0 for none."""
    try:
        with heads_path().open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return max((number for number, _ in _lines(file.read().decode())), default=0)
    except FileNotFoundError:
        return 0


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and digest of each whole line."""
    for line in text.splitlines():
        if found := HEAD.fullmatch(line):
            yield int(found[1]), found[2]


@dataclass(frozen=True)
class Anchors:
    """What the anchor file says: block number → digest; numbers it contradicts itself about."""

    digests: dict[int, str]
    torn: frozenset[int]

    @property
    def newest(self) -> int:
        """Number of the newest block it knows."""
        return max(self.digests, default=0)


def read_heads() -> Anchors:
    """Read the anchor file; the first line about a block counts, a later one cannot replace it."""
    digests: dict[int, str] = {}
    torn = set()
    path = heads_path()
    for number, digest in _lines(path.read_text()) if path.exists() else ():
        if digests.setdefault(number, digest) != digest:
            torn.add(number)
    return Anchors(digests, frozenset(torn))


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the log; `place` names the block or entry."""

    kind: str
    place: str
    detail: str


@dataclass(frozen=True)
class Verification:
    """Result of `verify`: counts and what was found; `head` is the newest block's digest."""

    blocks: int
    entries: int
    waiting: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def is_intact(self) -> bool:
        """True when nothing was found."""
        return not self.findings


@dataclass(frozen=True)
class Walk:
    """How far a verification came: blocks behind it, the block it expects next, what was found."""

    blocks: int = 0
    expected: int = 1
    previous: str = EMPTY
    findings: tuple[Finding, ...] = ()


def verify() -> Verification:
    """Recompute every digest, root and link, and compare with the anchor file."""
    walk = Walk()
    while (further := walk_on(walk)) != walk:
        walk = further
    return conclude(walk)


def walk_on(walk: Walk, *, limit: int = 200) -> Walk:
    """Check up to `limit` further blocks; the same walk comes back when none is left."""
    anchors = read_heads()
    blocks, expected, previous = walk.blocks, walk.expected, walk.previous
    findings = list(walk.findings)
    for block in LogBlock.objects.filter(number__gte=expected).order_by("number")[:limit]:
        findings += _check_chain(block, expected, previous, anchors)
        findings += _check_entries(block)
        blocks, expected, previous = blocks + 1, block.number + 1, block.digest
    return Walk(blocks, expected, previous, tuple(findings))


def conclude(walk: Walk) -> Verification:
    """What stands outside the blocks: a tail that was cut off, entries not sealed yet."""
    findings = [*walk.findings, *_check_tail(walk)]
    waiting = LogEntry.objects.filter(block__isnull=True).order_by("pk")
    findings += [_changed(entry) for entry in waiting.iterator() if _is_changed(entry)]
    return Verification(
        walk.blocks,
        LogEntry.objects.count(),
        waiting.count(),
        walk.previous,
        tuple(findings),
    )


def _check_tail(walk: Walk) -> Iterator[Finding]:
    """Blocks that only the anchor file knows, and a file that knows too little."""
    anchors = read_heads()
    for number in sorted(anchors.digests):
        if number >= walk.expected:
            detail = "the anchor file knows a block that is gone"
            yield Finding("tail_missing", f"block {number}", detail)
    bare = LogBlock.objects.filter(
        number__gt=anchors.newest, sealed_at__lt=timezone.now() - ANCHOR_GRACE
    )
    if first := bare.order_by("number").first():
        detail = f"{heads_path()} does not reach as far as the blocks"
        yield Finding("anchor_missing", f"block {first.number}", detail)


def _check_chain(
    block: LogBlock, expected: int, previous: str, anchors: Anchors
) -> Iterator[Finding]:
    place = f"block {block.number}"
    if block.number != expected:
        yield Finding("block_missing", f"block {expected}", f"block {block.number} follows a gap")
    elif block.previous != previous:
        yield Finding("chain_broken", place, "does not continue the block before it")
    digest = block_digest(block.number, block.previous, block.root, block.count, block.sealed_at)
    if digest != block.digest:
        yield Finding("block_changed", place, "its digest does not match its content")
    anchored = anchors.digests.get(block.number)
    if block.number in anchors.torn or anchored not in {None, block.digest}:
        yield Finding("anchor_differs", place, "the anchor file has another digest")
    if anchored is None and block.number < anchors.newest:
        yield Finding("anchor_missing", place, "its line is gone from the anchor file")
    leaves = [bytes(block.leaves)[i : i + 32] for i in range(0, len(block.leaves), 32)]
    if len(leaves) != block.count or not leaves or merkle_root(leaves).hex() != block.root:
        yield Finding("block_changed", place, "its leaves do not give its root")


def _check_entries(block: LogBlock) -> Iterator[Finding]:
    leaves = bytes(block.leaves)
    entries: dict[int, list[LogEntry]] = {}
    for entry in block.entries.order_by("pk"):
        entries.setdefault(int(entry.position or 0), []).append(entry)
    for position in range(block.count):
        place = f"block {block.number} entry {position}"
        leaf = leaves[32 * position : 32 * position + 32].hex()
        yield from _check_entry(place, leaf, entries.pop(position, []))
    for position in sorted(entries):
        yield Finding("entry_added", f"block {block.number} entry {position}", "was never sealed")


def _check_entry(place: str, leaf: str, found: list[LogEntry]) -> Iterator[Finding]:
    if not found:
        yield Finding("entry_missing", place, "no entry stands at this position")
    if len(found) > 1:
        yield Finding("entry_added", place, f"{len(found)} entries stand at this position")
    for entry in found:
        if _is_changed(entry):
            yield _changed(entry, place)
        elif entry.digest != leaf:
            yield Finding("entry_moved", place, f"entry {entry.uuid} was not sealed here")


def _is_changed(entry: LogEntry) -> bool:
    return entry_digest(entry) != entry.digest


def _changed(entry: LogEntry, place: str = "waiting") -> Finding:
    return Finding(
        "entry_changed", f"{place} ({entry.uuid})", "its content was changed after it was written"
    )


def history(subject: models.Model) -> QuerySet[LogEntry]:
    """What happened to one thing, oldest first."""
    return LogEntry.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "uuid", subject.pk)),
    ).order_by("at", "pk")
