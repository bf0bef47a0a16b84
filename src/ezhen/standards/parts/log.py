"""The sealed log from its first block to the one of the recipe: enough to recompute all of it.

Content is given of what concerns the programme's evidence. Of the rest (accounts, businesses,
goods) only the hash is, so that the chain can be walked and nobody reads what is not theirs.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import QuerySet

from ezhen.core.log import EMPTY, block_content, entry_content, entry_digest
from ezhen.core.models import LogBlock, LogEntry
from ezhen.standards.parts import Build, Piece

FOLDER = "log"
DISCLOSED = frozenset({"approvals", "archive", "figures", "programme", "registers", "standards"})
VOLUME = 50_000  # entries of a file, at least; blocks are not torn apart


def steps(build: Build) -> int:
    """Blocks, head, and the volumes."""
    return 2 + len(_volumes(build))


def blocks_of(build: Build) -> QuerySet[LogBlock]:
    """The blocks that go in."""
    last = build.recipe.block.number if build.recipe.block else 0
    return LogBlock.objects.filter(number__lte=last).order_by("number")


def _volumes(build: Build) -> list[list[int]]:
    """Numbers of the blocks of each file."""
    found: list[list[int]] = []
    held = VOLUME
    for number, count in blocks_of(build).values_list("number", "count"):
        if held >= VOLUME:
            found.append([])
            held = 0
        found[-1].append(number)
        held += count
    return found


def pieces(build: Build) -> Iterator[Piece]:
    """The blocks, the entries, and what the end of the chain is."""
    build.counts |= {"log_wrong": 0, "log_disclosed": 0, "log_entries": 0}
    head = build.recipe.block
    lines = (f"{_block(block)}\n".encode() for block in blocks_of(build).defer("leaves").iterator())
    yield Piece(f"{FOLDER}/blocks.jsonl", "日志区块", lines)
    for number, blocks in enumerate(_volumes(build), 1):
        yield Piece(f"{FOLDER}/entries-{number:04}.jsonl", "日志条目", _entries(build, blocks))
    facts = {"blocks": head.number if head else 0, "digest": head.digest if head else EMPTY}
    yield Piece(f"{FOLDER}/head.json", "日志末端", f"{json.dumps(facts)}\n".encode())


def _block(block: LogBlock) -> str:
    return block_content(block.number, block.previous, block.root, block.count, block.sealed_at)


def _entries(build: Build, numbers: list[int]) -> Iterator[bytes]:
    """One line an entry, in the order it was sealed in; where none stands any more, its hash."""
    first, last = numbers[0], numbers[-1]
    blocks = LogBlock.objects.filter(number__range=(first, last)).order_by("number")
    entries = LogEntry.objects.filter(block__number__range=(first, last))
    entries = entries.select_related("block").defer("block__leaves")
    rows = entries.order_by("block__number", "position", "pk").iterator()
    by_block = {number: list(found) for number, found in groupby(rows, _number)}
    for block in blocks.iterator():
        yield from _lines(build, bytes(block.leaves), by_block.get(block.number, []))


def _number(entry: LogEntry) -> int:
    assert entry.block is not None
    return entry.block.number


def _lines(build: Build, leaves: bytes, entries: Iterable[LogEntry]) -> Iterator[bytes]:
    found = {entry.position: entry for entry in entries}
    for position in range(len(leaves) // 32):
        leaf = leaves[32 * position : 32 * position + 32].hex()
        entry = found.get(position)
        build.counts["log_entries"] = int(build.counts["log_entries"]) + 1
        if entry is None or entry_digest(entry) != leaf:
            build.counts["log_wrong"] = int(build.counts["log_wrong"]) + 1
        if entry is None or entry.action.partition(".")[0] not in DISCLOSED:
            yield f"{leaf}\n".encode()
        else:
            build.counts["log_disclosed"] = int(build.counts["log_disclosed"]) + 1
            yield f"{leaf} {entry_content(entry)}\n".encode()
