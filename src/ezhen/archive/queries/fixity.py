"""How the files are: which are due for a look, which are broken."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ezhen.archive.models import FixityCheck, StoredFile


def with_last_check(files: QuerySet[StoredFile]) -> QuerySet[Any]:
    """Annotate `checked_at` and `is_intact`, None for a file nobody looked at yet."""
    last = FixityCheck.objects.filter(file=OuterRef("pk")).order_by("-at", "-pk")
    return files.annotate(
        checked_at=Subquery(last.values("at")[:1]),
        is_intact=Subquery(last.values("is_intact")[:1]),
    )


def files_due(*, before: dt.datetime) -> QuerySet[StoredFile]:
    """Files not looked at since a moment, longest ago first."""
    rows = with_last_check(StoredFile.objects.all())
    due = rows.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before))
    return due.order_by("checked_at", "pk")


def num_broken() -> int:
    """Files whose last look found other bytes, or none."""
    return with_last_check(StoredFile.objects.all()).filter(is_intact=False).count()


def last_checked() -> dt.datetime | None:
    """When the bytes of a file were last looked at."""
    newest = FixityCheck.objects.order_by("-pk").values_list("at", flat=True)
    return newest.first()
