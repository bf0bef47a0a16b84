"""The print form of a register: title, span, table with totals, signatures, page numbers."""

from pathlib import Path
from typing import Any

from ezhen.core.printing import STAND_IN, compile_pdf

TEMPLATE = Path(__file__).parent / "templates" / "ledger.typ"


def ledger_pdf(data: dict[str, Any]) -> bytes:
    """PDF/A of the rows that `queries.export.print_data` gives."""
    return compile_pdf(TEMPLATE, data, stand_in=STAND_IN)
