"""The recalls and drills in the frozen dossier: scope, holders and steps as they stood then."""

import json
from collections.abc import Iterator
from typing import Any

from ezhen.standards.api import Build, Piece
from ezhen.trace.models import Recall
from ezhen.trace.queries.recall_report import steps_of_recall

TASKS = ("1.3",)  # the traceability platform


def recalls_part(build: Build) -> Iterator[Piece]:
    """One line of JSON for each recall that was issued by then."""
    rows = Recall.objects.filter(issued_at__lte=build.as_of).select_related("source", "issued_by")
    lines = [json.dumps(_recall(row, build), ensure_ascii=False, sort_keys=True) for row in rows]
    content = "".join(f"{line}\n" for line in sorted(lines)).encode()
    yield Piece("recalls/recalls.jsonl", "召回与模拟召回", content, TASKS)


def _recall(recall: Recall, build: Build) -> dict[str, Any]:
    was_closed = recall.closed_at is not None and recall.closed_at <= build.as_of
    return {
        "number": recall.number,
        "is_mock": recall.is_mock,
        "class": recall.recall_class,
        "reason": recall.reason,
        "source": recall.source.code,
        "state": "closed" if was_closed else "issued",
        "finish_by": recall.finish_by.isoformat(),
        "notices": list(_notices(recall, build)),
        "steps": [
            {"at": step.at.isoformat(), "what": step.name, "who": step.actor, "note": step.note}
            for step in steps_of_recall(recall)
            if step.at <= build.as_of
        ],
    }


def _notices(recall: Recall, build: Build) -> Iterator[dict[str, Any]]:
    """What each holder had confirmed by then; nothing of what came later."""
    rows = recall.notices.select_related("lot__product", "holder").order_by("pk")
    for row in rows.filter(notified_at__lte=build.as_of):
        known = row.confirmed_at is not None and row.confirmed_at <= build.as_of
        yield {
            "lot": row.lot.code,
            "unit": row.lot.product.unit,
            "holder": row.holder.name,
            "held": f"{row.quantity.normalize():f}",
            "notified_at": row.notified_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at and known else None,
            "returned": f"{row.returned.normalize():f}" if known and row.returned else None,
        }
