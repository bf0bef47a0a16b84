"""The frozen dossier: built from parts as of a moment, sealed, packed, entered."""

import ast
import datetime as dt
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.factories import make_user
from tests.standards.small import confirm, content, livestream, paper, risk

from ezhen.core import jobs, log
from ezhen.core.errors import NotAllowed
from ezhen.core.models import AppendOnlyError, Job, LogEntry
from ezhen.standards.actions.dossier import start_dossier, take_dossier
from ezhen.standards.actions.verdict import judge_requirement
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.errors import DossierGone, DossierRunning, NothingToFreeze
from ezhen.standards.models import Dossier
from ezhen.standards.papers import verify as verifier
from ezhen.standards.papers.bag import Bag, WrongBytes, safe_name, unpack
from ezhen.standards.parts import Part, Piece, register_part
from ezhen.standards.queries import dossier as queries

pytestmark = pytest.mark.django_db
VERIFIER = Path(verifier.__file__)
PHONE = "13835512345"


@pytest.fixture
def town(small, own_files, on, people):
    """A standard, rows of two registers, a paper that serves, a verdict."""
    on("2026-11-23")
    rows = [
        livestream(by=people.operator, held_on=dt.date(2026, 3, day), host="连晓燕")
        for day in (2, 9, 16)
    ]
    confirm(*rows, by=people.bureau)
    risk(by=people.operator, found_on=dt.date(2026, 11, 10), owner="王建国")
    paper(by=people.operator, title="=策划/方案:终稿?.csv")
    judge_requirement(
        version=small, requirement="1.1.B1", layer="verified", result="satisfied", by=people.bureau
    )
    return people


def build(**asked):
    """A dossier, built here and now."""
    job = start_dossier(**{"by": None} | asked)
    jobs.run_until_idle()
    job.refresh_from_db()
    assert job.state == "done", job.error
    return Dossier.objects.get(uuid=job.uuid)


@pytest.fixture
def made(town):
    """A dossier of the town."""
    return build(by=town.auditor)


@pytest.fixture
def folder(made, tmp_path):
    """It, unpacked."""
    place = tmp_path / "out" / "dossier"
    place.parent.mkdir()
    unpack(queries.packed(made), place)
    return place


def found(folder, **more):
    """What the verifier finds, as (kind, place)."""
    return [(one.kind, one.place) for one in verifier.verify(str(folder), **more).findings]


