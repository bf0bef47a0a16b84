"""What a frozen dossier holds."""

import datetime as dt
import hashlib
import re

import pytest
from tests.approvals.walk import policy
from tests.standards.sealed import build, data_of, files_of, found, sheet
from tests.standards.small import content, livestream, paper

from ezhen.core.models import LogEntry
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.papers import verify as verifier
from ezhen.standards.papers.bag import Bag, WrongBytes, safe_name, unpack
from ezhen.standards.parts import Part, Piece, register_part
from ezhen.standards.queries import dossier as queries

pytestmark = pytest.mark.django_db
PHONE = "13835512345"


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


def test_an_original_lies_under_its_own_name_once_and_is_listed_by_its_task(filled, tmp_path):
    one = paper(by=filled.operator, title="同一份")
    from ezhen.archive.api import Subject, add_document

    same = one.versions.get().file
    add_document(
        type="plan",
        subject=Subject("task", "1.2"),
        file=same,
        by=filled.operator,
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


def test_a_phone_that_stands_in_a_table_unmasked_is_reported(filled, small, tmp_path):
    livestream(by=filled.operator, held_on=dt.date(2026, 4, 6), theme=f"打 {PHONE} 订购")
    unpack(queries.packed(build()), tmp_path / "d")
    [wrong] = [
        row
        for row in data_of(tmp_path / "d", "report/four-properties.json")
        if row["result"] == "不通过"
    ]
    assert wrong["title"] == "生成表格中的个人信息已脱敏"
    assert "livestreams" in wrong["named"][0]


def test_tables_hold_the_rows_as_they_stood(filled, folder):
    rows = sheet(folder / "data/tables/livestreams 直播带货台账.xlsx")
    assert rows[0][0] == "编号"
    assert len(rows) == 4
    months = sheet(folder / "data/tables/statistics 统计.xlsx")
    assert ["直播带货台账", "2026-03", 3.0, 3.0] in months


def test_a_long_register_is_printed_in_volumes(filled, monkeypatch, tmp_path):
    monkeypatch.setattr("ezhen.registers.queries.filed.VOLUME", 2)
    unpack(queries.packed(build()), tmp_path / "d")
    names = [path.name for path in (tmp_path / "d/data/tables").glob("livestreams*")]
    title = "livestreams 直播带货台账"
    assert sorted(names) == [f"{title} 1.pdf", f"{title} 2.pdf", f"{title}.xlsx"]


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


def test_the_log_holds_what_concerns_evidence_and_of_the_rest_only_hashes(filled, tmp_path):
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


# ---- parts and bags


def test_applications_and_their_papers_belong_to_the_tasks_that_rest_on_them(
    db, own_files, on, tmp_path
):
    on("2026-11-23")
    bound = {"1.1.B1": {"tests": [{"type": "count", "source": "approval.policy", "value": 1}]}}
    put_into_force(content=content(bindings=bound), by=None, in_force_from=dt.date(2025, 11, 24))
    policy()
    unpack(queries.packed(build()), tmp_path / "d")
    headers, *rows = sheet(tmp_path / "d/data/tables/policy 扶持政策制定.xlsx")
    assert headers[:3] == ["编号", "提交日期", "状态"]
    assert len(rows) == 1
    number = rows[0][0]
    listed = [
        row["title"] for row in data_of(tmp_path / "d", "tasks/1.1/requirements.json")["files"]
    ]
    assert any(number in title for title in listed)
    other = data_of(tmp_path / "d", "tasks/1.2/requirements.json")["files"]
    assert not any(number in row["title"] for row in other)


def test_a_module_adds_a_part_that_its_task_lists(filled, tmp_path, monkeypatch):
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
