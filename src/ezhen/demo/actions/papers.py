"""Papers of the demo year as PDF: laboratory reports and licences, each marked as invented."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from ezhen.core.printing import compile_pdf

TEMPLATE = Path(__file__).parents[1] / "papers" / "paper.typ"


def paper_upload(
    *,
    title: str,
    number: str,
    facts: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]] = (),
    lines: Sequence[str] = (),
    at: dt.datetime,
) -> SimpleUploadedFile:
    """A paper: names and values, numbered sentences, then a table whose first row is its
    heading."""
    data = {"title": title, "number": number, "facts": facts, "rows": rows, "lines": lines}
    content = compile_pdf(TEMPLATE, data, at=at)
    return SimpleUploadedFile(f"{title} {number}.pdf", content, "application/pdf")