def files_of(folder):
    """Name below the folder → bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def data_of(folder, path):
    """JSON of a file under data/."""
    return json.loads((folder / "data" / path).read_text("utf-8"))


# ---- what is in it


def test_a_dossier_is_a_bag_with_every_part_and_nothing_is_wrong_with_it(made, folder):
    names = set(files_of(folder))
    assert {
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "fingerprint.txt",
        "verify.py",
        "README.txt",
        "data/index.html",
        "data/board/board.pdf",
        "data/board/board.xlsx",
        "data/board/board.json",
        "data/report/four-properties.pdf",
        "data/report/four-properties.json",
        "data/log/blocks.jsonl",
        "data/log/entries-0001.jsonl",
        "data/log/head.json",
        "data/tables/livestreams 直播带货台账.xlsx",
        "data/tables/statistics 统计.xlsx",
    } <= names
    for task in ("1.1", "1.2"):
        for name in ("cover.pdf", "requirements.pdf", "requirements.json", "index.html"):
            assert f"data/tasks/{task}/{name}" in names
    report = verifier.verify(str(folder))
    assert report.findings == ()
    assert report.fingerprint == made.fingerprint
    assert report.files == made.num_files == len(names)
    assert made.size == queries.packed(made).stat().st_size


def test_the_bag_keeps_to_the_standard(folder):
    """RFC 8493: declaration, manifests that list every file once, and the sum of the payload."""
    assert (folder / "bagit.txt").read_text() == (
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    )
    for manifest, inside in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        lines = (folder / manifest).read_text("utf-8").splitlines()
        for line in lines:
            digest, name = line.split("  ", 1)
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            assert name.startswith("data/") is inside
    payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert f"Payload-Oxum: {oxum}\n" in (folder / "bag-info.txt").read_text("utf-8")


def test_a_requirement_says_its_verdicts_and_reasons_with_numbers_in_both_languages(folder):
    facts = data_of(folder, "tasks/1.1/requirements.json")
    line = facts["requirements"][0]
    assert (line["id"], line["state"], line["computed"]["holds"]) == ("1.1.B1", "satisfied", True)
    assert "3" in "".join(line["tests"][0]["reasons"]["zh"])
    assert line["tests"][0]["reasons"]["zh"] != line["tests"][0]["reasons"]["en"]
    assert line["layers"]["verified"]["by"] == "张文斌"
    assert facts["requirements"][2]["state"] != "satisfied"  # nobody confirmed it


def test_an_original_lies_under_its_own_name_once_and_is_listed_by_its_task(town, tmp_path):
    one = paper(by=town.operator, title="同一份")
    from ezhen.archive.api import Subject, add_document

    same = one.versions.get().file
    add_document(
        type="plan",
        subject=Subject("task", "1.2"),
        file=same,
        by=town.operator,
        dated_on=dt.date(2026, 3, 2),
    )
    unpack(queries.packed(build()), tmp_path / "d")
    names = [name for name in files_of(tmp_path / "d") if same.sha256[:16] in name]
    assert names == [f"data/files/{same.sha256[:16]}/plan.csv"]
    for task in ("1.1", "1.2"):
        listed = data_of(tmp_path / "d", f"tasks/{task}/requirements.json")["files"]
        assert names[0] in [row["path"] for row in listed]
        page = (tmp_path / "d/data/tasks" / task / "index.html").read_text("utf-8")
        assert f"../../files/{same.sha256[:16]}/plan.csv" in page


def test_names_and_numbers_of_persons_are_masked_and_the_bag_says_so(folder):
    rows = sheet(folder / "data/tables/risks 风险预警台账.xlsx")
    assert "王**" in [cell for row in rows for cell in row]
    assert "王建国".encode() not in b"".join(files_of(folder).values())
    info = (folder / "bag-info.txt").read_text("utf-8")
    assert re.search(r"^Personal-Data: .*masked.*脱敏", info, re.MULTILINE)
    [check] = [
        row
        for row in data_of(folder, "report/four-properties.json")
        if row["title"].startswith("生成表格中的个人信息")
    ]
    assert check["checked"] > 40
    assert check["result"] == "通过"


def test_a_phone_that_stands_in_a_table_unmasked_is_reported(town, small, tmp_path):
    livestream(by=town.operator, held_on=dt.date(2026, 4, 6), theme=f"打 {PHONE} 订购")
    unpack(queries.packed(build()), tmp_path / "d")
    [wrong] = [
        row
        for row in data_of(tmp_path / "d", "report/four-properties.json")
        if row["result"] == "不通过"
    ]
    assert wrong["title"] == "生成表格中的个人信息已脱敏"
    assert "livestreams" in wrong["named"][0]


def sheet(path):
    """Rows of the first sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return book.get_sheet_by_index(0).to_python()


def test_tables_hold_the_rows_as_they_stood(town, folder):
    rows = sheet(folder / "data/tables/livestreams 直播带货台账.xlsx")
    assert rows[0][0] == "编号"
    assert len(rows) == 4
    months = sheet(folder / "data/tables/statistics 统计.xlsx")
    assert ["直播带货台账", "2026-03", 3.0, 3.0] in months


def test_pages_open_offline_without_a_script_and_every_link_leads_somewhere(folder):
    for page in (folder / "data").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text.lower()
        assert "http://" not in text
        assert "https://" not in text
        for link in re.findall(r'href="([^"]+)"', text):
            from urllib.parse import unquote

            assert (page.parent / unquote(link)).is_file(), link


def test_the_report_of_the_four_properties_counts_what_it_checked(folder):
    checks = data_of(folder, "report/four-properties.json")
    assert {row["property"] for row in checks} == {"真实性", "完整性", "可用性", "安全性"}
    by_title = {row["title"]: row for row in checks}
    assert by_title["原始文件与归档时的哈希一致"]["checked"] == 1
    head = data_of(folder, "log/head.json")["blocks"]
    sealed = LogEntry.objects.filter(block__number__lte=head).count()
    assert by_title["操作日志逐条重算哈希"]["checked"] == sealed > 5
    assert by_title["病毒扫描"]["result"] == "未检测"
    assert not [row for row in checks if row["result"] == "不通过"]


