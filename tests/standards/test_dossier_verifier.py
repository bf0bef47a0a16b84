"""The verifier of a dossier: alone, and naming whatever was touched."""

import ast
import datetime as dt
import random
import re
import shutil
import sys

import pytest
from tests.standards.sealed import (
    VERIFIER,
    alone,
    build,
    data_of,
    entries_of,
    files_of,
    found,
    reseal,
    with_log,
)
from tests.standards.small import paper, risk

from ezhen.core import log
from ezhen.standards.papers import verify as verifier
from ezhen.standards.papers.bag import unpack
from ezhen.standards.queries import dossier as queries

pytestmark = pytest.mark.django_db
PHONE = "13835512345"


def test_the_verifier_runs_alone_and_speaks_chinese_and_english(made, folder):
    code, said = alone(folder)
    assert code == 0
    assert "完好，未见改动" in said
    assert "INTACT" in said
    assert said.rstrip().endswith(made.fingerprint)
    assert (folder / "verify.py").read_bytes() == VERIFIER.read_bytes()
    assert not list(folder.rglob("__pycache__"))
    (folder / "data/board/board.json").write_text("{}")
    code, said = alone(folder, str(folder))
    assert code == 1
    assert "[已改动] data/board/board.json" in said
    assert "[changed] data/board/board.json" in said
    assert alone(folder, str(folder / "data"))[0] == 2


def test_the_verifier_is_written_for_python_3_8_and_its_own_library_only():
    tree = ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 8))
    used = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names]
        )
    }
    assert used <= sys.stdlib_module_names
    assert not re.search(
        r"removeprefix|removesuffix|file_digest|:= |match ", VERIFIER.read_text("utf-8")
    )


def test_a_flipped_byte_is_named_wherever_it_is(folder):
    """200 random places over all bytes of the dossier, every file at least considered by size."""
    files = files_of(folder)
    names, sizes = list(files), [len(content) for content in files.values()]
    chance = random.Random(20261124)
    places = [chance.choices(names, sizes)[0] for _ in range(120)]
    small_ones = [name for name in names if not name.startswith("data/")]
    places += [chance.choice(small_ones) for _ in range(80)]
    for name in places:
        content = bytearray(files[name])
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(content)
        assert name in {place for _kind, place in found(folder)}, (name, at)
        (folder / name).write_bytes(files[name])
    assert found(folder) == []


def test_a_missing_and_an_added_file_are_named(folder):
    (folder / "data/board/board.pdf").unlink()
    (folder / "data/board/more.pdf").write_bytes(b"x")
    (folder / "extra.txt").write_bytes(b"x")
    assert found(folder) == [
        ("added", "extra.txt"),
        ("missing", "data/board/board.pdf"),
        ("added", "data/board/more.pdf"),
    ]


@pytest.mark.parametrize(
    "name", ["bagit.txt", "bag-info.txt", "verify.py", "README.txt", "manifest-sha256.txt"]
)
def test_a_changed_or_missing_tag_file_is_named(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole + b"#")
    assert ("changed", name) in found(folder)
    (folder / name).unlink()
    assert ("missing", name) in found(folder)


def test_manifest_and_fingerprint_vouch_for_each_other(folder):
    tags, mark = folder / verifier.TAGS, folder / verifier.FINGERPRINT
    whole, said = tags.read_bytes(), mark.read_bytes()
    mark.write_bytes(b"0" * 64 + b"\n")
    assert found(folder) == [("changed", "fingerprint.txt")]
    mark.write_bytes(said)
    tags.write_bytes(whole.replace(b"  verify.py", b"  verify.pi"))
    assert ("changed", "tagmanifest-sha256.txt") in found(folder)
    tags.write_bytes(whole)
    mark.unlink()
    assert found(folder) == [("missing", "fingerprint.txt")]


