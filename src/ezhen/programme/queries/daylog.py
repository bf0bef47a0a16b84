"""What a day at the facilities was, from what is written down already: the draft of its log."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ezhen.core.values import show
from ezhen.registers import api as registers
from ezhen.registers.enums import RecordState

LOG, USES, VISITS, LOANS, AREAS = (
    *("management_log", "venue_use", "visits", "equipment_use"),
    "areas",
)
CENTRE = "centre"  # groups of visitors come here, unless their row says nothing else
LINES = 12


@dataclass
class DayLog:
    """A day at a facility: lines of what happened, people who came, the row of its log if any."""

    code: str
    name: str
    visitors: int = 0
    lines: list[str] = field(default_factory=list)
    log: Any = None

    @property
    def draft(self) -> str:
        """The lines as the log's text, without the end when there are too many."""
        return "；".join(self.lines[:LINES])


def day_logs(day: dt.date) -> list[DayLog]:
    """Every facility that has areas, with what is known of a day. Five queries."""
    found = registers.definition(AREAS)
    column = registers.column(found, "facility")
    codes = registers.rows(AREAS, states=RecordState.STANDS).order_by(column)
    names = {one.code: str(one) for one in found.by_name["facility"].choices}
    days = {
        code: DayLog(code, names[code])
        for code in codes.values_list(column, flat=True).distinct()
        if code in names
    }
    for row in _rows(USES, day):
        _add(days, row.data["facility"], _use(row), int(row.data["people"]))
    for row in _rows(VISITS, day):
        if row.data["kind"] == "visit":
            line = f"{row.data['group']} {row.data['purpose']} {row.data['people']}人"
            _add(days, CENTRE, line, int(row.data["people"]))
    for row in _rows(LOANS, day):
        _add(days, row.data["facility"], f"{row.data['asset']} {row.data['purpose']}", 0)
    for row in _rows(LOG, day):
        if row.data["facility"] in days:
            days[row.data["facility"]].log = row
    return list(days.values())


def _rows(register: str, day: dt.date) -> Any:
    return registers.rows(register, states=RecordState.STANDS).filter(date=day).order_by("pk")


def _use(row: Any) -> str:
    purpose = show(registers.definition(USES).by_name["purpose"], row.data["purpose"])
    data = row.data
    hours = f"{data['starts']}-{data['ends']}"
    return f"{hours} {data['room']} {data['user']} {purpose} {data['people']}人"


def _add(days: dict[str, DayLog], code: str, line: str, people: int) -> None:
    if code in days:
        days[code].lines.append(line)
        days[code].visitors += people
