"""The print form of a register: title, span, table with totals, signatures, page numbers."""

import datetime as dt
from pathlib import Path
from typing import Any

from ezhen.core.printing import STAND_IN, compile_pdf

TEMPLATE = Path(__file__).parent / "templates" / "ledger.typ"


def ledger_pdf(data: dict[str, Any], at: dt.datetime | None = None) -> bytes:
    """PDF/A of the rows that `queries.export.print_data` gives; `at`: its time of making."""
    return compile_pdf(TEMPLATE, data, stand_in=STAND_IN, at=at)
