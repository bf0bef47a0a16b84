"""What the dossier holds of the money: as it stood, and the same bytes each time."""

import datetime as dt
import io
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
import python_calamine
from django.utils import timezone
from tests.factories import make_user

from ezhen.programme import api
from ezhen.programme.models import Flag
from ezhen.programme.queries.dossier import funds_part
from ezhen.standards.parts import parts

pytestmark = pytest.mark.django_db


def pieces(moment):
    return {one.path: one.content for one in funds_part(SimpleNamespace(as_of=moment))}


def rows(content):
    return [json.loads(line) for line in content.decode().splitlines()]


def test_money_is_a_part_of_the_dossier():
    assert "funds" in {part.code for part in parts()}


def test_part_reads_as_of_its_moment_and_gives_the_same_bytes(chain):
    chain.paid()
    chain.milestone(chain.contract(), days=31)
    auditor = make_user(role="auditor")
    finding = api.raise_finding(problem="缺验收照片", by=auditor)
    moment = timezone.now()
    before = pieces(moment)
    later = moment + dt.timedelta(minutes=1)
    chain.paid()
    api.change_line(line=chain.line(), change=Decimal(-5), reason="调减", by=chain.bureau, at=later)
    flag = Flag.objects.get(check_code="late_milestone", state="open")
    api.explain_flag(flag=flag, text="雨季停工", by=chain.operator, at=later)
    api.dispute_finding(finding=finding, text="照片在档", by=chain.operator, at=later)
    assert pieces(moment) == before
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(before["funds/statement.xlsx"])
    )
    page = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in page[3:5]] == [1.0, "合计"]
    assert page[3][12] == 9_900_000
    assert [row["state"] for row in rows(before["funds/flags.jsonl"])][-1] == "open"
    (told,) = rows(before["funds/findings.jsonl"])
    assert [step["state"] for step in told["steps"]] == ["open"]
    after = pieces(later)
    states = {row["subject"]: row["state"] for row in rows(after["funds/flags.jsonl"])}
    assert states[flag.subject] == "explained"
    assert [step["state"] for step in rows(after["funds/findings.jsonl"])[0]["steps"]] == [
        "open",
        "disputed",
    ]
