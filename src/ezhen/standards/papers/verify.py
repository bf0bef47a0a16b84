#!/usr/bin/env python3
"""Verify a frozen dossier: python3 verify.py [DIR] [--fingerprint HEX]

Needs nothing but Python 3.8 or newer: no package, no network, no software of the town. DIR is the
folder of the dossier; without it, the folder this file lies in. Exit code 0: nothing was changed.
1: something was, and every finding is named. 2: DIR is no dossier.

What is compared
  fingerprint.txt           SHA-256 of tagmanifest-sha256.txt; the number printed on the receipt
  tagmanifest-sha256.txt    SHA-256 of bagit.txt, bag-info.txt, verify.py, manifest-sha256.txt …
  manifest-sha256.txt       SHA-256 of every file under data/ (BagIt, RFC 8493)
  data/log/                 the sealed log: every entry, every block, the chain of the blocks

Whoever changes a file and writes all of these anew gets another fingerprint. Therefore: compare the
fingerprint that is printed at the end with the one on the signed receipt, or in the town's log.

校验封存卷宗：只需 Python 3.8 以上，不需任何软件包、网络或本系统。
退出码 0：未被改动；1：有改动，逐条列出；2：不是卷宗目录。
最后一行的“指纹”须与盖章的封存单（或平台日志）上的指纹核对一致。
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import sys
import unicodedata
from typing import Any, Callable, Iterable, Iterator, NamedTuple, Sequence

CHUNK = 1 << 20
DIGITS = 64  # of a SHA-256 in hex
HEX = frozenset("0123456789abcdef")
EMPTY = "0" * 64  # what the first block follows
LEAF, NODE = b"\x00", b"\x01"  # prefixes of RFC 6962
FINGERPRINT = "fingerprint.txt"
TAGS = "tagmanifest-sha256.txt"
PAYLOAD = "manifest-sha256.txt"
UNLISTED = frozenset([FINGERPRINT, TAGS])  # they cannot list themselves
LOG, BLOCKS, HEAD = "data/log", "blocks.jsonl", "head.json"
ENTRIES = "entries-"  # entries-0001.jsonl and on
WORDS = {
    "changed": ("已改动", "changed"),
    "missing": ("缺失", "missing"),
    "added": ("多出", "added"),
    "unreadable": ("读不出", "unreadable"),
    "log_entry": ("日志条目被改动", "log entry changed"),
    "log_missing": ("日志被截短", "log cut short"),
    "log_added": ("日志多出条目", "log entries added"),
    "log_order": ("日志顺序被改动", "log reordered"),
    "log_chain": ("日志链断裂", "log chain broken"),
    "log_head": ("日志末端不符", "end of the log differs"),
    "fingerprint": ("指纹不符", "fingerprint differs"),
}


class Finding(NamedTuple):
    """One thing that is wrong: what kind, where, and why in Chinese and English."""

    kind: str
    place: str
    zh: str
    en: str


class Counts(NamedTuple):
    """What the log holds; `head` is the digest of its last block."""

    blocks: int = 0
    entries: int = 0
    disclosed: int = 0
    head: str = ""


class Report(NamedTuple):
    """The result of `verify`."""

    findings: tuple[Finding, ...]
    files: int
    bytes: int
    log: Counts
    fingerprint: str


class NoDossier(Exception):
    """The folder holds no dossier."""


def verify(folder: str, fingerprint: str = "") -> Report:
    """Check the dossier in `folder`; returns a Report. Raises NoDossier."""
    if not os.path.isfile(os.path.join(folder, TAGS)):
        raise NoDossier(folder)
    there = dict(walk(folder))
    hashes: dict[str, str] = {}
    size = 0
    for name in sorted(there):
        hashes[name], length = hash_file(there[name])
        size += length
    findings = check_tags(folder, hashes)
    findings += check_payload(folder, hashes)
    log, counts = check_log(folder)
    findings += log
    found = hashes.get(TAGS, "")
    if fingerprint and fingerprint.strip().lower() != found:
        zh = "与给出的指纹不一致：整卷可能被重做"
        en = "not the fingerprint that was given: the dossier may have been made anew"
        findings.append(Finding("fingerprint", TAGS, zh, en))
    return Report(tuple(findings), len(there), size, counts, found)


def walk(folder: str) -> Iterator[tuple[str, str]]:
    """Name below the folder (with / and composed characters) and path of every file in it."""
    for top, _folders, files in os.walk(folder):
        for name in files:
            path = os.path.join(top, name)
            below = os.path.relpath(path, folder).replace(os.sep, "/")
            yield unicodedata.normalize("NFC", below), path


def hash_file(path: str) -> tuple[str, int]:
    """SHA-256 (hex; empty when it cannot be read) and length of a file."""
    digest = hashlib.sha256()
    length = 0
    try:
        with open(path, "rb") as file:
            for part in iter(lambda: file.read(CHUNK), b""):
                digest.update(part)
                length += len(part)
    except OSError:
        return "", length
    return digest.hexdigest(), length


def read_manifest(folder: str, name: str) -> tuple[dict[str, str], list[int]]:
    """(file → its SHA-256, numbers of the lines that are none) of a manifest."""
    listed: dict[str, str] = {}
    wrong: list[int] = []
    try:
        with open(os.path.join(folder, name), "rb") as file:
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return listed, wrong
    for number, line in enumerate(lines, 1):
        digest, gap, path = line[:DIGITS], line[DIGITS : DIGITS + 2], line[DIGITS + 2 :]
        if not line:
            continue
        if len(digest) == DIGITS and set(digest) <= HEX and gap == "  " and path:
            listed[unicodedata.normalize("NFC", path)] = digest
        else:
            wrong.append(number)
    return listed, wrong


def check_tags(folder: str, hashes: dict[str, str]) -> list[Finding]:
    """The files that describe the dossier, and this verifier."""
    listed, wrong = read_manifest(folder, TAGS)
    findings = [unreadable_line(TAGS, number) for number in wrong]
    expected = {name for name in hashes if not name.startswith("data/")} - UNLISTED
    findings += compare(listed, {name: hashes[name] for name in expected})
    findings += check_fingerprint(folder, hashes, is_whole=not findings)
    return findings


def check_fingerprint(folder: str, hashes: dict[str, str], is_whole: bool) -> list[Finding]:
    """Two files vouch for each other: where they disagree, the rest says which of them changed."""
    if FINGERPRINT not in hashes:
        return [Finding("missing", FINGERPRINT, "文件不在", "the file is not there")]
    with open(os.path.join(folder, FINGERPRINT), "rb") as file:
        said = file.read().decode("utf-8", "replace")
    if said == hashes[TAGS] + "\n":
        return []
    place = FINGERPRINT if is_whole else TAGS
    zh = "%s 与 %s 对不上" % (TAGS, FINGERPRINT)
    en = "%s and %s do not fit each other" % (TAGS, FINGERPRINT)
    return [Finding("changed", place, zh, en)]


def check_payload(folder: str, hashes: dict[str, str]) -> list[Finding]:
    """Every file under data/ against the manifest."""
    listed, wrong = read_manifest(folder, PAYLOAD)
    findings = [unreadable_line(PAYLOAD, number) for number in wrong]
    payload = {name: digest for name, digest in hashes.items() if name.startswith("data/")}
    return findings + compare(listed, payload)


def unreadable_line(name: str, number: int) -> Finding:
    """A line of a manifest that is none."""
    return Finding("changed", name, "第 %d 行读不出" % number, "line %d is no entry" % number)


def compare(listed: dict[str, str], there: dict[str, str]) -> list[Finding]:
    """What a manifest lists against what is there."""
    findings = []
    for name in sorted(listed):
        if name not in there:
            findings.append(Finding("missing", name, "清单有，卷内无", "listed, but not there"))
        elif not there[name]:
            findings.append(Finding("unreadable", name, "文件读不出", "the file cannot be read"))
        elif there[name] != listed[name]:
            zh, en = "与清单的 SHA-256 不符", "does not give the SHA-256 of the manifest"
            findings.append(Finding("changed", name, zh, en))
    more = sorted(set(there) - set(listed))
    return findings + [
        Finding("added", name, "卷内有，清单无", "there, but not listed") for name in more
    ]


def check_log(folder: str) -> tuple[list[Finding], Counts]:
    """The sealed log. A line of blocks.jsonl is the very text that was hashed: [number, digest of
    the block before, Merkle root, count, sealed at]. A line of entries-….jsonl is the leaf hash of
    an entry and, where its content is for the reader, the very text that was hashed: [uuid, at,
    number of the actor, actor, action, kind of thing, thing, facts]."""
    place = os.path.join(folder, *LOG.split("/"))
    try:
        with open(os.path.join(place, HEAD), "rb") as file:
            head = json.loads(file.read().decode("utf-8"))
        return check_blocks(read_lines(place, BLOCKS), read_lines(place, ENTRIES), head)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        text = "%s: %s" % (type(error).__name__, error)
        found = Finding("unreadable", LOG, "日志读不出：" + text, "the log: " + text)
        return [found], Counts()


def read_lines(place: str, beginning: str) -> Iterator[bytes]:
    """The whole lines of the files of the log whose names begin so, in the order of the names."""
    for name in sorted(os.listdir(place)):
        if name.startswith(beginning):
            with open(os.path.join(place, name), "rb") as file:
                for line in file:
                    if line.endswith(b"\n"):
                        yield line[:-1]


def check_blocks(
    blocks: Iterable[bytes], entries: Iterator[bytes], head: dict[str, Any]
) -> tuple[list[Finding], Counts]:
    """Walk the chain from the first block to the head."""
    findings = []
    previous, walked, disclosed, number = EMPTY, 0, 0, 0
    for number, line in enumerate(blocks, 1):
        said, before, root, count = json.loads(line.decode("utf-8"))[:4]
        place = "block %d" % number
        if said != number or before != previous:
            zh, en = "不接上一区块", "does not continue the block before it"
            findings.append(Finding("log_chain", place, zh, en))
        own = list(itertools.islice(entries, count))
        findings += check_entries(place, own, count, root)
        walked += len(own)
        disclosed += sum(len(entry) > DIGITS for entry in own)
        previous = hashlib.sha256(NODE + line).hexdigest()
    more = sum(1 for _entry in entries)
    findings += check_end(number, more, previous, head)
    return findings, Counts(number, walked + more, disclosed, previous)


def check_entries(place: str, lines: list[bytes], count: int, root: str) -> list[Finding]:
    """The entries of one block: each by itself, then all of them in their order."""
    if len(lines) < count:
        zh = "应有 %d 条，只有 %d 条" % (count, len(lines))
        en = "%d of its %d entries are there" % (len(lines), count)
        return [Finding("log_missing", place, zh, en)]
    findings = []
    leaves = []
    for at, line in enumerate(lines):
        leaf = line[:DIGITS].decode("ascii", "replace")
        leaves.append(bytes.fromhex(leaf) if len(leaf) == DIGITS and set(leaf) <= HEX else b"")
        if len(line) > DIGITS and hashlib.sha256(LEAF + line[DIGITS + 1 :]).digest() != leaves[-1]:
            where = "%s entry %d" % (place, at)
            zh, en = "内容与其哈希不符", "its content does not give its hash"
            findings.append(Finding("log_entry", where, zh, en))
    if merkle_root(leaves) != root and not findings:
        zh, en = "条目被调换、替换或移位", "its entries were reordered or replaced"
        findings.append(Finding("log_order", place, zh, en))
    return findings


def check_end(blocks: int, more: int, previous: str, head: dict[str, Any]) -> list[Finding]:
    """Nothing cut off, nothing hung on."""
    findings = []
    if blocks < head["blocks"]:
        zh = "应有 %d 个区块，只有 %d 个" % (head["blocks"], blocks)
        en = "%d of %d blocks are there" % (blocks, head["blocks"])
        findings.append(Finding("log_missing", LOG, zh, en))
    if more:
        zh = "有 %d 条不属于任何区块" % more
        en = "%d entries belong to no block" % more
        findings.append(Finding("log_added", LOG, zh, en))
    if previous != head["digest"]:
        zh, en = "末块哈希与封存时不同", "the last block is not the one at sealing"
        findings.append(Finding("log_head", "block %d" % blocks, zh, en))
    return findings


def merkle_root(leaves: list[bytes]) -> str:
    """Root (hex) of leaf hashes (RFC 6962, an odd one moves up); empty for none."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [
            hashlib.sha256(NODE + level[at] + level[at + 1]).digest()
            for at in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0].hex() if level else ""


