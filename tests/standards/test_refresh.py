"""Outcomes are computed when something changed, and only what rests on it."""

import datetime as dt

import pytest
from django.db import transaction
from tests.standards.small import confirm, content, livestream, paper, risk

from ezhen.standards.actions.refresh import forget, outcomes_on, refresh, touch
from ezhen.standards.api import put_into_force
from ezhen.standards.models import ComputedOutcome, Touch

pytestmark = pytest.mark.django_db


def computed(rows):
    """Requirement to when it was computed."""
    return {name: row.pk for name, row in rows.items()}


def test_refresh_computes_every_requirement_once(small, on, django_assert_num_queries):
    on("2026-11-23")
    first = computed(refresh())
    assert list(first) == ["1.1.B1", "1.1.B2", "1.1.S1", "1.2.B1"]
    with django_assert_num_queries(3):
        assert computed(refresh()) == first


def test_a_row_recomputes_only_what_rests_on_its_register(small, on, operator, bureau):
    on("2026-11-23")
    before = refresh()
    rows = [livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)]
    confirm(*rows, by=bureau)
    after = refresh()
    changed = {name for name in after if after[name].pk != before[name].pk}
    assert changed == {"1.1.B1"}
    assert (before["1.1.B1"].holds, after["1.1.B1"].holds) == (False, True)


def test_a_paper_recomputes_only_what_asks_for_its_type(small, on, operator):
    on("2026-11-23")
    before = refresh()
    document = paper(by=operator)
    after = refresh()
    assert {name for name in after if after[name].pk != before[name].pk} == {"1.1.B2"}
    assert after["1.1.B2"].holds
    from ezhen.archive.api import withdraw_document

    withdraw_document(document=document, reason="错了", by=operator)
    assert not refresh()["1.1.B2"].holds


def test_a_row_of_another_register_recomputes_nothing(small, on, operator):
    on("2026-11-23")
    before = computed(refresh())
    risk(by=operator, found_on=dt.date(2026, 11, 1))
    touch("register.nothing")
    after = computed(refresh())
    assert {name for name in after if after[name] != before[name]} == {"1.2.B1"}
    assert Touch.objects.count() == 0


TWO_PARTS = {
    "1.1.B1": {
        "tests": [
            {"type": "count", "source": "register.livestreams", "value": 2},
            {"type": "exists", "source": "register.risks", "within_days": 30},
        ]
    }
}


def asked_of(monkeypatch):
    """The registers that are asked, in order."""
    from ezhen.standards.sources.registers import Register

    asked, tallies = [], Register.tallies

    def noted(self, asks):
        asked.append(self.code)
        return tallies(self, asks)

    monkeypatch.setattr(Register, "tallies", noted)
    return asked


def test_a_row_leaves_tests_of_other_registers_as_they_were(on, operator, bureau, monkeypatch):
    on("2026-11-23")
    names = content(("1.1.B1",), bindings=TWO_PARTS)
    put_into_force(content=names, by=None, in_force_from=dt.date(2025, 11, 24))
    confirm(*(livestream(by=operator, held_on=dt.date(2026, 11, day)) for day in (2, 9)), by=bureau)
    assert not refresh()["1.1.B1"].holds
    asked = asked_of(monkeypatch)
    confirm(risk(by=operator, found_on=dt.date(2026, 11, 1)), by=bureau)
    partly = refresh()["1.1.B1"]
    assert set(asked) == {"register.risks"}
    forget()
    wholly = refresh()["1.1.B1"]
    assert partly.holds
    assert (partly.body, partly.digest) == (wholly.body, wholly.digest)


FIGURE = {"type": "figure", "source": "figure.system.log_intact", "value": 1}


