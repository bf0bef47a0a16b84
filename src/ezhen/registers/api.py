"""The door of the registers."""

from ezhen.registers.actions.bulk import Entry, bring_records
from ezhen.registers.actions.paper import attach_paper, explain_gap
from ezhen.registers.actions.record import (
    change_record,
    confirm_records,
    enter_record,
    put_record,
    review_record,
    withdraw_record,
)
from ezhen.registers.actions.register import store_definition
from ezhen.registers.definitions import RegisterDefinition, problems
from ezhen.registers.queries.filed import Filed, filed
from ezhen.registers.queries.gap import gaps, gaps_of, register_beginning
from ezhen.registers.queries.record import values_of
from ezhen.registers.queries.register import (
    Server,
    definition,
    definitions,
    register_areas,
    register_uses,
    serve_register,
)
from ezhen.registers.queries.rows import (
    changed_since,
    column,
    condition,
    num_waiting,
    rows,
    waiting,
)

__all__ = [
    "Entry",
    "Filed",
    "RegisterDefinition",
    "Server",
    "attach_paper",
    "bring_records",
    "change_record",
    "changed_since",
    "column",
    "condition",
    "confirm_records",
    "definition",
    "definitions",
    "enter_record",
    "explain_gap",
    "filed",
    "gaps",
    "gaps_of",
    "num_waiting",
    "problems",
    "put_record",
    "register_areas",
    "register_beginning",
    "register_uses",
    "review_record",
    "rows",
    "serve_register",
    "store_definition",
    "values_of",
    "waiting",
    "withdraw_record",
]
