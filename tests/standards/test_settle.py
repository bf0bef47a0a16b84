"""What follows from what is computed and what people judged. Stale evidence is never green."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.standards.memory import FAR, Memory, frame, reader

from ezhen.standards.definitions import Attested, Exists, Slot
from ezhen.standards.enums import Code, Forecast, Layer, Result, State
from ezhen.standards.queries.outcome import digest_of, settle
from ezhen.standards.queries.verdict import Opinion
from ezhen.standards.tests import find
from ezhen.standards.tests.together import restored, stored, together

pytestmark = pytest.mark.pure
DAY = dt.timedelta(days=1)
START = dt.date(2026, 1, 1)
results = st.sampled_from([*Result])
days = st.integers(0, 420)


def opinion(result, digest="now", **facts):
    """A verdict of a layer, on the conclusion of a digest."""
    verdict = SimpleNamespace(result=result, digest=digest)
    return Opinion(verdict, digest_now="now", **facts)


def state(opinions=(), *, holds=False, code=Code.SHORT, forecast=Forecast.EXPECTED, overdue=False):
    found, _why = settle(
        holds=holds, code=code, forecast=forecast, opinions=opinions, is_overdue=overdue
    )
    return found


def test_what_holds_is_satisfied_and_what_does_not_goes_by_its_pace_and_day():
    assert state(holds=True, code=Code.PASS) == State.SATISFIED
    assert state() == State.ON_PACE
    assert state(forecast=Forecast.MISSED) == State.WILL_MISS
    assert state(overdue=True) == State.OVERDUE
    assert state(code=Code.STALE) == State.STALE
    assert state(holds=True, code=Code.PASS, overdue=True) == State.SATISFIED


def test_the_outermost_current_layer_decides():
    satisfied, short = opinion(Result.SATISFIED), opinion(Result.SHORT)
    assert state([satisfied]) == State.SATISFIED
    assert state([short], holds=True, code=Code.PASS) == State.ON_PACE
    assert state([satisfied, short]) == State.DISPUTED
    returned = opinion(Result.RETURNED)
    assert state([short, returned], holds=True, code=Code.PASS) == State.ON_PACE


@given(st.lists(results, max_size=3))
def test_verdicts_that_do_not_count_change_nothing(given_results):
    past = [opinion(result, digest="then") for result in given_results]
    waits = [opinion(result, waits=True) for result in given_results]
    corrected = [opinion(result, corrected=1) for result in given_results]
    for opinions in (past, waits, corrected):
        assert state(opinions) == State.ON_PACE
        assert state(opinions, holds=True, code=Code.PASS) == State.SATISFIED


@pytest.mark.parametrize("code", [Code.STALE, Code.UNSEALED, Code.BROKEN_HASH])
@given(st.lists(results, max_size=3))
def test_no_verdict_lifts_what_only_new_evidence_can(code, given_results):
    assert state([opinion(result) for result in given_results], code=code) != State.SATISFIED


def evidence(kind, made_on, limit):
    """A part whose evidence of a day is fresh for so many days, and its reader on a day."""
    rows = [{"date": made_on, "task": "4.8", "valid_until": FAR}]
    if kind == "row":
        return Exists(type="exists", source="register.things", within_days=limit), Memory(rows=rows)
    if kind == "paper":
        return Slot(document="plan", days=limit), Memory(code="files.plan", rows=rows)
    if kind == "valid paper":
        rows[0]["valid_until"] = made_on + limit * DAY
        return Slot(document="plan"), Memory(code="files.plan", rows=rows)
    return Attested(type="attested", role="client", days=limit), Memory()


@given(
    st.sampled_from(["row", "paper", "valid paper", "word"]),
    days,
    st.integers(1, 120),
    st.dictionaries(st.sampled_from(Layer.HUMAN), results),
)
def test_stale_evidence_is_never_green(kind, age, limit, verdicts):
    """On every day: green if the evidence is young enough and nobody objects, never after it."""
    today = START + age * DAY
    part, source = evidence(kind, START, limit)
    attested = {("4.8.B1", "client"): START} if kind == "word" else {}
    outcome = together([find(part, reader(source, today=today, attested=attested))])
    digest = digest_of(outcome)
    opinions = [
        Opinion(SimpleNamespace(result=verdicts[layer], digest=digest), digest_now=digest)
        for layer in Layer.HUMAN
        if layer in verdicts
    ]
    found, _why = settle(
        holds=outcome.holds,
        code=outcome.code,
        forecast=outcome.forecast,
        opinions=opinions,
        is_overdue=False,
    )
    if age > limit:
        assert not outcome.holds
        assert outcome.code == Code.STALE
        assert found != State.SATISFIED
    else:
        assert outcome.holds
        assert (found == State.SATISFIED) == all(r == Result.SATISFIED for r in verdicts.values())


@given(st.sampled_from(["row", "paper", "word"]), days, st.integers(1, 120))
def test_an_outcome_is_the_same_after_it_was_stored(kind, age, limit):
    part, source = evidence(kind, START, limit)
    outcome = together([find(part, reader(source, today=START + age * DAY))])
    again = restored(stored(outcome))
    assert again == outcome
    assert digest_of(again) == digest_of(outcome)
    assert [str(say) for say in again.said] == [str(say) for say in outcome.said]


def test_frame_of_the_day_after_the_programme_counts_to_the_acceptance():
    found = frame(dt.date(2027, 3, 30), due=dt.date(2027, 1, 1))
    assert found.is_overdue
    assert found.days_left == 1
