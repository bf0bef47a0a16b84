"""The system's own running as figures, and what the standard shows on home pages and in search."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.factories import make_organisation, make_user
from tests.standards.small import livestream, paper

from ezhen.core.models import Job
from ezhen.core.shell import home_for, search_for
from ezhen.figures.api import Span, value
from ezhen.standards.actions.duty import assign_task
from ezhen.standards.actions.verdict import judge_requirement

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def number(code, first=dt.date(2025, 11, 24)):
    """The figure's number on the day of the tests."""
    return value(code, Span(first, TODAY)).number


def test_days_on_which_something_was_done_are_counted(on, operator):
    for day in ("2026-11-20", "2026-11-21"):
        on(day)
        paper(by=operator)
        paper(by=operator)
    assert number("system.days_running") == 2
    assert number("system.days_running", dt.date(2026, 11, 21)) == 1


def test_log_is_known_to_be_intact_only_after_a_verification_of_late(on, operator):
    assert number("system.log_intact") is None
    on("2026-11-20")
    facts = {"name": "accounts.verify_log", "state": "done", "by": operator}
    from ezhen.accounts.queries import VERIFY

    facts["name"] = VERIFY
    job = Job.objects.create(
        ended_at=on("2026-11-20"), state_data={"result": {"findings": []}}, **facts
    )
    assert number("system.log_intact") == 1
    Job.objects.create(
        ended_at=on("2026-11-21"), state_data={"result": {"findings": [{"kind": "x"}]}}, **facts
    )
    assert number("system.log_intact") == 0
    Job.objects.exclude(pk=job.pk).delete()
    Job.objects.update(ended_at=on("2026-09-01"))
    assert number("system.log_intact") is None


@pytest.mark.usefixtures("own_files")
def test_files_are_known_to_be_intact_only_after_a_look_of_late(on, operator):
    from ezhen.archive.api import check_file, path_of
    from ezhen.archive.models import StoredFile

    on("2026-11-20")
    paper(by=operator)
    assert number("archive.files_intact") is None
    file = StoredFile.objects.get()
    check_file(file=file)
    assert number("archive.files_intact") == 1
    path_of(file).chmod(0o644)
    path_of(file).write_bytes(b"forged")
    check_file(file=file)
    assert number("archive.files_intact") == 0


def test_periods_of_registers_that_have_their_rows_are_a_share(on, operator):
    on("2026-11-23")
    empty = number("registers.periods_kept")
    assert empty == 0
    livestream(by=operator, held_on=dt.date(2026, 11, 4))
    kept = number("registers.periods_kept")
    assert 0 < kept < Decimal("0.1")


def test_kinds_and_entities_are_counted(on):
    on("2026-11-23")
    before = number("figures.kinds"), number("parties.registered")
    make_organisation()
    assert number("parties.registered") == before[1] + 1
    assert number("figures.kinds") >= before[0]


def test_home_shows_what_waits_of_the_standard(small, on, operator, bureau):
    on("2026-11-23")
    assign_task(task="1.1", responsible=operator, due_on=dt.date(2026, 12, 1), by=bureau)
    judge_requirement(
        version=small,
        requirement="1.1.B1",
        layer="self_check",
        result="satisfied",
        reason="后台有记录",
        by=operator,
    )
    mine = [str(todo.title) for todo in home_for(operator).todos]
    assert "1.1 任务1.1" in mine
    assert "待复核：1.1.B1" not in mine
    other = [str(todo.title) for todo in home_for(make_user(role="operator")).todos]
    assert "待复核：1.1.B1" in other
    assert "1.1 任务1.1" not in other
    assert "待复核：1.1.B1" not in [str(todo.title) for todo in home_for(bureau).todos]


def test_search_finds_tasks_and_requirements_by_number_or_words(operator):
    assert search_for(operator, "4.8")[0][1] == "4.8 每周直播带货"
    assert any(row[1].startswith("4.8.B1") for row in search_for(operator, "4.8.b1"))
    assert any("直播带货" in row[1] for row in search_for(operator, "带货"))
    assert search_for(make_user(role="producer"), "4.8.B1") == []


def test_a_new_town_begins_with_the_packs_standard(db):
    from ezhen.standards.models import StandardVersion
    from ezhen.standards.receivers import first_version

    first_version()
    first_version()
    assert StandardVersion.objects.count() == 1
