"""The door of figures."""

from ezhen.figures.actions.filing import return_filing, save_filing, verify_filing
from ezhen.figures.actions.paper import attach_statement
from ezhen.figures.actions.seal import seal_period
from ezhen.figures.providers import (
    FigureSpec,
    Span,
    Value,
    figure,
    figures,
    register_figure,
    value,
)
from ezhen.figures.queries.dataset import dataset, datasets, read_datasets
from ezhen.figures.queries.filed import filed_table
from ezhen.figures.queries.filing import Row, period_report, rows_of, seal_states

__all__ = [
    "FigureSpec",
    "Row",
    "Span",
    "Value",
    "attach_statement",
    "dataset",
    "datasets",
    "figure",
    "figures",
    "filed_table",
    "period_report",
    "read_datasets",
    "register_figure",
    "return_filing",
    "rows_of",
    "save_filing",
    "seal_period",
    "seal_states",
    "value",
    "verify_filing",
]
