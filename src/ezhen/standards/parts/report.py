"""The report on the four properties of an electronic file (DA/T 70-2018): what was checked, how
many, and what was found. A check that was not made says so.

Everything is looked at again as it lies in the dossier, not as it was when it was put in.
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from python_calamine import CalamineWorkbook

from ezhen.registers.api import definitions, filed
from ezhen.standards.models import Verdict
from ezhen.standards.papers.typeset import report_pdf
from ezhen.standards.parts import Build, Piece, Shelved
from ezhen.standards.parts.heading import heading

FOLDER = "report"
LASTING = frozenset(
    {".pdf", ".csv", ".xlsx", ".json", ".jsonl", ".html", ".txt", ".png", ".jpg", ".jpeg"}
)
BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".xlsx": (b"PK\x03\x04",),
}
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xd0\xcf\x11\xe0")  # or old Office
SECRET = (b"/Encrypt", b"EncryptedPackage", b"/JavaScript", b"/Launch", b"vbaProject.bin")
IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[\dXx](?![\dXx])")
MOBILE = re.compile(r"(?<![\d*])1[3-9]\d{9}(?!\d)")
MOST_NAMED = 40


class Property(StrEnum):
    """The four properties."""

    AUTHENTICITY = "真实性"
    INTEGRITY = "完整性"
    USABILITY = "可用性"
    SAFETY = "安全性"


class Found(StrEnum):
    """What a check came to."""

    PASS = "通过"  # noqa: S105 no password: "passed"
    NOTE = "提示"
    FAIL = "不通过"
    NOT_MADE = "未检测"
    NOTHING = "无对象"


@dataclass(frozen=True)
class Check:
    """One check: how many things it looked at, and the names of those that are not right."""

    group: Property
    title: str
    num: int
    wrong: tuple[str, ...] = ()
    how: str = ""
    fails: bool = True  # what is wrong makes it fail; else it is for the reader's attention
    made: bool = True

    @property
    def found(self) -> Found:
        """Its result."""
        if not self.made:
            return Found.NOT_MADE
        if not self.wrong:
            return Found.PASS if self.num else Found.NOTHING
        return Found.FAIL if self.fails else Found.NOTE


@dataclass(frozen=True)
class Table:
    """A generated sheet as it lies in the dossier: has it the rows that its page says, how many
    texts were searched for personal numbers, and was one found."""

    path: str
    fits: bool
    num_texts: int
    is_bare: bool


def pieces(build: Build) -> Iterator[Piece]:
    """The report on paper and as data."""
    tables = [_look(build, one) for one in build.of_part("tables") if one.path.endswith(".xlsx")]
    checks = [
        *authenticity(build),
        *integrity(build),
        *usability(build, tables),
        *safety(build, tables),
    ]
    build.counts["failed_checks"] = sum(check.found == Found.FAIL for check in checks)
    build.counts["checks"] = len(checks)
    paper = heading(build) | {"groups": [_group(name, checks) for name in Property]}
    yield Piece(f"{FOLDER}/four-properties.pdf", "四性检测报告", report_pdf(paper, build.as_of))
    text = json.dumps([_facts(check) for check in checks], ensure_ascii=False, indent=1)
    yield Piece(f"{FOLDER}/four-properties.json", "四性检测报告（数据）", f"{text}\n".encode())


def _group(name: Property, checks: list[Check]) -> dict[str, Any]:
    own = [check for check in checks if check.group == name]
    return {"name": name.value, "checks": [_facts(check) for check in own]}


def _facts(check: Check) -> dict[str, Any]:
    return {
        "property": check.group.value,
        "title": check.title,
        "how": check.how,
        "checked": check.num,
        "wrong": len(check.wrong),
        "result": check.found.value,
        "named": list(check.wrong[:MOST_NAMED]),
    }


def authenticity(build: Build) -> Iterator[Check]:
    """Is it what it says it is, and from whom it says?"""
    originals = build.of_part("files")
    refused = tuple(f"{one.title}：{one.why}" for one in build.refused)
    yield Check(
        Property.AUTHENTICITY,
        "原始文件与归档时的哈希一致",
        len(originals) + len(refused),
        refused,
        "装入时逐字节重算 SHA-256，与归档登记比对；不符的不装入",
    )
    papers = int(build.counts.get("papers", 0))
    unnamed = papers - int(build.counts.get("originals_named", 0))
    yield Check(
        Property.AUTHENTICITY,
        "文件有归档人与归档时间",
        papers,
        (f"{unnamed} 件",) if unnamed else (),
        "逐件核对归档登记",
    )
    wrong = int(build.counts.get("log_wrong", 0))
    yield Check(
        Property.AUTHENTICITY,
        "操作日志逐条重算哈希",
        int(build.counts.get("log_entries", 0)),
        (f"{wrong} 条与封存哈希不符",) if wrong else (),
        "条目哈希、区块默克尔根、区块链三级；离线可用 verify.py 重算",
    )
    verdicts = Verdict.objects.filter(at__lte=build.as_of).select_related("second")
    lone = tuple(
        f"{row.requirement} {row.get_layer_display()}"
        for row in verdicts.filter(needs_second=True).order_by("pk")
        if not hasattr(row, "second") or row.second.at > build.as_of
    )
    yield Check(
        Property.AUTHENTICITY,
        "高于计算结果的结论有第二人复核",
        verdicts.count(),
        lone,
        "未复核的结论不计入",
        fails=False,
    )


def integrity(build: Build) -> Iterator[Check]:
    """Is everything there?"""
    tasks = [row.task.id for row in build.board.rows]
    wanted = [
        f"tasks/{task}/{name}" for task in tasks for name in ("cover.pdf", "requirements.pdf")
    ]
    yield Check(
        Property.INTEGRITY,
        "每项任务有封面与要求结论",
        len(wanted),
        tuple(path for path in wanted if not build.bag.holds(path)),
        f"{len(tasks)} 项任务",
    )
    bare = tuple(
        found.item.id
        for row in build.board.rows
        for found in row.standings
        if not found.outcome.said
    )
    yield Check(Property.INTEGRITY, "每条要求有结论与理由", build.board.total, bare, "含数字的理由")
    codes = [one.code.partition(".")[2] for one in build.rows if one.code.startswith("register.")]
    gaps = tuple(
        f"{definitions()[code]} {number}"
        for code in codes
        for number in filed(code, build.as_of).missing_numbers()
    )
    yield Check(
        Property.INTEGRITY, "台账编号连续，无缺号", len(codes), gaps, "按台账、年度逐号核对"
    )
    lacking = tuple(
        found.item.id
        for row in build.board.rows
        for found in row.standings
        if found.row.lacks and not found.satisfied
    )
    yield Check(
        Property.INTEGRITY,
        "应有材料齐备",
        build.board.total,
        lacking,
        "缺材料的要求照实列出，不影响封存",
        fails=False,
    )
    left_out = int(build.counts.get("papers_left_out", 0))
    yield Check(
        Property.INTEGRITY,
        "归档文件均服务于某项任务",
        int(build.counts.get("papers", 0)) + left_out,
        (f"{left_out} 件未被任何要求引用，未装入",) if left_out else (),
        "按绑定关系核对",
        fails=False,
    )


def usability(build: Build, looked: list[Table]) -> Iterator[Check]:
    """Can it be opened and read, also in years?"""
    wrong = []
    for one in build.shelf:
        ending = PurePosixPath(one.path).suffix.lower()
        begins = BEGINNINGS.get(ending)
        if begins and not build.bag.beginning(one.path).startswith(begins):
            wrong.append(one.path)
    yield Check(
        Property.USABILITY, "文件内容与格式相符", len(build.shelf), tuple(wrong), "按文件头字节核对"
    )
    papers = [one for one in build.shelf if one.path.endswith(".pdf")]
    cut = [one.path for one in papers if b"%%EOF" not in build.bag.read(one.path, -2048)]
    yield Check(Property.USABILITY, "PDF 完整", len(papers), tuple(cut), "文件头尾齐全")
    yield Check(
        Property.USABILITY,
        "台账表格可打开且行数相符",
        len(looked),
        tuple(one.path for one in looked if not one.fits),
        "逐表重新打开点数",
    )
    odd = [one.path for one in build.shelf if PurePosixPath(one.path).suffix.lower() not in LASTING]
    yield Check(
        Property.USABILITY,
        "采用长期保存格式",
        len(build.shelf),
        tuple(odd),
        "生成件为 PDF/A-2u、XLSX、JSON；原始文件保持原格式",
        fails=False,
    )


def safety(build: Build, looked: list[Table]) -> Iterator[Check]:
    """Does it do no harm?"""
    yield Check(
        Property.SAFETY,
        "生成表格中的个人信息已脱敏",
        sum(one.num_texts for one in looked),
        tuple(one.path for one in looked if one.is_bare),
        "逐单元格查身份证号、手机号；原始文件保持原貌，可能含个人信息，请按规定保管",
    )
    programs, secret = [], []
    originals = build.of_part("files")
    for one in originals:
        content = build.bag.read(one.path)
        if content.startswith(PROGRAMS):
            programs.append(one.path)
        if any(mark in content for mark in SECRET):
            secret.append(one.path)
    yield Check(
        Property.SAFETY,
        "不含可执行程序",
        len(originals),
        tuple(programs),
        "唯一程序是卷内 verify.py，纯文本可读",
    )
    yield Check(
        Property.SAFETY,
        "未加密，不含宏与自动执行内容",
        len(originals),
        tuple(secret),
        "查 PDF 加密、脚本与启动动作，Office 加密与宏",
    )
    yield Check(
        Property.SAFETY,
        "病毒扫描",
        0,
        how="本系统不带病毒库，请接收方在接收时扫描",
        made=False,
    )


def _look(build: Build, one: Shelved) -> Table:
    """Open a table again, once for all checks of it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(build.bag.read(one.path)))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    texts = [cell for row in rows[1:] for cell in row if isinstance(cell, str)]
    told = (n for n, text in enumerate(texts, 1) if IDENTITY.search(text) or MOBILE.search(text))
    bare_at = next(told, 0)
    fits = f"{len(rows) - 1} 行" == one.note
    return Table(one.path, fits, bare_at or len(texts), is_bare=bool(bare_at))
