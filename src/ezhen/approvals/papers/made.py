"""One function: kind and data in, PDF/A out. What the data hold says `queries.paper.paper_data`."""

import datetime as dt
from pathlib import Path
from typing import Any

from ezhen.core.printing import STAND_IN, compile_pdf

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = {
    "application": "form.typ",
    "review_opinion": "form.typ",
    "receipt": "form.typ",
    "approval": "letter.typ",
    "notice": "letter.typ",
    "agreement": "letter.typ",
    "certificate": "certificate.typ",
    "disbursement_list": "list.typ",
}


def made_pdf(kind: str, data: dict[str, Any], at: dt.datetime) -> bytes:
    """The paper; the same data and moment give the same bytes."""
    return compile_pdf(FOLDER / TEMPLATES[kind], {"kind": kind} | data, at=at, stand_in=STAND_IN)
