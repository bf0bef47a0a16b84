"""The programme's money in the frozen dossier: statement of funds, red flags, findings, each as it
stood at the moment of the dossier. The vouchers themselves are among its original files."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from ezhen.programme.models import Finding, FindingStep, Flag, FlagStep
from ezhen.programme.queries.statement import TITLE, statement, statement_sheet
from ezhen.standards.api import Build, Piece

FOLDER = "funds"
MONEY_TASKS = ("P.4", "P.5")  # control of the project · statement, vouchers and audit papers


def funds_part(build: Build) -> Iterator[Piece]:
    """Three files, always in this order."""
    until = timezone.localdate(build.as_of)
    sheet = statement_sheet(statement(as_of=build.as_of), until=until)
    yield Piece(f"{FOLDER}/statement.xlsx", TITLE, sheet, MONEY_TASKS)
    yield Piece(f"{FOLDER}/flags.jsonl", "资金预警", _lines(_flags(build)), MONEY_TASKS)
    yield Piece(f"{FOLDER}/findings.jsonl", "检查发现与整改", _lines(_findings(build)), MONEY_TASKS)


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(
        f"{json.dumps(row, ensure_ascii=False, sort_keys=True)}\n" for row in rows
    ).encode()


def _flags(build: Build) -> Iterator[dict[str, Any]]:
    steps = FlagStep.objects.filter(flag=OuterRef("pk"), at__lte=build.as_of).order_by("-pk")
    rows = Flag.objects.filter(at__lte=build.as_of).select_related("contract")
    for row in rows.annotate(stood=Subquery(steps.values("state")[:1])).order_by("pk"):
        yield {
            "check": row.check_code,
            "subject": row.subject,
            "contract": row.contract.number if row.contract else None,
            "state": row.stood,
            "at": row.at.isoformat(),
        }


def _findings(build: Build) -> Iterator[dict[str, Any]]:
    steps = FindingStep.objects.filter(at__lte=build.as_of).order_by("pk")
    told: dict[int, list[dict[str, Any]]] = {}
    for step in steps.select_related("file"):
        told.setdefault(step.finding_id, []).append(
            {
                "state": step.state,
                "text": step.text,
                "at": step.at.isoformat(),
                "sha256": step.file.sha256 if step.file else None,
            }
        )
    for row in Finding.objects.filter(at__lte=build.as_of).order_by("pk"):
        facts = {"uuid": str(row.uuid), "task": row.task, "row": row.row, "problem": row.problem}
        yield facts | {"steps": told.get(row.pk, [])}