def test_who_makes_it_anew_gets_another_fingerprint(made, folder):
    assert found(reseal(folder)) == []
    shutil.rmtree(folder.with_name("other"))
    (folder / "data/board/board.json").write_text("{}")
    forged = reseal(folder)
    assert found(forged) == []
    assert found(forged, fingerprint=made.fingerprint) == [("fingerprint", verifier.TAGS)]
    assert found(folder, fingerprint=made.fingerprint.upper())[0][0] == "changed"
    code, said = alone(forged, "--fingerprint", made.fingerprint)
    assert code == 1
    assert "指纹不符" in said


def test_a_log_that_was_cut_changed_or_reordered_is_named_under_new_manifests(filled, tmp_path):
    log.seal_all()
    risk(by=filled.operator, found_on=dt.date(2026, 11, 12))
    folder = tmp_path / "d"
    unpack(queries.packed(build()), folder)
    lines = entries_of(folder)
    blocks = (folder / "data/log/blocks.jsonl").read_bytes().splitlines(keepends=True)
    assert len(blocks) >= 2
    shown = next(at for at, line in enumerate(lines) if len(line) > 66)
    changed = [*lines]
    changed[shown] = (
        lines[shown].replace(b"standards.", b"standards_").replace(b"registers.", b"registers_")
    )
    last = len(blocks)
    assert with_log(folder, lines[:-1]) == [("log_missing", f"block {last}")]
    assert with_log(folder, [*lines[:-1], lines[-1][:-5]]) == [("log_missing", f"block {last}")]
    assert with_log(folder, [*lines, lines[0]]) == [("log_added", "data/log")]
    assert with_log(folder, changed) == [("log_entry", f"block 1 entry {shown}")]
    assert with_log(folder, [lines[1], lines[0], *lines[2:]]) == [("log_order", "block 1")]
    hidden = [line[:64] + b"\n" for line in lines]
    hidden[0] = b"0" * 64 + b"\n"
    assert with_log(folder, hidden) == [("log_order", "block 1")]
    assert with_log(folder, lines) == []
    cut = with_log(folder, lines, blocks[:-1])
    assert ("log_missing", "data/log") in cut
    assert ("log_head", f"block {last - 1}") in cut
    turned = with_log(folder, lines, [blocks[1], blocks[0], *blocks[2:]])
    assert ("log_chain", "block 1") in turned
    assert with_log(folder, lines, [b"nonsense\n"]) == [("unreadable", "data/log")]


def test_an_entry_that_was_changed_in_the_database_is_told_by_report_and_verifier(filled, tmp_path):
    log.seal_all()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_logentry SET actor = 'x' WHERE action = 'standards.judge_requirement'"
        )
    made = build()
    unpack(queries.packed(made), tmp_path / "d")
    assert [kind for kind, _place in found(tmp_path / "d")] == ["log_entry"]
    [wrong] = [
        row
        for row in data_of(tmp_path / "d", "report/four-properties.json")
        if row["result"] == "不通过"
    ]
    assert wrong["title"] == "操作日志逐条重算哈希"


def test_an_evidence_file_replaced_on_disk_is_left_out_and_named(filled, tmp_path):
    from ezhen.archive.api import path_of

    version = paper(by=filled.operator, title="被换掉的").versions.get()
    path_of(version.file).write_bytes(b"other")
    gone = paper(by=filled.operator, title="不见了的").versions.get()
    path_of(gone.file).unlink()
    unpack(queries.packed(build()), tmp_path / "d")
    assert found(tmp_path / "d") == []
    names = files_of(tmp_path / "d")
    assert not [name for name in names if version.file.sha256[:16] in name]
    [wrong] = [
        row
        for row in data_of(tmp_path / "d", "report/four-properties.json")
        if row["result"] == "不通过"
    ]
    assert wrong["wrong"] == 2
    assert "被换掉的：字节与登记的哈希不符" in wrong["named"][0] + wrong["named"][1]
    assert "文件已不在" in "".join(wrong["named"])
    assert "被换掉的" in names["data/index.html"].decode()
