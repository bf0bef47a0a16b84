"""Background jobs: progress, errors that stop, workers that die or come back too late."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from tests.core import slowly
from tests.factories import make_user

from ezhen.core import jobs
from ezhen.core.enums import JobState
from ezhen.core.models import Job, LogEntry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_job(monkeypatch):
    """`run_job(function)`: register it under a name of its own, and enqueue it."""
    monkeypatch.setattr(jobs, "_functions", dict(jobs._functions))

    def enqueue(function, by=None, **arguments):
        jobs.job("test")(function)
        return jobs.enqueue("test", by=by, **arguments)

    return enqueue


def died(job):
    """The worker of this job has not been heard of for long."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def test_job_runs_once_and_keeps_its_progress(db, run_job):
    seen = []

    def count(job):
        for number in range(3):
            seen.append(number)
            yield jobs.Progress(number + 1, 3)

    job = run_job(count)
    assert jobs.run_until_idle() == 1
    assert jobs.run_until_idle() == 0
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 3, 3, 100)
    assert job.ended_at
    assert job.lease_until is None
    assert seen == [0, 1, 2]


def test_job_gets_its_arguments_and_who_asked(db, run_job):
    user, seen = make_user(), {}

    def look(job):
        seen.update(job.arguments, by=job.by_id)
        yield jobs.Progress(1, 1)

    run_job(look, by=user, quantity=5)
    jobs.run_until_idle()
    assert seen == {"quantity": 5, "by": user.pk}


def test_percent_is_never_full_before_the_end(db, run_job):
    job = run_job(lambda _job: iter(()))
    job.done, job.total = 1000, 1000
    assert job.percent == 99
    job.total = 0
    assert job.percent == 0


def test_jobs_run_in_the_order_they_were_asked_for(db, run_job):
    seen = []

    def look(job):
        seen.append(job.arguments["number"])
        yield jobs.Progress(1, 1)

    for number in range(4):
        run_job(look, number=number)
    jobs.run_until_idle()
    assert seen == [0, 1, 2, 3]


def test_failing_job_stops_after_some_tries_and_shows_its_error(db, run_job):
    def fail(_job):
        raise ValueError("第 3 行无法读取")
        yield

    job = run_job(fail)
    assert jobs.run_until_idle() == jobs.MAX_ATTEMPTS
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == "ValueError: 第 3 行无法读取"
    assert job.ended_at


def test_failing_job_does_not_hold_up_the_others(db, run_job):
    def fail(_job):
        raise ValueError("no")
        yield

    run_job(fail)
    jobs.job("other")(lambda _job: iter([jobs.Progress(1, 1)]))
    other = jobs.enqueue("other", by=None)
    jobs.run_until_idle()
    other.refresh_from_db()
    assert other.state == JobState.DONE


def test_job_of_an_unknown_name_stops_with_its_error(db, run_job):
    job = jobs.enqueue("nobody wrote this", by=None)
    jobs.run_until_idle()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "nobody wrote this" in job.error


def test_job_that_gets_on_after_each_error_is_not_given_up(db, run_job):
    """Tries count anew whenever a part was stored."""

    def stumble(job):
        part = job.state_data.get("next", 0)
        if part < 20:
            yield jobs.Progress(part + 1, 20, {"next": part + 1})
            raise OSError("the disk was away")

    job = run_job(stumble)
    jobs.run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 20)


def test_job_goes_on_where_a_dead_worker_left_it(db, run_job):
    seen = []

    def count(job):
        for number in range(job.state_data.get("next", 0), 4):
            seen.append(number)
            yield jobs.Progress(number + 1, 4, {"next": number + 1})

    job = run_job(count)
    dead = jobs.claim()
    parts = jobs._functions["test"](dead)
    jobs._store(dead, next(parts))
    jobs._store(dead, next(parts))
    assert jobs.claim() is None  # it may still live
    died(job)
    assert jobs.run_until_idle() == 1
    assert seen == [0, 1, 2, 3]


def test_worker_that_comes_back_too_late_writes_nothing(db, run_job):
    job = run_job(lambda _job: iter([jobs.Progress(1, 2), jobs.Progress(2, 2)]))
    late = jobs.claim()
    died(job)
    assert jobs.claim().pk == job.pk
    with pytest.raises(jobs.LeaseLostError):
        jobs._store(late, jobs.Progress(9, 9))
    jobs.run(late)
    jobs._fail(late, ValueError("late"))
    job.refresh_from_db()
    assert (job.state, job.done, job.error) == (JobState.RUNNING, 0, "")


def test_job_whose_worker_dies_each_time_is_stopped(db, run_job):
    job = run_job(lambda _job: iter(()))
    for _try in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim()
        died(job)
    assert jobs.claim() is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("WorkerDied")


@pytest.mark.django_db(transaction=True)
def test_job_is_born_with_the_fact_it_belongs_to(run_job):
    from ezhen.core.actions import action

    @action
    def order():
        run_job(lambda _job: iter(()))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        order()
    assert not Job.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_take_the_same_job(run_job, at_once):
    for _number in range(12):
        run_job(lambda _job: iter([jobs.Progress(1, 1)]))

    def take_all():
        taken = []
        while job := jobs.claim():
            taken.append(job.pk)
        return taken

    found = at_once(*[take_all] * 5)
    pks = [pk for taken in found for pk in taken]
    assert len(pks) == len(set(pks))
    assert len(pks) >= 5


@pytest.mark.django_db(transaction=True)
def test_worker_beats_between_jobs_and_outlives_an_error(run_job, monkeypatch):
    stop, beats = threading.Event(), []

    def heart():
        beats.append(1)
        if len(beats) == 1:
            raise OSError("the database was away")
        stop.set()

    monkeypatch.setattr(jobs, "_beats", [heart])
    job = run_job(lambda _job: iter([jobs.Progress(1, 1)]))
    jobs.work(stop, pause=0.01)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert len(beats) == 2


def database_url():
    """The test database, as another process reaches it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgresql://{facts['USER']}@{quote(facts['HOST'], safe='')}/{facts['NAME']}"


def start_worker():
    """A worker in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "ezhen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    return subprocess.Popen([sys.executable, "-m", "tests.core.slowly"], env=environment, cwd=ROOT)


def wait_for(condition, seconds=60):
    """Look again and again."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_and_doubles_nothing(monkeypatch):
    """kill -9 in the middle; another worker goes on; each part is there once."""
    monkeypatch.setattr(jobs, "_functions", dict(jobs._functions))
    job = jobs.enqueue("slowly", by=make_user(), total=slowly.PARTS)
    worker = start_worker()
    try:
        wait_for(lambda: Job.objects.get(pk=job.pk).done >= 2)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    left = Job.objects.get(pk=job.pk)
    assert left.state == JobState.RUNNING
    assert left.done < slowly.PARTS
    died(job)
    slowly.register(pause=0)
    assert jobs.run_until_idle() == 1
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    parts = LogEntry.objects.filter(action="slowly.part").values_list("facts", flat=True)
    assert sorted(parts) == sorted(f'{{"part":{part}}}' for part in range(slowly.PARTS))
