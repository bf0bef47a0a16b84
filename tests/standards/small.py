"""A standard of two tasks over the town's own registers and archive, and what fills it."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ezhen.standards.definitions import Binding, Catalogue, Rubric
from ezhen.standards.queries.content import Content

NUMBERS = itertools.count(1)
LIVESTREAM = {
    "venue": "studio",
    "started": "20:00",
    "ended": "22:00",
    "theme": "挂面专场",
    "host": "连晓燕",
    "account": "douyin",
    "minutes": 120,
    "viewers": 6840,
    "orders": 203,
    "amount": 18946,
    "local_amount": 18000,
    "products": "手工挂面",
}
BINDINGS: dict[str, dict[str, Any]] = {
    "1.1.B1": {"tests": [{"type": "count", "source": "register.livestreams", "value": 2}]},
    "1.1.B2": {"slots": [{"document": "plan"}]},
    "1.1.S1": {"tests": [{"type": "attested", "role": "client", "days": 100}]},
    "1.2.B1": {"tests": [{"type": "exists", "source": "register.risks", "within_days": 30}]},
}


def words(text: str) -> dict[str, str]:
    """The same in both languages."""
    return {"zh": text, "en": text}


def requirement(name: str, text: str = "") -> dict[str, Any]:
    """A line of the catalogue."""
    return {
        "id": name,
        "kind": "basic" if ".B" in name else "service",
        "text": words(text or f"要求{name}"),
        "proof": "register",
        "system": "project",
    }


def content(
    names: tuple[str, ...] = tuple(BINDINGS),
    *,
    issued: dt.date = dt.date(2023, 8, 1),
    bindings: dict[str, dict[str, Any]] | None = None,
    texts: dict[str, str] | None = None,
) -> Content:
    """A standard of these requirements; their tasks are the first two parts of their names."""
    tasks: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        line = requirement(name, (texts or {}).get(name, ""))
        tasks.setdefault(name.rpartition(".")[0], []).append(line)
    catalogue = Catalogue.model_validate(
        {
            "id": "small",
            "title": words("小标准"),
            "issued": issued,
            "issuer": words("办公室"),
            "roles": [{"id": "client", **words("委托方")}, {"id": "auditor", **words("审计")}],
            "documents": [{"id": "plan", **words("策划方案")}],
            "areas": [
                {
                    "id": "1",
                    "title": words("第一类"),
                    "tasks": [
                        {
                            "id": task,
                            "title": words(f"任务{task}"),
                            "aim": words("目的"),
                            "requirements": rows,
                        }
                        for task, rows in tasks.items()
                    ],
                }
            ],
        }
    )
    known = BINDINGS if bindings is None else bindings
    bound = {name: Binding.model_validate(known.get(name, BINDINGS["1.1.B1"])) for name in names}
    points = {task: Decimal(len(rows)) for task, rows in tasks.items()}
    rubric = Rubric(
        title=words("细则"), note=words("说明"), total=sum(points.values()), tasks=points
    )
    return Content(catalogue, bound, rubric)


def livestream(*, by: Any, held_on: dt.date, at: dt.datetime | None = None, **facts: Any) -> Any:
    """A row of the livestream register; it counts once it is confirmed."""
    from ezhen.registers.api import enter_record

    minute = next(NUMBERS) % 60
    values = LIVESTREAM | {"held_on": held_on, "started": f"19:{minute:02}"} | facts
    return enter_record(register="livestreams", values=values, by=by, at=at)


def risk(*, by: Any, found_on: dt.date, **facts: Any) -> Any:
    """A row of the risk register."""
    from ezhen.registers.api import enter_record

    values = {
        "found_on": found_on,
        "task": "1.1",
        "risk": "进度慢",
        "level": "low",
        "measure": "加人",
        "owner": "王建国",
        "due_on": found_on + dt.timedelta(days=20),
    }
    return enter_record(register="risks", values=values | facts, by=by)


def confirm(*records: Any, by: Any, at: dt.datetime | None = None) -> None:
    """The reviewer confirms."""
    from ezhen.registers.api import confirm_records

    confirm_records(records=records, by=by, at=at)


def paper(*, by: Any, task: str = "1.1", type: str = "plan", **facts: Any) -> Any:  # noqa: A002
    """A paper of a task in the archive."""
    from ezhen.archive.api import Subject, add_document, store_file

    text = f"a,b\n{next(NUMBERS)},2\n".encode()
    file = store_file(upload=SimpleUploadedFile("plan.csv", text), by=by)
    facts.setdefault("dated_on", dt.date(2026, 3, 1))
    return add_document(type=type, subject=Subject("task", task), file=file, by=by, **facts)