def test_what_nobody_announces_is_as_old_as_it_was_when_a_row_comes(on, operator):
    began = on("2026-11-23")
    bound = {"1.1.B1": {"tests": [*TWO_PARTS["1.1.B1"]["tests"], FIGURE]}}
    names = content(("1.1.B1",), bindings=bound)
    put_into_force(content=names, by=None, in_force_from=dt.date(2025, 11, 24))
    refresh()
    ComputedOutcome.objects.update(at=began)
    on("2026-11-23", dt.time(12, 9))
    livestream(by=operator, held_on=dt.date(2026, 11, 2))
    assert refresh()["1.1.B1"].at == began
    on("2026-11-23", dt.time(12, 11))
    assert refresh()["1.1.B1"].at > began


def test_a_change_that_is_rolled_back_leaves_no_touch(small, on, operator):
    on("2026-11-23")
    refresh()
    with transaction.atomic():
        livestream(by=operator, held_on=dt.date(2026, 11, 2))
        assert Touch.objects.count() == 1
        transaction.set_rollback(True)
    assert Touch.objects.count() == 0


def test_midnight_computes_everything_anew(small, on):
    on("2026-11-23", dt.time(23, 59))
    before = computed(refresh())
    on("2026-11-24", dt.time(0, 1))
    after = refresh()
    assert not set(computed(after).values()) & set(before.values())
    assert {row.day for row in after.values()} == {dt.date(2026, 11, 24)}
    assert ComputedOutcome.objects.count() == len(after)


def test_stale_evidence_turns_at_midnight_without_anything_being_done(small, on, operator, bureau):
    on("2026-11-23")
    confirm(risk(by=operator, found_on=dt.date(2026, 11, 1)), by=bureau)
    assert refresh()["1.2.B1"].code == "pass"
    on("2026-12-01", dt.time(23, 59))
    assert refresh()["1.2.B1"].code == "pass"
    on("2026-12-02", dt.time(0, 0))
    assert refresh()["1.2.B1"].code == "stale"


def test_forgotten_outcomes_come_back_the_same(small, on, operator):
    on("2026-11-23")
    paper(by=operator)
    before = {name: (row.holds, row.digest) for name, row in refresh().items()}
    forget()
    assert ComputedOutcome.objects.count() == 0
    assert {name: (row.holds, row.digest) for name, row in refresh().items()} == before


def test_a_past_day_is_as_it_was_known_then_and_is_computed_once(
    small, on, operator, bureau, django_assert_num_queries
):
    on("2026-06-29")
    rows = [livestream(by=operator, held_on=dt.date(2026, 6, day)) for day in (1, 8)]
    confirm(*rows, by=bureau)
    on("2026-07-01")
    from ezhen.registers.api import withdraw_record

    withdraw_record(record=rows[0], reason="重复", by=operator)
    on("2026-11-23")
    assert not refresh()["1.1.B1"].holds
    assert not outcomes_on(small, dt.date(2026, 6, 28))["1.1.B1"].holds
    assert outcomes_on(small, dt.date(2026, 6, 30))["1.1.B1"].holds
    with django_assert_num_queries(1):
        outcomes_on(small, dt.date(2026, 6, 30))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_beside_a_running_refresh_is_never_lost():
    """Writers and readers at once: when all is quiet the outcome is that of the data."""
    import threading

    from django.db import connections
    from tests.factories import make_user
    from tests.standards.small import content

    from ezhen.standards.api import put_into_force

    put_into_force(content=content(), by=None, in_force_from=dt.date(2025, 11, 24))
    operator, bureau = make_user(role="operator"), make_user(role="bureau")
    barrier, errors = threading.Barrier(6), []

    def run(work):
        try:
            barrier.wait()
            work()
        except Exception as error:  # noqa: BLE001 shown by the assertion
            errors.append(error)
        finally:
            connections.close_all()

    def write(number):
        for day in (2, 9, 16):
            held_on = dt.date(2026, 1 + number, day)
            confirm(livestream(by=operator, held_on=held_on), by=bureau)

    def read():
        for _ in range(6):
            refresh()

    works = [lambda n=n: write(n) for n in range(3)] + [read] * 3
    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    kept = refresh()["1.1.B1"].body
    forget()
    assert kept == refresh()["1.1.B1"].body
    assert kept["parts"][0]["have"] == "9"