def test_the_log_holds_what_concerns_evidence_and_of_the_rest_only_hashes(town, tmp_path):
    from ezhen.accounts.api import create_user

    create_user(
        username="geheim",
        role="producer",
        by=None,
        display_name="秘密的人",
        password="x9-lang-genug",
    )
    unpack(queries.packed(build()), tmp_path / "d")
    lines = (tmp_path / "d/data/log/entries-0001.jsonl").read_text("utf-8").splitlines()
    shown = [line for line in lines if len(line) > 64]
    assert any('"registers.enter_record"' in line for line in shown)
    assert len(lines) > len(shown)
    assert "秘密的人" not in "".join(lines)
    assert verifier.verify(str(tmp_path / "d")).log.entries == len(lines)


# ---- verified anywhere


def alone(folder, *arguments):
    """The verifier inside the dossier, run without any package: (exit code, output)."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder.parent)
    return done.returncode, (done.stdout + done.stderr).decode()


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


def reseal(folder):
    """Write all manifests anew, as somebody would who covers up a change."""
    bag = Bag(folder.with_name("other"))
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file():
            bag.add(path.relative_to(folder / "data").as_posix(), path)
    info = (folder / "bag-info.txt").read_text("utf-8").splitlines()
    facts = dict(line.split(": ", 1) for line in info if not line.startswith("Payload-Oxum"))
    bag.seal(facts, (folder / "README.txt").read_text("utf-8"))
    return bag.folder


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


def entries_of(folder):
    """The lines of the log, each with its end."""
    return (folder / "data/log/entries-0001.jsonl").read_bytes().splitlines(keepends=True)


def with_log(folder, entries=None, blocks=None):
    """What is found once the log was changed and all manifests were made anew."""
    if entries is not None:
        (folder / "data/log/entries-0001.jsonl").write_bytes(b"".join(entries))
    if blocks is not None:
        (folder / "data/log/blocks.jsonl").write_bytes(b"".join(blocks))
    forged = reseal(folder)
    try:
        return found(forged)
    finally:
        shutil.rmtree(forged)


def test_a_log_that_was_cut_changed_or_reordered_is_named_even_under_new_manifests(town, tmp_path):
    log.seal_all()
    risk(by=town.operator, found_on=dt.date(2026, 11, 12))
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


def test_an_entry_that_was_changed_in_the_database_is_told_by_report_and_verifier(town, tmp_path):
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


def test_an_evidence_file_replaced_on_disk_is_left_out_and_named(town, tmp_path):
    from ezhen.archive.api import path_of

    version = paper(by=town.operator, title="被换掉的").versions.get()
    path_of(version.file).write_bytes(b"other")
    gone = paper(by=town.operator, title="不见了的").versions.get()
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


# ---- frozen


def test_the_same_state_gives_the_same_bytes(made, folder, town, on, tmp_path):
    on("2026-11-25")
    livestream(by=town.operator, held_on=dt.date(2026, 11, 24))
    confirm(livestream(by=town.operator, held_on=dt.date(2026, 11, 23)), by=town.bureau)
    paper(by=town.operator, title="后来的")
    judge_requirement(
        version=made.version,
        requirement="1.1.B2",
        layer="verified",
        result="short",
        reason="不够",
        by=town.bureau,
    )
    again = build(like=made)
    assert again.number == made.number + 1
    assert again.fingerprint == made.fingerprint
    unpack(queries.packed(again), tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(folder)
    assert build().fingerprint != made.fingerprint


def test_a_new_version_of_the_standard_leaves_a_dossier_as_it_is(made, town, tmp_path):
    before = queries.packed(made).read_bytes()
    later = content(("1.1.B1", "1.1.B2", "1.1.S1", "1.2.B1", "1.2.B2"), issued=dt.date(2026, 1, 1))
    from tests.standards.test_versions import moves

    put_into_force(content=later, by=town.bureau, migration=moves())
    assert queries.packed(made).read_bytes() == before
    assert Dossier.objects.get(pk=made.pk).version_id == made.version_id
    assert build(like=made).fingerprint == made.fingerprint
    assert build().version.number == 2


def test_a_past_day_is_frozen_as_it_was_known_at_its_end(made, town, on, tmp_path):
    on("2026-11-25")
    row = livestream(by=town.operator, held_on=dt.date(2026, 11, 20))
    confirm(row, by=town.bureau)
    old = build(on=dt.date(2026, 11, 24))
    new = build()
    assert f"{timezone.localtime(old.as_of):%Y-%m-%d %H:%M:%S}" == "2026-11-24 23:59:59"
    rows = {}
    for one in (old, new):
        unpack(queries.packed(one), tmp_path / str(one.number))
        table = tmp_path / str(one.number) / "data/tables/livestreams 直播带货台账.xlsx"
        rows[one.number] = len(sheet(table)) - 1
    assert rows == {old.number: 3, new.number: 4}


def test_the_row_is_append_only_and_the_log_knows_the_fingerprint(made):
    with pytest.raises(AppendOnlyError):
        made.save()
    entry = log.history(made).get()
    assert entry.action == "standards.file_dossier"
    assert json.loads(entry.facts)["fingerprint"] == made.fingerprint
    assert entry.block is None  # it came after the head that the dossier holds


# ---- killed


def test_a_build_that_stops_in_the_middle_leaves_nothing_and_goes_on_to_the_same_end(town):
    from ezhen.standards import tasks

    job = start_dossier(by=town.auditor)
    assert jobs.claim().pk == job.pk
    job.refresh_from_db()
    steps = tasks.build_dossier(job)
    first = next(steps)
    job.state_data = first.state
    job.save()
    steps.close()
    left = queries.folder() / f"{job.uuid}.work"
    left.mkdir(parents=True, exist_ok=True)
    (left / "half").write_text("of something")
    queries.place_of(job.uuid).with_suffix(".half").write_bytes(b"PK")
    assert not Dossier.objects.exists()
    assert not queries.place_of(job.uuid).exists()
    for _ in tasks.build_dossier(job):
        pass
    made = Dossier.objects.get()
    assert made.uuid == job.uuid
    assert sorted(path.name for path in queries.folder().iterdir()) == [f"{job.uuid}.zip"]
    for _ in tasks.build_dossier(job):  # killed between the row and the end of the job
        pass
    assert Dossier.objects.count() == 1


def test_a_folder_appears_whole_or_not_at_all(made, tmp_path, monkeypatch):
    target = tmp_path / "d"
    monkeypatch.setattr(zipfile.ZipFile, "extractall", half)
    with pytest.raises(OSError, match="no space"):
        unpack(queries.packed(made), target)
    assert not target.exists()
    monkeypatch.undo()
    unpack(queries.packed(made), target)
    assert [path.name for path in tmp_path.glob("*d*") if path.name.endswith("half")] == []
    assert found(target) == []


def half(archive, into):
    """Unpacks one file, then the disk is full."""
    archive.extract(archive.namelist()[0], into)
    raise OSError("no space")


# ---- who may


def test_who_builds_and_takes_dossiers(made, town):
    for who in (town.operator, town.bureau, town.auditor):
        assert take_dossier(dossier=made, by=who) == queries.packed(made)
    for role in (
        "regulator",
        "producer",
        "merchant",
        "system_admin",
        "security_admin",
        "audit_admin",
    ):
        who = make_user(role=role)
        with pytest.raises(NotAllowed):
            start_dossier(by=who)
        with pytest.raises(NotAllowed):
            take_dossier(dossier=made, by=who)
    taken = LogEntry.objects.filter(action="standards.take_dossier")
    assert taken.count() == 3


def test_one_dossier_at_a_time_and_no_day_that_has_not_come(town):
    start_dossier(by=town.auditor)
    with pytest.raises(DossierRunning):
        start_dossier(by=town.bureau)
    Job.objects.update(state="done")
    with pytest.raises(NothingToFreeze):
        start_dossier(by=town.bureau, on=dt.date(2026, 11, 24))


def test_without_a_standard_there_is_nothing_to_freeze(db, own_files, auditor):
    with pytest.raises(NothingToFreeze):
        start_dossier(by=auditor)


def test_a_dossier_whose_file_was_changed_is_not_given_out(made, town):
    place = queries.packed(made)
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DossierGone):
        take_dossier(dossier=made, by=town.auditor)
    place.unlink()
    with pytest.raises(DossierGone):
        take_dossier(dossier=made, by=town.auditor)


# ---- pages


def test_the_list_starts_a_build_shows_its_progress_and_then_the_dossier(town, client_as):
    client = client_as(town.auditor)
    page = reverse("standards:dossiers")
    assert "还没有封存的卷宗" in client.get(page).content.decode()
    assert client.post(page, {"on": ""}).url == page
    text = client.get(page).content.decode()
    assert "正在封存卷宗" in text
    assert 'data-ez-poll="/standard/dossiers/progress/"' in text
    job = queries.running()
    Job.objects.filter(pk=job.pk).update(done=20, total=80, state="running")
    fragment = client.get(reverse("standards:dossier_progress")).content.decode()
    assert 'value="25.0"' in fragment
    assert "80 份中的 20 份" in fragment
    Job.objects.filter(pk=job.pk).update(done=0, total=0, state="waiting")
    jobs.run_until_idle()
    assert "data-ez-done" in client.get(reverse("standards:dossier_progress")).content.decode()
    made = Dossier.objects.get()
    text = client.get(page).content.decode()
    assert "已封存 1 份卷宗" in text
    assert made.fingerprint[:16] in text
    text = client.get(made.get_absolute_url()).content.decode()
    assert made.fingerprint in text
    assert (
        client.get(reverse("standards:dossier_receipt", args=[made.uuid])).content[:5] == b"%PDF-"
    )


def test_a_dossier_is_downloaded_as_a_zip_that_verifies(made, town, client_as, tmp_path):
    client = client_as(town.bureau)
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]))
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{made.number}.zip"'
    (tmp_path / "d.zip").write_bytes(answer.getvalue())
    with zipfile.ZipFile(tmp_path / "d.zip") as packed:
        assert {name.partition("/")[0] for name in packed.namelist()} == {"dossier-2026-11-23"}
        packed.extractall(tmp_path / "out")
    assert found(tmp_path / "out/dossier-2026-11-23") == []
    queries.packed(made).unlink()
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]), follow=True)
    assert "卷宗文件与封存时不一致" in answer.content.decode()


def test_the_regulator_neither_sees_nor_takes_dossiers(made, client_as):
    client = client_as("regulator")
    for name, arguments in (
        ("dossiers", []),
        ("dossier", [made.uuid]),
        ("dossier_receipt", [made.uuid]),
    ):
        assert client.get(reverse(f"standards:{name}", args=arguments)).status_code == 403
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]))
    assert answer.status_code == 403


# ---- parts and bags


def test_a_module_adds_a_part_that_its_task_lists(town, tmp_path, monkeypatch):
    from ezhen.standards import parts

    monkeypatch.setattr(parts, "_parts", dict(parts._parts))

    def vouchers(build):
        yield Piece(
            "vouchers/1.txt", "一号凭证", f"{build.as_of:%Y}".encode(), ("1.1",), note="12 元"
        )

    register_part(Part("vouchers", "凭证", vouchers, order=25))
    with pytest.raises(ValueError, match="twice"):
        register_part(Part("vouchers", "凭证", vouchers))
    unpack(queries.packed(build()), tmp_path / "d")
    assert (tmp_path / "d/data/vouchers/1.txt").read_text() == "2026"
    assert "../../vouchers/1.txt" in (tmp_path / "d/data/tasks/1.1/index.html").read_text("utf-8")
    assert "vouchers" not in (tmp_path / "d/data/tasks/1.2/index.html").read_text("utf-8")
    assert found(tmp_path / "d") == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("监理报告（终）.pdf", "监理报告（终）.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a<b>:"c|d?*.xlsx', "a_b_c_d_.xlsx"),
        ("CON.pdf", "_CON.pdf"),
        (" . ", "_"),
        ("100%\n.csv", "100_.csv"),
        ("长" * 120 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_a_name_is_one_that_every_system_keeps(name, safe):
    assert safe_name(name) == safe


def test_a_bag_refuses_other_bytes_and_the_same_path_twice(tmp_path):
    bag = Bag(tmp_path / "bag")
    with pytest.raises(WrongBytes):
        bag.add("a.txt", b"x", sha256="0" * 64)
    assert not (tmp_path / "bag/data/a.txt").exists()
    bag.add("a.txt", b"x")
    with pytest.raises(ValueError, match="there already"):
        bag.add("a.txt", b"x")
