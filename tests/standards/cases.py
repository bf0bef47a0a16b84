"""Named cases of every kind of test: a binding, data and a day, and what must come of it.

The mutation test changes each kind in several ways and asks that the cases named here go red.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from tests.standards.memory import FAR, PROGRAMME, Memory, day, outcome, rows, target

from ezhen.standards.definitions import AnyTest, Slot
from ezhen.standards.enums import Code, Forecast
from ezhen.standards.sources.ask import Sealing
from ezhen.standards.tests.frame import DAY

ANY = TypeAdapter(AnyTest)
THINGS = "register.things"


@dataclass(frozen=True)
class Case:
    """One expectation."""

    name: str
    kind: str
    holds: bool
    run: Callable[[], Any]
    code: Code | None = None
    forecast: Forecast | None = None
    have: str | None = None
    said: str = ""

    def fails(self) -> str:
        """What differs from the expectation; empty when nothing does."""
        found = self.run()
        wrong = []
        if found.holds != self.holds:
            wrong.append(f"holds {found.holds}")
        if self.code and found.code != self.code:
            wrong.append(f"code {found.code}")
        if self.forecast and found.forecast != self.forecast:
            wrong.append(f"forecast {found.forecast}")
        if self.have is not None and found.have != Decimal(self.have):
            wrong.append(f"have {found.have}")
        if self.said and self.said not in " ".join(str(say) for say in found.said):
            wrong.append(f"said {[str(say) for say in found.said]}")
        return ", ".join(wrong)


CASES: list[Case] = []


def case(
    name, test, source, *, holds, today="11-23", others=(), attested=None, years=(), **expected
):
    """Note a case: `test` as the pack would write it."""
    kind = "slot" if "document" in test else test["type"]

    def run():
        part = Slot(**test) if kind == "slot" else ANY.validate_python(test)
        targets = {"T1": target("T1", **expected_target)} if expected_target else {}
        programme = PROGRAMME.model_copy(update={"years": years})
        return outcome(
            part,
            source,
            *others,
            today=day(today),
            targets=targets,
            attested=attested,
            programme=programme,
        )

    expected_target = expected.pop("target", None)
    CASES.append(Case(name, kind, holds, run, **expected))


def things(*days, **fields):
    """A source with a row on each day."""
    return Memory(rows=rows(*days, **fields))


# count
COUNT = {"type": "count", "source": THINGS}
case(
    "count_reached",
    COUNT | {"value": 2},
    things("11-01", "11-02"),
    holds=True,
    code=Code.PASS,
    have="2",
)
case(
    "count_one_short",
    COUNT | {"value": 3},
    things("11-01", "11-02"),
    holds=False,
    code=Code.SHORT,
    have="2",
)
case(
    "count_more_than_is_strict",
    COUNT | {"value": 2, "op": ">"},
    things("11-01", "11-02"),
    holds=False,
)
case("count_at_most_kept", COUNT | {"value": 2, "op": "<="}, things("11-01", "11-02"), holds=True)
case(
    "count_at_most_broken",
    COUNT | {"value": 1, "op": "<="},
    things("11-01", "11-02"),
    holds=False,
    forecast=Forecast.MISSED,
)
case(
    "count_less_than_is_strict",
    COUNT | {"value": 2, "op": "<"},
    things("11-01", "11-02"),
    holds=False,
)
case("count_exactly", COUNT | {"value": 2, "op": "=="}, things("11-01", "11-02"), holds=True)
case(
    "count_exactly_is_not_at_least",
    COUNT | {"value": 1, "op": "=="},
    things("11-01", "11-02"),
    holds=False,
)
case(
    "count_before_the_programme_does_not_count",
    COUNT | {"value": 1},
    things("2025-11-23"),
    holds=False,
    have="0",
)
case("count_first_day_counts", COUNT | {"value": 1}, things("2025-11-24"), holds=True)
case("count_today_counts", COUNT | {"value": 1}, things("11-23"), holds=True)
case(
    "count_tomorrow_does_not_count_yet",
    COUNT | {"value": 1},
    things("11-24"),
    holds=False,
    have="0",
)
case("count_at_any_time", COUNT | {"value": 1, "window": "all"}, things("2020-01-01"), holds=True)
case(
    "count_twelve_months_in",
    COUNT | {"value": 1, "window": "twelve_months"},
    things("2025-11-24"),
    holds=True,
)
case(
    "count_twelve_months_out",
    COUNT | {"value": 1, "window": "twelve_months"},
    things("2025-11-23"),
    holds=False,
)
case(
    "count_filter_picks",
    COUNT | {"value": 1, "where": {"kind": "a"}},
    things("11-01", kind="a"),
    holds=True,
)
case(
    "count_filter_leaves_out",
    COUNT | {"value": 1, "where": {"kind": "a"}},
    things("11-01", kind="b"),
    holds=False,
)
case(
    "count_yearly_reached_this_year",
    COUNT | {"value": 1, "window": "year"},
    things("03-01"),
    holds=True,
    have="1",
)
case(
    "count_yearly_last_year_is_not_this",
    COUNT | {"value": 1, "window": "year"},
    things("2025-12-01"),
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "count_yearly_missed_year_stays_missed",
    COUNT | {"value": 2, "window": "year"},
    things("03-01"),
    today="2027-01-05",
    holds=False,
    code=Code.SHORT,
    forecast=Forecast.MISSED,
)
case(
    "count_yearly_kept_year_stays_kept",
    COUNT | {"value": 1, "window": "year"},
    things("03-01"),
    today="2027-01-05",
    holds=True,
)
case(
    "count_one_year_kept_does_not_mend_another",
    COUNT | {"value": 1, "window": "year"},
    things("03-01"),
    years=(2025, 2026),
    holds=False,
    code=Code.SHORT,
    said="2025",
)
case(
    "count_by_the_catalogues_figure",
    COUNT | {"target": "T1"},
    things("11-01", "11-02"),
    target={"op": ">", "value": "2"},
    holds=False,
)
case(
    "count_on_pace",
    COUNT | {"value": 20},
    things(*(str(day("2025-11-25") + n * 30 * DAY) for n in range(13)), *("11-01", "11-02")),
    holds=False,
    forecast=Forecast.EXPECTED,
)
case(
    "count_stopped_a_quarter_ago",
    COUNT | {"value": 20},
    things(*(str(day("2025-12-01") + n * 10 * DAY) for n in range(15))),
    holds=False,
    forecast=Forecast.MISSED,
)
case(
    "count_one_missing_may_still_come",
    COUNT | {"value": 1},
    things(),
    holds=False,
    forecast=Forecast.EXPECTED,
)
case(
    "count_one_missing_in_the_last_month",
    COUNT | {"value": 1},
    things(),
    today="2027-03-05",
    holds=False,
    forecast=Forecast.MISSED,
)

WAITING = Memory(rows=[], num_waiting=3)
case("count_waits_for_review", COUNT | {"value": 1}, WAITING, holds=False, code=Code.PENDING_REVIEW)

# sum
SUM = {"type": "sum", "source": THINGS, "measure": "n"}
case("sum_reached", SUM | {"value": 10}, things("11-01", "11-02", n="5"), holds=True, have="10")
case("sum_short", SUM | {"value": "10.01"}, things("11-01", "11-02", n="5"), holds=False, have="10")
case(
    "sum_more_than_is_strict",
    SUM | {"value": 10, "op": ">"},
    things("11-01", "11-02", n="5"),
    holds=False,
)
case(
    "sum_outside_the_window",
    SUM | {"value": 10},
    things("2025-11-01", "11-02", n="5"),
    holds=False,
    have="5",
)
case(
    "sum_filter",
    SUM | {"value": 5, "where": {"kind": "a"}},
    Memory(rows=[*rows("11-01", kind="a", n="4"), *rows("11-02", kind="b", n="9")]),
    holds=False,
    have="4",
)
case("sum_of_the_field_not_rows", SUM | {"value": 3}, things("11-01", n="3"), holds=True, have="3")

# distinct
DISTINCT = {"type": "distinct", "source": THINGS, "measure": "who"}
TWICE = Memory(rows=[*rows("11-01", "11-02", who="a"), *rows("11-03", who="b")])
case("distinct_counts_each_once", DISTINCT | {"value": 3}, TWICE, holds=False, have="2")
case("distinct_reached", DISTINCT | {"value": 2}, TWICE, holds=True)
case("distinct_more_than_is_strict", DISTINCT | {"value": 2, "op": ">"}, TWICE, holds=False)
case(
    "distinct_outside_the_window",
    DISTINCT | {"value": 1},
    things("2025-01-01", who="a"),
    holds=False,
)
case("distinct_filter", DISTINCT | {"value": 1, "where": {"who": "c"}}, TWICE, holds=False)

# figure
FIGURE = {"type": "figure", "source": "figure.x", "value": 100}


def figure(**values):
    """A figure with a value over spans that end on these days."""
    spans = {
        (day("2026-01-01"), day(last.replace("_", "-"))): Decimal(value)
        for last, value in values.items()
    }
    return Memory(code="figure.x", can=frozenset({"value"}), values=spans)


WHOLE = Memory(
    code="figure.x",
    can=frozenset({"value"}),
    values={(day("2025-11-24"), day("11-23")): Decimal(100)},
)
case("figure_reached", FIGURE, WHOLE, holds=True, have="100")
case("figure_more_than_is_strict", FIGURE | {"op": ">"}, WHOLE, holds=False)
case(
    "figure_absent_is_no_pass",
    FIGURE | {"op": "<="},
    Memory(code="figure.x", can=frozenset({"value"})),
    holds=False,
)
YEARLY = Memory(
    code="figure.x",
    can=frozenset({"value"}),
    values={(day("2026-01-01"), day("11-23")): Decimal(95)},
)
case(
    "figure_yearly_on_pace",
    FIGURE | {"window": "year"},
    YEARLY,
    holds=False,
    code=Code.NOT_DUE,
    forecast=Forecast.EXPECTED,
)
SLOW = Memory(
    code="figure.x",
    can=frozenset({"value"}),
    values={(day("2026-01-01"), day("11-23")): Decimal(60)},
)
case(
    "figure_yearly_too_slow",
    FIGURE | {"window": "year"},
    SLOW,
    holds=False,
    code=Code.NOT_DUE,
    forecast=Forecast.MISSED,
)
OVER = Memory(
    code="figure.x",
    can=frozenset({"value"}),
    values={(day("2026-01-01"), day("2026-12-31")): Decimal(99)},
)
case(
    "figure_year_over_and_short",
    FIGURE | {"window": "year"},
    OVER,
    today="2027-01-02",
    holds=False,
    code=Code.SHORT,
    forecast=Forecast.MISSED,
)

# ratio
RATIO = {"type": "ratio", "source": THINGS, "part": {"kind": "a"}, "value": "0.6"}
MIXED = Memory(
    rows=[
        *rows("11-01", "11-02", "11-03", kind="a", n="1"),
        *rows("11-04", "11-05", kind="b", n="8"),
    ]
)
case("ratio_reached", RATIO, MIXED, holds=True, have="60")
case("ratio_short", RATIO | {"value": "0.61"}, MIXED, holds=False, forecast=Forecast.MISSED)
case("ratio_more_than_is_strict", RATIO | {"op": ">"}, MIXED, holds=False)
case("ratio_of_nothing_is_no_pass", RATIO, things(), holds=False, forecast=Forecast.EXPECTED)
case("ratio_of_a_sum", RATIO | {"measure": "n"}, MIXED, holds=False)
case("ratio_whole_is_filtered", RATIO | {"where": {"n": "1"}, "value": 1}, MIXED, holds=True)
case(
    "ratio_outside_the_window",
    RATIO | {"value": 1},
    Memory(rows=[*rows("11-01", kind="a"), *rows("2025-01-01", kind="b")]),
    holds=True,
)
case(
    "ratio_by_the_catalogues_per_cent",
    {k: v for k, v in RATIO.items() if k != "value"} | {"target": "T1"},
    MIXED,
    target={"value": "60", "unit": "%"},
    holds=True,
)

# growth
GROWTH = {"type": "growth", "source": THINGS, "measure": "n", "value": 10, "window": "year"}


def years(before, now):
    """A sum a year ago and now."""
    return Memory(rows=[*rows("2025-06-01", n=before), *rows("06-01", n=now)])


case("growth_reached", GROWTH, years("100", "110"), holds=True, have="10")
case("growth_short", GROWTH, years("100", "109"), holds=False, have="9")
case("growth_more_than_is_strict", GROWTH | {"op": ">"}, years("100", "110"), holds=False)
case(
    "growth_without_a_year_before_is_no_pass",
    GROWTH,
    Memory(rows=rows("06-01", n="5")),
    holds=False,
)
case(
    "growth_compares_the_same_days",
    GROWTH,
    Memory(
        rows=[*rows("2025-06-01", n="100"), *rows("2025-12-01", n="900"), *rows("06-01", n="110")]
    ),
    holds=True,
)
case(
    "growth_filter",
    GROWTH | {"where": {"kind": "a"}},
    Memory(
        rows=[*rows("2025-06-01", "06-01", n="100", kind="a"), *rows("06-02", n="100", kind="b")]
    ),
    holds=False,
    have="0",
)

# cadence
CADENCE = {"type": "cadence", "source": THINGS, "grain": "month"}
MONTHS = [f"{month:02}-05" for month in range(1, 11)]
FULL = ("2025-11-30", "2025-12-05", *MONTHS)
case("cadence_every_month", CADENCE, things(*FULL), holds=True, have="12")
case(
    "cadence_one_month_missing",
    CADENCE,
    things(*FULL[:-1]),
    holds=False,
    have="11",
    forecast=Forecast.MISSED,
    said="2026-10",
)
case(
    "cadence_share_forgives", CADENCE | {"share": "0.9"}, things(*FULL[:-1]), holds=True, have="11"
)
case("cadence_share_rounds_up", CADENCE | {"share": "0.95"}, things(*FULL[:-1]), holds=False)
case(
    "cadence_running_month_is_not_due", CADENCE, things(*FULL), today="11-29", holds=True, have="12"
)
case("cadence_month_over_is_due_next_day", CADENCE, things(*FULL), today="12-01", holds=False)
case("cadence_grace_waits", CADENCE | {"grace_days": 5}, things(*FULL), today="12-05", holds=True)
case("cadence_grace_ends", CADENCE | {"grace_days": 5}, things(*FULL), today="12-06", holds=False)
case("cadence_two_a_month", CADENCE | {"least": 2}, things(*FULL), holds=False, have="0")
case(
    "cadence_filter",
    CADENCE | {"where": {"kind": "a"}},
    things(*FULL, kind="b"),
    holds=False,
    have="0",
)
case(
    "cadence_by_the_catalogues_figure",
    CADENCE | {"target": "T1"},
    things(*FULL, *FULL),
    target={"value": "2"},
    holds=True,
)
case(
    "cadence_nothing_due_is_no_pass",
    CADENCE,
    things("2025-11-25"),
    today="2025-11-28",
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "cadence_week_is_iso",
    CADENCE | {"grain": "week", "window": "programme"},
    things("2025-11-24"),
    today="2025-12-01",
    holds=True,
    have="1",
)
case(
    "cadence_sunday_ends_the_week",
    CADENCE | {"grain": "week"},
    things("2025-11-24"),
    today="2025-11-30",
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "cadence_quarter",
    CADENCE | {"grain": "quarter"},
    things("2025-12-30", "01-01", "04-30", "09-30"),
    holds=True,
    have="4",
)
case(
    "cadence_year_counts_whole_years",
    CADENCE | {"grain": "year"},
    things("06-01"),
    today="2027-01-01",
    holds=True,
    have="1",
)

# coverage
COVERAGE = {
    "type": "coverage",
    "subjects": "register.stations",
    "source": THINGS,
    "subject": "station",
}


def stations(*names, since="2025-11-24"):
    """Stations by name, begun on a day."""
    found = [{"id": name, "label": f"站{name}", "date": day(since), "open": True} for name in names]
    return Memory(code="register.stations", rows=found)


def served(**by_station):
    """Rows of each station on its days."""
    return Memory(
        rows=[row for name, days in by_station.items() for row in rows(*days, station=name)]
    )


case(
    "coverage_each_has_one",
    COVERAGE,
    served(a=["11-01"], b=["11-02"]),
    others=[stations("a", "b")],
    holds=True,
    have="2",
)
case(
    "coverage_one_has_none",
    COVERAGE,
    served(a=["11-01", "11-02"]),
    others=[stations("a", "b")],
    holds=False,
    have="1",
    said="站b",
)
case(
    "coverage_share_forgives",
    COVERAGE | {"share": "0.5"},
    served(a=["11-01"]),
    others=[stations("a", "b")],
    holds=True,
)
case(
    "coverage_least",
    COVERAGE | {"least": 2},
    served(a=["11-01"]),
    others=[stations("a")],
    holds=False,
)
case(
    "coverage_no_subjects_is_no_pass",
    COVERAGE,
    served(a=["11-01"]),
    others=[stations()],
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "coverage_subjects_filter",
    COVERAGE | {"subjects_where": {"open": False}},
    served(),
    others=[stations("a")],
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "coverage_rows_filter",
    COVERAGE | {"where": {"kind": "x"}},
    served(a=["11-01"]),
    others=[stations("a")],
    holds=False,
)
case(
    "coverage_outside_the_window",
    COVERAGE,
    served(a=["2025-11-01"]),
    others=[stations("a")],
    holds=False,
)
MONTHLY = COVERAGE | {"grain": "month", "grace_days": 0}
case(
    "coverage_every_month_since_it_began",
    MONTHLY,
    served(a=["09-05", "10-05"]),
    others=[stations("a", since="08-15")],
    holds=True,
    have="2",
)
case(
    "coverage_month_it_began_in_is_not_due",
    MONTHLY,
    served(),
    others=[stations("a", since="11-02")],
    holds=False,
    code=Code.NOT_DUE,
)
case(
    "coverage_a_month_is_missing",
    MONTHLY,
    served(a=["09-05"]),
    others=[stations("a", since="08-15")],
    holds=False,
    said="站a 2026-10",
)
case(
    "coverage_grace_waits",
    MONTHLY | {"grace_days": 23},
    served(a=["09-05"]),
    others=[stations("a", since="08-15")],
    holds=True,
)
case(
    "coverage_grace_ends",
    MONTHLY | {"grace_days": 22},
    served(a=["09-05"]),
    others=[stations("a", since="08-15")],
    holds=False,
)

# sla
SLA = {"type": "sla", "source": THINGS, "start": "date", "end": "done", "days": 2}


def parcels(*pairs):
    """Rows with a first and a last day; None: still on the way."""
    return Memory(rows=[{"date": day(a), "done": day(b) if b else None} for a, b in pairs])


case("sla_in_time", SLA, parcels(("11-01", "11-03")), holds=True, have="100")
case(
    "sla_a_day_late",
    SLA,
    parcels(("11-01", "11-04")),
    holds=False,
    have="0",
    forecast=Forecast.MISSED,
)
case(
    "sla_share_kept",
    SLA | {"share": "0.5"},
    parcels(("11-01", "11-03"), ("11-01", "11-09")),
    holds=True,
)
case(
    "sla_share_broken",
    SLA | {"share": "0.51"},
    parcels(("11-01", "11-03"), ("11-01", "11-09")),
    holds=False,
)
case(
    "sla_still_has_time", SLA, parcels(("11-01", "11-02"), ("11-21", None)), holds=True, have="100"
)
case(
    "sla_never_arrived_is_late",
    SLA,
    parcels(("11-01", "11-02"), ("11-20", None)),
    holds=False,
    have="50",
)
case("sla_too_few_rows", SLA | {"least": 2}, parcels(("11-01", "11-02")), holds=False)
case("sla_nothing_is_no_pass", SLA, parcels(), holds=False)
case("sla_outside_the_window", SLA, parcels(("2025-11-01", "2025-11-02")), holds=False)
case("sla_filter", SLA | {"where": {"kind": "x"}}, parcels(("11-01", "11-02")), holds=False)
case(
    "sla_same_day_by_the_catalogue",
    {k: v for k, v in SLA.items() if k != "days"} | {"target": "T1"},
    parcels(("11-01", "11-02")),
    target={"op": "<=", "value": "0"},
    holds=False,
)

# exists
EXISTS = {"type": "exists", "source": THINGS}
case("exists_there", EXISTS, things("2020-01-01"), holds=True)
case("exists_not_there", EXISTS, things(), holds=False, code=Code.SHORT)
case("exists_least", EXISTS | {"least": 2}, things("11-01"), holds=False, have="1")
case("exists_filter", EXISTS | {"where": {"kind": "x"}}, things("11-01"), holds=False)
case("exists_fresh_on_its_last_day", EXISTS | {"within_days": 10}, things("11-13"), holds=True)
case(
    "exists_stale_the_day_after",
    EXISTS | {"within_days": 10},
    things("11-12"),
    holds=False,
    code=Code.STALE,
)
case("exists_tomorrows_row_proves_nothing", EXISTS, things("11-24"), holds=False)

# seal
SEAL = {"type": "seal", "source": "dataset.x", "by": "statistics_bureau"}


def sealed(**seals):
    """Seals by year, as y2026=…"""
    return Memory(
        code="dataset.x",
        can=frozenset({"seal"}),
        seals={int(key[1:]): found for key, found in seals.items()},
    )


case(
    "seal_there",
    SEAL,
    sealed(y2026=Sealing("2026", is_sealed=True)),
    today="2027-02-01",
    holds=True,
)
case("seal_missing", SEAL, sealed(), today="2027-02-01", holds=False, code=Code.UNSEALED)
case(
    "seal_broken",
    SEAL,
    sealed(y2026=Sealing("2026", is_sealed=True, is_broken=True)),
    today="2027-02-01",
    holds=False,
    code=Code.UNSEALED,
)
case(
    "seal_not_due_before_the_year_has_ended",
    SEAL,
    sealed(y2026=Sealing("2026", is_sealed=True)),
    today="12-31",
    holds=False,
    code=Code.NOT_DUE,
)

# attested
ATTESTED = {"type": "attested", "role": "client", "days": 30}
case(
    "attested_stands", ATTESTED, things(), attested={("4.8.B1", "client"): day("11-01")}, holds=True
)
case(
    "attested_last_day",
    ATTESTED,
    things(),
    attested={("4.8.B1", "client"): day("10-24")},
    holds=True,
)
case(
    "attested_ended",
    ATTESTED,
    things(),
    attested={("4.8.B1", "client"): day("10-23")},
    holds=False,
    code=Code.STALE,
)
case("attested_never", ATTESTED, things(), holds=False, code=Code.MISSING_SLOT)
case(
    "attested_by_another_role",
    ATTESTED,
    things(),
    attested={("4.8.B1", "auditor"): day("11-01")},
    holds=False,
)
case(
    "attested_for_another_requirement",
    ATTESTED,
    things(),
    attested={("4.8.B2", "client"): day("11-01")},
    holds=False,
)

# compound
ONE = COUNT | {"value": 1}
NONE = COUNT | {"value": 9}
BOTH = {"type": "compound", "tests": [ONE, NONE]}
case("compound_all_must_hold", BOTH, things("11-01"), holds=False, have="1")
case("compound_one_is_enough", BOTH | {"least": 1}, things("11-01"), holds=True)
case(
    "compound_none_holds",
    {"type": "compound", "tests": [NONE, NONE], "least": 1},
    things("11-01"),
    holds=False,
)
case(
    "compound_all_hold",
    {"type": "compound", "tests": [ONE, ONE]},
    things("11-01"),
    holds=True,
    have="2",
)

# slot
SLOT = {"document": "plan"}


def papers(*days, task="4.8", until=FAR, subject="", **facts):
    """Papers of the task, each of its day."""
    found = [
        {"date": day(text), "task": task, "subject": subject or task, "valid_until": until}
        for text in days
    ]
    return Memory(code="files.plan", rows=found, **facts)


case("slot_filled", SLOT, papers("11-01"), holds=True, have="1")
case("slot_empty", SLOT, papers(), holds=False, code=Code.MISSING_SLOT, forecast=Forecast.EXPECTED)
case("slot_of_another_task", SLOT, papers("11-01", task="4.7"), holds=False)
case(
    "slot_shared_with_another_task",
    SLOT | {"also": ["4.7"]},
    papers("11-01", task="4.7"),
    holds=True,
)
case("slot_least", SLOT | {"least": 2}, papers("11-01"), holds=False)
case("slot_valid_on_its_last_day", SLOT, papers("11-01", until=day("11-23")), holds=True)
case(
    "slot_no_longer_valid", SLOT, papers("11-01", until=day("11-22")), holds=False, code=Code.STALE
)
case("slot_young_enough", SLOT | {"days": 10}, papers("11-13"), holds=True)
case("slot_too_old", SLOT | {"days": 10}, papers("11-12"), holds=False, code=Code.STALE)
case(
    "slot_damaged_file_fills_nothing",
    SLOT,
    papers("11-01", num_broken=1),
    holds=False,
    code=Code.BROKEN_HASH,
)
EVENTS = Memory(
    code="register.events",
    rows=[
        {"id": "e1", "label": "第一场", "date": day("11-01"), "kind": "a"},
        {"id": "e2", "label": "第二场", "date": day("11-02"), "kind": "b"},
    ],
)
EACH = SLOT | {"each": "register.events"}
case(
    "slot_each_row_has_one",
    EACH,
    Memory(
        code="files.plan",
        rows=[{"date": day("11-01"), "subject": name, "valid_until": FAR} for name in ("e1", "e2")],
    ),
    others=[EVENTS],
    holds=True,
    have="2",
)
case(
    "slot_a_row_has_none",
    EACH,
    papers("11-01", subject="e1"),
    others=[EVENTS],
    holds=False,
    have="1",
    said="第二场",
)
case(
    "slot_each_filter",
    EACH | {"where": {"kind": "a"}},
    papers("11-01", subject="e1"),
    others=[EVENTS],
    holds=True,
    have="1",
)
case(
    "slot_each_share",
    EACH | {"share": "0.5"},
    papers("11-01", subject="e1"),
    others=[EVENTS],
    holds=True,
)
case(
    "slot_each_expired_does_not_count",
    EACH | {"where": {"kind": "a"}},
    papers("11-01", subject="e1", until=day("11-05")),
    others=[EVENTS],
    holds=False,
)
case(
    "slot_every_month",
    SLOT | {"grain": "month"},
    papers("2025-11-30", "2025-12-05", *MONTHS),
    holds=True,
    have="12",
)
case(
    "slot_a_month_is_missing",
    SLOT | {"grain": "month"},
    papers("2025-11-30", "2025-12-05", *MONTHS[:-1]),
    holds=False,
    said="2026-10",
)
case(
    "slot_running_month_is_not_due",
    SLOT | {"grain": "month"},
    papers("2025-11-30", "2025-12-05", *MONTHS, "11-03"),
    holds=True,
    have="12",
)
