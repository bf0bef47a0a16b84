"""All requirements of the standard, computed over a year of 200,000 register records."""

from collections.abc import Iterator
from typing import Any

from bench.figure import Figure, at_most, seconds, seen
from bench.town import analyze, open_town

NUM_RECORDS = 200_000
NUM_SUBJECTS = 300
RUNS = 5


def figures() -> Iterator[Figure]:
    """Everything anew, and after one row in each of the registers that most rests on."""
    open_town()
    from tests.factories import make_user

    from ezhen.registers.models import Record
    from ezhen.standards.api import refresh

    by = make_user(role="operator")
    fill_registers(by)
    yield seen("records in registers", Record.objects.count(), "")
    refresh()
    yield at_most("all requirements recomputed", min(recompute() for _ in range(RUNS)), "s", 2)
    yield seen("requirements", len(refresh()), "")
    worst, slowest = max(after_one_row(by))
    yield at_most(f"after one row, the slowest register ({slowest})", 1000 * worst, "ms", 50)


def fill_registers(by: Any) -> None:
    """200,000 rows in all registers of the pack: 300 in each whose rows each need a proof of their
    own (stations, events, contracts …: a town has tens of them), equally many in the others."""
    from bench.filled import fill, make_filler

    from ezhen.registers.api import definitions
    from ezhen.registers.models import Record

    filler, every = make_filler(), list(definitions().values())
    subjects = registers_of_subjects()
    every.sort(key=lambda found: found.code not in subjects)
    wanted = (NUM_RECORDS - NUM_SUBJECTS * len(subjects)) // (len(every) - len(subjects))
    for definition in every:
        most = NUM_SUBJECTS if definition.code in subjects else wanted
        # a few have a key that repeats within so many rows: the others get more for it
        fill(definition.code, filler.rows(definition, most * 11 // 10), by=by)
        if definition.code in subjects:
            uuids = Record.objects.filter(register=definition.code).values_list("uuid", flat=True)
            filler.known[f"record {definition.code}"] = [str(uuid) for uuid in uuids]
    waiting = Record.objects.filter(state="waiting").exclude(serial__lt=20)
    waiting.update(state="confirmed")  # reviewed, as nearly all rows of a year are
    if Record.objects.count() < NUM_RECORDS:
        raise RuntimeError(f"only {Record.objects.count()} records")
    analyze()


def registers_of_subjects() -> set[str]:
    """The registers whose rows are counted one by one: each is asked for its papers or its rows."""
    from django.utils import timezone

    from ezhen.standards.api import content_of, in_force

    version = in_force(timezone.localdate())
    found = set()
    for item in content_of(version).items.values():
        for part in item.parts:
            found |= {getattr(part, "each", ""), getattr(part, "subjects", "")}
    return {code.removeprefix("register.") for code in found if code.startswith("register.")}


def recompute() -> float:
    """Seconds to compute and store all outcomes, nothing known."""
    from ezhen.standards.actions.refresh import forget
    from ezhen.standards.api import refresh

    forget()
    return seconds(refresh)


def after_one_row(by: Any) -> Iterator[tuple[float, str]]:
    """Seconds until the outcomes are right again after a row was entered, register by register."""
    from bench.filled import fill, make_filler

    from ezhen.registers.api import definitions
    from ezhen.standards.api import refresh

    filler = make_filler()
    for definition in definitions().values():
        took = []
        for run in range(RUNS):
            fill(definition.code, filler.rows(definition, 1, offset=5_000_000 + run), by=by)
            took.append(seconds(refresh))
        yield sorted(took)[RUNS // 2], definition.code
