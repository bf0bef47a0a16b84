"""`files.TYPE`: the papers of a type in the archive.

Fields: task, subject (the id of what the paper belongs to), valid_until (far off when unlimited).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from ezhen.archive.api import broken_types, documents_changed_since, documents_of_type
from ezhen.core.definitions import Words
from ezhen.standards.enums import Proof
from ezhen.standards.sources import Source, UnknownField, UnknownSource, register_source
from ezhen.standards.sources.ask import Ask, Mend, Tally
from ezhen.standards.sources.rows import RowSource, condition_of

FOR_EVER = dt.date(9999, 12, 31)
COLUMNS = {"task": "subject_id", "subject": "subject_id", "valid_until": "valid_to"}


class Files(RowSource):
    """The papers of one type."""

    proof = Proof.FILES
    date = "dated_on"

    def __init__(self, type: str, title: Words) -> None:  # noqa: A002
        self.type = type
        self.code = f"files.{type}"
        self.title = title

    def fields(self) -> dict[str, frozenset[str] | None]:
        """What can be asked of a paper."""
        return dict.fromkeys(COLUMNS)

    def column(self, field: str) -> str:
        """Where a field stands."""
        if field not in COLUMNS:
            raise UnknownField(f"{self.code}: {field}")
        return COLUMNS[field]

    def rows(self, as_of: dt.datetime | None) -> QuerySet[Any]:
        """The papers that stand."""
        far = Value(FOR_EVER)
        return documents_of_type(self.type, as_of).annotate(valid_to=Coalesce("valid_until", far))

    def tally(self, ask: Ask) -> list[Tally]:
        """A task's papers are read for all types and tasks at once: most slots ask for them."""
        if set(ask.where) != {"task"} or ask.by or ask.first or ask.measure or ask.different:
            return super().tally(ask)
        shelf = self.once(
            ("files", "tasks", ask.as_of, ask.last, str(ask.part)), partial(shelf_of, ask)
        )
        found = [shelf[self.type, task] for task in ask.where["task"] if (self.type, task) in shelf]
        return [together(found)]

    tallies = Source.tallies  # one by one: the shelf is read once for all types

    def asked(self, ask: Ask) -> QuerySet[Any]:
        """A question about a task's papers means those that belong to the task itself."""
        rows = super().asked(ask)
        return rows.filter(subject_kind="task") if "task" in ask.where else rows

    def corrected(self, ask: Ask, since: dt.datetime) -> int:
        """Papers replaced or withdrawn since."""
        rows = documents_changed_since(self.type, since)
        tasks = ask.where.get("task")
        return (
            rows.filter(subject_kind="task", subject_id__in=tasks).count()
            if tasks
            else (rows.count())
        )

    def broken(self, ask: Ask) -> int:
        """Papers whose bytes no longer fit their hash; nearly always there are none of any type."""
        types = self.once(("files", "broken"), broken_types)
        if self.type not in types:
            return 0
        return self.asked(ask).filter(is_broken=True).count()

    def url(self, ask: Ask) -> str:
        """The archive, searched for the type."""
        return f"{reverse('archive:documents')}?{urlencode({'type': self.type})}"

    def mend(self, *, task: str, grain: str = "", subject: str = "") -> Mend:
        """The form that puts a paper in, filled in."""
        query = {"type": self.type, "kind": "task", "id": task}
        return Mend(f"{reverse('archive:new_document')}?{urlencode(query)}", period="period")


def shelf_of(ask: Ask) -> dict[tuple[str, str], Tally]:
    """The papers of all tasks, by type and task: one query."""
    rows = documents_of_type(None, ask.as_of).filter(subject_kind="task")
    if ask.last:
        rows = rows.filter(dated_on__lte=ask.last)
    rows = rows.annotate(valid_to=Coalesce("valid_until", Value(FOR_EVER)))
    part = Q()
    for field, wanted in (ask.part or {}).items():
        part &= condition_of(COLUMNS[field], wanted)
    grouped = rows.order_by().values("type", "subject_id")
    return {
        (row["type"], row["subject_id"]): Tally(
            count=row["n"], part=Decimal(row["valid"]), newest=row["newest"]
        )
        for row in grouped.annotate(
            n=Count("pk"), valid=Count("pk", filter=part), newest=Max("dated_on")
        )
    }


def together(tallies: list[Tally]) -> Tally:
    """The papers of several tasks as one number."""
    return Tally(
        count=sum(found.count for found in tallies),
        part=sum((found.part for found in tallies), Decimal(0)),
        newest=max((found.newest for found in tallies if found.newest), default=None),
    )


def register(types: Callable[[], Mapping[str, Words]]) -> None:
    """Called once when the app is ready; `types` gives the document types of the standard."""

    def named(name: str) -> Source:
        if name not in types():
            raise UnknownSource(f"files.{name}")
        return Files(name, types()[name])

    register_source("files", named, types)
