"""Breaking each kind of test on purpose: the cases named here must go red.

A mutant replaces a piece of one function's source; its code is put in place of the original's.
"""

import importlib
import inspect
import sys
import textwrap
from dataclasses import dataclass

import pytest
from tests.standards.cases import CASES

from ezhen.standards.tests import KINDS

pytestmark = pytest.mark.pure
BY_NAME = {case.name: case for case in CASES}


@dataclass(frozen=True)
class Mutant:
    """`old` becomes `new` in a function of a module; these cases must notice."""

    kind: str
    what: str  # comparison, window, filter or rule
    place: str  # module.function
    old: str
    new: str
    red: tuple[str, ...]


def mutant(kind, what, place, old, new, *red):
    return Mutant(kind, what, place, old, new, red)


FIRST, THROUGH = "span.first", "last=span.through"
MUTANTS = [
    # numbers against a bound
    mutant(
        "count",
        "comparison",
        "bound.fulfils",
        '">=": have >= need',
        '">=": have > need',
        "count_reached",
    ),
    mutant(
        "count",
        "comparison",
        "bound.fulfils",
        '">": have > need',
        '">": have >= need',
        "count_more_than_is_strict",
    ),
    mutant(
        "count",
        "comparison",
        "bound.fulfils",
        '"<=": have <= need',
        '"<=": have < need',
        "count_at_most_kept",
    ),
    mutant(
        "count",
        "comparison",
        "bound.fulfils",
        '"<": have < need',
        '"<": have <= need',
        "count_less_than_is_strict",
    ),
    mutant(
        "count",
        "comparison",
        "bound.fulfils",
        '"==": have == need',
        '"==": have >= need',
        "count_exactly_is_not_at_least",
    ),
    mutant(
        "count",
        "window",
        "rows.by_span",
        FIRST,
        "None",
        "count_before_the_programme_does_not_count",
        "count_yearly_last_year_is_not_this",
    ),
    mutant(
        "count",
        "window",
        "rows.by_span",
        "last=span.through, ",
        "last=span.last, ",
        "count_tomorrow_does_not_count_yet",
    ),
    mutant(
        "count",
        "window",
        "frame.spans",
        'if window == "twelve_months"',
        'if window == "never"',
        "count_twelve_months_out",
    ),
    mutant("count", "filter", "rows.by_span", "test.where", "{}", "count_filter_leaves_out"),
    mutant(
        "count",
        "rule",
        "bound.judge_bound",
        "and not missed and any(kept)",
        "and any(kept)",
        "count_one_year_kept_does_not_mend_another",
    ),
    mutant(
        "sum",
        "comparison",
        "bound.fulfils",
        '">=": have >= need',
        '">=": have <= need',
        "sum_short",
        "sum_outside_the_window",
    ),
    mutant("sum", "window", "rows.by_span", FIRST, "None", "sum_outside_the_window"),
    mutant("sum", "filter", "rows.by_span", "test.where", "{}", "sum_filter"),
    mutant(
        "sum",
        "rule",
        "rows.by_span",
        "found.total if measure",
        "Decimal(found.count) if measure",
        "sum_reached",
        "sum_of_the_field_not_rows",
    ),
    mutant(
        "distinct",
        "comparison",
        "bound.fulfils",
        '">": have > need',
        '">": have >= need',
        "distinct_more_than_is_strict",
    ),
    mutant("distinct", "window", "distinct.measure", FIRST, "None", "distinct_outside_the_window"),
    mutant("distinct", "filter", "distinct.measure", "test.where", "{}", "distinct_filter"),
    mutant(
        "distinct",
        "rule",
        "distinct.measure",
        ".different))",
        ".count))",
        "distinct_counts_each_once",
    ),
    mutant(
        "figure",
        "comparison",
        "bound.fulfils",
        '">": have > need',
        '">": have >= need',
        "figure_more_than_is_strict",
    ),
    mutant(
        "figure",
        "window",
        "figure.measure",
        "span.first, span.through",
        "span.first, span.last",
        "figure_reached",
    ),
    mutant(
        "figure",
        "rule",
        "bound.judge_bound",
        "r.have is not None and",
        "r.have is None or",
        "figure_absent_is_no_pass",
    ),
    mutant(
        "ratio",
        "comparison",
        "bound.fulfils",
        '">": have > need',
        '">": have >= need',
        "ratio_more_than_is_strict",
    ),
    mutant("ratio", "window", "ratio.measure", FIRST, "None", "ratio_outside_the_window"),
    mutant("ratio", "filter", "ratio.measure", "test.where", "{}", "ratio_whole_is_filtered"),
    mutant("ratio", "filter", "ratio.measure", "part=test.part", "part={}", "ratio_short"),
    mutant(
        "ratio",
        "rule",
        "ratio._share",
        "if whole else None",
        "if whole else PER_CENT",
        "ratio_of_nothing_is_no_pass",
    ),
    mutant(
        "growth",
        "comparison",
        "bound.fulfils",
        '">": have > need',
        '">": have >= need',
        "growth_more_than_is_strict",
    ),
    mutant(
        "growth",
        "window",
        "growth._change",
        "year_before(span.through)",
        "span.first",
        "growth_compares_the_same_days",
    ),
    mutant("growth", "filter", "growth._amount", "test.where", "{}", "growth_filter"),
    mutant(
        "growth",
        "rule",
        "growth._change",
        "return None",
        "return PER_CENT",
        "growth_without_a_year_before_is_no_pass",
    ),
    mutant(
        "cadence",
        "comparison",
        "cadence.judge",
        "number >= least",
        "number > least",
        "cadence_every_month",
    ),
    mutant(
        "cadence",
        "comparison",
        "cadence.judge",
        "done >= need",
        "done > need",
        "cadence_every_month",
    ),
    mutant(
        "cadence",
        "window",
        "periods.rhythm",
        "period.last < today]",
        "period.last <= today]",
        "cadence_sunday_ends_the_week",
    ),
    mutant(
        "cadence",
        "window",
        "periods.rhythm",
        "+ grace * DAY < today",
        "+ grace * DAY <= today",
        "cadence_grace_waits",
    ),
    mutant("cadence", "window", "periods.rhythm", "+ grace * DAY", "", "cadence_grace_waits"),
    mutant("cadence", "filter", "cadence.measure", "test.where", "{}", "cadence_filter"),
    mutant("cadence", "rule", "periods.needed", "math.ceil", "int", "cadence_share_rounds_up"),
    mutant(
        "coverage",
        "comparison",
        "coverage.judge",
        "< test.least",
        "<= test.least",
        "coverage_each_has_one",
    ),
    mutant(
        "coverage",
        "comparison",
        "coverage._due",
        "began <= period.first",
        "True",
        "coverage_month_it_began_in_is_not_due",
    ),
    mutant(
        "coverage",
        "window",
        "coverage._due",
        "test.grace_days * DAY < frame",
        "test.grace_days * DAY <= frame",
        "coverage_grace_waits",
    ),
    mutant(
        "coverage",
        "window",
        "coverage.measure",
        'None if test.window == "all" else first',
        "None",
        "coverage_outside_the_window",
    ),
    mutant(
        "coverage",
        "filter",
        "coverage.measure",
        "reader.ask(test.where",
        "reader.ask({}",
        "coverage_rows_filter",
    ),
    mutant(
        "coverage",
        "filter",
        "coverage.measure",
        "test.subjects, test.subjects_where",
        "test.subjects, {}",
        "coverage_subjects_filter",
    ),
    mutant(
        "sla",
        "comparison",
        "sla._sorted",
        "(end - start).days <= days",
        "(end - start).days < days",
        "sla_in_time",
    ),
    mutant(
        "sla",
        "comparison",
        "sla._sorted",
        "(today - start).days > days",
        "(today - start).days >= days",
        "sla_still_has_time",
    ),
    mutant(
        "sla",
        "comparison",
        "sla.judge",
        "share >= test.share",
        "share > test.share",
        "sla_share_kept",
    ),
    mutant("sla", "window", "sla.measure", FIRST, "None", "sla_outside_the_window"),
    mutant("sla", "filter", "sla.measure", "test.where, span", "{}, span", "sla_filter"),
    mutant(
        "exists",
        "comparison",
        "exists.judge",
        "measured.count >= test.least",
        "measured.count > test.least",
        "exists_there",
    ),
    mutant(
        "exists",
        "window",
        "exists._too_old",
        "< frame.today",
        "<= frame.today",
        "exists_fresh_on_its_last_day",
    ),
    mutant(
        "exists",
        "window",
        "exists._too_old",
        "test.within_days * DAY",
        "999 * DAY",
        "exists_stale_the_day_after",
    ),
    mutant(
        "exists",
        "filter",
        "exists.measure",
        "reader.ask(test.where)",
        "reader.ask({})",
        "exists_filter",
    ),
    mutant("seal", "comparison", "seal.judge", "and not broken and", "and", "seal_broken"),
    mutant(
        "seal",
        "window",
        "seal.measure",
        "if span.is_over and",
        "if",
        "seal_not_due_before_the_year_has_ended",
    ),
    mutant("seal", "rule", "seal.judge", "if not sealing.is_sealed", "if False", "seal_missing"),
    mutant(
        "attested",
        "comparison",
        "attested.judge",
        "frame.today <= until",
        "frame.today < until",
        "attested_last_day",
    ),
    mutant(
        "attested", "window", "attested.judge", "test.days * DAY", "999 * DAY", "attested_ended"
    ),
    mutant(
        "attested",
        "filter",
        "reader.attested_on",
        "(self.requirement, role)",
        '(self.requirement, "auditor")',
        "attested_stands",
        "attested_by_another_role",
    ),
    mutant(
        "compound",
        "comparison",
        "compound.judge",
        "holds=len(done) >= least",
        "holds=len(done) > least",
        "compound_all_hold",
        "compound_one_is_enough",
    ),
    mutant(
        "compound",
        "rule",
        "compound.judge",
        "if test.least is None",
        "if False",
        "compound_all_must_hold",
    ),
    mutant(
        "compound", "filter", "compound.judge", "if part.holds]", "if True]", "compound_none_holds"
    ),
    mutant(
        "slot",
        "comparison",
        "slot._judge_task",
        "measured.count >= slot.least",
        "measured.count > slot.least",
        "slot_filled",
    ),
    mutant(
        "slot",
        "comparison",
        "slot._judge_task",
        "measured.valid < slot.least",
        "False",
        "slot_no_longer_valid",
    ),
    mutant(
        "slot", "window", "slot._too_old", "< frame.today", "<= frame.today", "slot_young_enough"
    ),
    mutant("slot", "window", "slot._still_valid", '"gte"', '"gt"', "slot_valid_on_its_last_day"),
    mutant(
        "slot", "filter", "slot._of_task", "reader.task, *slot.also", "*slot.also", "slot_filled"
    ),
    mutant("slot", "filter", "slot._of_task", "*slot.also", "", "slot_shared_with_another_task"),
    mutant(
        "slot",
        "filter",
        "slot._of_rows",
        "slot.each, slot.where",
        "slot.each, {}",
        "slot_each_filter",
    ),
    mutant(
        "slot",
        "filter",
        "slot._keys",
        "tally.part >= slot.least",
        "True",
        "slot_each_expired_does_not_count",
    ),
    mutant(
        "slot",
        "rule",
        "slot.judge",
        "if measured.broken",
        "if False",
        "slot_damaged_file_fills_nothing",
    ),
]