def say(report: Report, write: Callable[[str], object] = print) -> None:
    """Print a report in Chinese and English."""
    for found in report.findings:
        zh, en = WORDS[found.kind]
        write("[%s] %s：%s" % (zh, found.place, found.zh))
        write("[%s] %s: %s" % (en, found.place, found.en))
    facts = (report.files, report.bytes, *report.log[:3])
    write("文件 %d 个，%d 字节；日志 %d 块 %d 条（其中 %d 条列明内容）" % facts)
    write("%d files, %d bytes; log: %d blocks, %d entries (%d with content)" % facts)
    write("日志末端 / end of the log: %s" % (report.log.head or "-"))
    if report.findings:
        write("有改动：%d 处" % len(report.findings))
        write("CHANGED: %d findings" % len(report.findings))
    else:
        write("完好，未见改动")
        write("INTACT: nothing was changed")
    write("请与封存单核对指纹 / compare with the receipt:")
    write("指纹 / fingerprint: %s" % report.fingerprint)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    if hasattr(sys.stdout, "reconfigure"):  # a console of another encoding must not stop it
        sys.stdout.reconfigure(errors="replace")
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(prog="verify.py", description="Verify a frozen dossier.")
    parser.add_argument("folder", nargs="?", default=here, metavar="DIR")
    parser.add_argument("--fingerprint", default="", help="the one on the signed receipt")
    chosen = parser.parse_args(arguments)
    try:
        report = verify(chosen.folder, chosen.fingerprint)
    except NoDossier:
        print("不是卷宗目录 / no dossier: %s" % chosen.folder, file=sys.stderr)
        return 2
    say(report)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
