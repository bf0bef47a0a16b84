"""What the dossier holds of an acceptance, and what the formal case takes from it."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.programme.test_acceptance import Team
from tests.standards.sealed import build

from ezhen.archive.api import store_file
from ezhen.core import crypto
from ezhen.programme import api
from ezhen.programme.enums import Column
from ezhen.programme.models import Acceptance
from ezhen.programme.queries.acceptance import settled_values
from ezhen.programme.queries.acceptance_dossier import acceptance_part
from ezhen.standards.queries import dossier as queries

SEEN = b"%PDF-1.4\nsite\n%%EOF\n"
SITE = hashlib.sha256(SEEN).hexdigest()
pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(db, settings, tmp_path):
    crypto.blind("key", "read before its folder is another one")
    settings.DATA_DIR = tmp_path
    team = Team()
    team.open()
    team.raised("1.2", "3.25")
    upload = SimpleUploadedFile("现场.pdf", SEEN)
    file = store_file(upload=upload, by=team.auditor)
    team.give("1.1", "0", column=Column.ON_SITE, files=[file])
    team.issue()
    team.decide()
    return team


def pieces(moment):
    return {one.path: one.content for one in acceptance_part(SimpleNamespace(as_of=moment))}


def test_part_holds_decision_sheet_steps_and_data(decided):
    found = pieces(timezone.now())
    assert [*found] == [
        "acceptance/1/decision.pdf",
        "acceptance/1/scores.xlsx",
        "acceptance/1/steps.jsonl",
        "acceptance/1/decision.json",
        f"acceptance/1/files/{SITE[:16]}.pdf",
    ]
    assert found[f"acceptance/1/files/{SITE[:16]}.pdf"].read_bytes() == SEEN
    assert found["acceptance/1/decision.pdf"].startswith(b"%PDF")
    body = found["acceptance/1/decision.json"].decode()
    assert body == decided.acceptance.body
    assert json.loads(body)["total"] == "3.25"
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(found["acceptance/1/scores.xlsx"])
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2][1:5] == [1.2, "任务1.2", 3.5, 0.0] or rows[2][1] == "1.2"
    assert rows[2][11:14] == [3.25, "冯敏", "张慧芳"]
    kinds = [json.loads(line)["kind"] for line in found["acceptance/1/steps.jsonl"].splitlines()]
    assert kinds == ["opened", "scored", "agreed", "scored", "issued", "silent", "closed"]


def test_part_stands_as_it_stood(decided):
    before = decided.acceptance.steps.order_by("pk")[4].at  # sent, nothing decided
    early = pieces(before)
    assert json.loads(early["acceptance/1/decision.json"])["total"] == "3.25"
    assert b"closed" not in early["acceptance/1/steps.jsonl"]
    assert early == pieces(before)


def test_dossier_with_the_decision_is_verified(decided, tmp_path):
    made = build(by=decided.auditor)
    place = tmp_path / "out"
    with zipfile.ZipFile(queries.packed(made)) as packed:
        packed.extractall(place)
    (script,) = place.rglob("verify.py")
    run = [sys.executable, script.name]
    done = subprocess.run(run, cwd=script.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (paper,) = place.rglob("acceptance/1/decision.json")
    assert paper.read_text() == decided.acceptance.body
    paper.write_text(paper.read_text().replace("3.25", "9.25"))
    done = subprocess.run(run, cwd=script.parent, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "acceptance/1/decision.json" in done.stdout + done.stderr


def test_formal_case_takes_what_was_decided(decided):
    Acceptance.objects.update(case="YS-1")
    stage = SimpleNamespace(fields=(SimpleNamespace(name="result"),))
    other = SimpleNamespace(fields=())
    case = SimpleNamespace(code="acceptance", number="YS-1")
    assert settled_values(case, stage) == {"result": "poor", "final": "3.25"}
    assert settled_values(case, other) == {}
    assert settled_values(SimpleNamespace(code="subsidy", number="YS-1"), stage) == {}
    assert settled_values(SimpleNamespace(code="acceptance", number="YS-2"), stage) == {}
    assert api.sheet_of(decided.acceptance).grade.code == "poor"