def function_of(place):
    """The function a mutant changes; a method is found in its class."""
    module, name = place.split(".")
    found = importlib.import_module(f"ezhen.standards.tests.{module}")
    owner = next(
        (
            member
            for member in vars(found).values()
            if inspect.isclass(member) and name in vars(member)
        ),
        found,
    )
    return getattr(owner, name)


@pytest.fixture
def mutate(monkeypatch):
    """Put a mutant in place for one test."""

    def change(found: Mutant):
        function = function_of(found.place)
        source = textwrap.dedent(inspect.getsource(function))
        assert found.old in source, "the mutant no longer fits the code"
        names = dict(vars(sys.modules[function.__module__]))
        exec(compile(source.replace(found.old, found.new, 1), found.place, "exec"), names)
        monkeypatch.setattr(function, "__code__", names[function.__name__].__code__)

    return change


@pytest.mark.parametrize("found", MUTANTS, ids=lambda m: f"{m.kind}-{m.what}-{m.place}-{m.red[0]}")
def test_mutant_is_noticed(found, mutate):
    assert all(BY_NAME[name].kind == found.kind for name in found.red)
    mutate(found)

    survived = [name for name in found.red if not went_red(BY_NAME[name])]

    assert survived == []


def went_red(case):
    """The case fails, or the mutant breaks it outright."""
    try:
        return bool(case.fails())
    except Exception:  # noqa: BLE001 a mutant may break in any way
        return True


def test_every_kind_is_mutated_in_its_comparison_window_and_filter():
    for kind in [*KINDS, "slot"]:
        done = {found.what for found in MUTANTS if found.kind == kind}
        wanted = {"comparison", "window", "filter"} - WITHOUT.get(kind, set())
        assert wanted <= done, kind


# a figure and a seal are asked for by name, a compound has no window of its own
WITHOUT = {"figure": {"filter"}, "seal": {"filter"}, "compound": {"window"}}
