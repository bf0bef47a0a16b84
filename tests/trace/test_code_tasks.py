"""Preparing codes: progress, and a worker that dies in the middle."""

import datetime as dt
import json
import signal

import pytest
from django.utils import timezone
from tests.factories import make_order

from ezhen.core import jobs
from ezhen.core.enums import JobState
from ezhen.trace.enums import OrderState
from ezhen.trace.queries.code import order_key, scheme
from ezhen.trace.tasks import code


class Killed(BaseException):
    """What no worker catches."""


def _manifest(order, part):
    """What the manifest must be, computed at one go."""
    starts = range(0, order.quantity, part)
    ends = [min(start + part, order.quantity) for start in starts]
    key = order_key(order)
    return [
        {
            "first": start,
            "last": end - 1,
            "sha256": scheme().part_digest(order.number, key, start, end, order.uri_prefix),
        }
        for start, end in zip(starts, ends, strict=True)
    ]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(code, "PART", 100)


@pytest.mark.django_db
def test_preparation_stores_progress_after_each_part(small_parts):
    order = make_order(quantity=250, ready=False)
    seen = []
    jobs.run(jobs.claim(), report=lambda job: seen.append((job.done, job.total, job.percent)))
    order.refresh_from_db()
    assert seen == [(100, 250, 40), (200, 250, 80), (250, 250, 99)]
    assert order.job.state == JobState.DONE
    assert order.state == OrderState.READY
    assert order.manifest == _manifest(order, 100)


@pytest.mark.django_db
def test_killed_preparation_goes_on_and_makes_the_same_manifest(small_parts, monkeypatch):
    order = make_order(quantity=950, ready=False)

    def die(job):
        if job.done == 400:
            raise Killed

    with pytest.raises(Killed):
        jobs.run(jobs.claim(), report=die)
    order.refresh_from_db()
    assert order.state == OrderState.PREPARING
    assert jobs.claim() is None  # its lease still runs
    digested = []
    digest = scheme().__class__.part_digest

    def watch(self, *facts):
        digested.append(facts[2])
        return digest(self, *facts)

    monkeypatch.setattr(scheme().__class__, "part_digest", watch)
    later = timezone.now() + dt.timedelta(minutes=2)
    jobs.run(jobs.claim(at=later))
    assert digested == [400, 500, 600, 700, 800, 900]
    order.refresh_from_db()
    assert order.state == OrderState.READY
    assert order.manifest == _manifest(order, 100)


@pytest.mark.django_db
def test_preparation_killed_before_its_end_was_stored_changes_nothing_twice(small_parts):
    order = make_order(quantity=200)
    manifest = order.manifest
    list(code.prepare_codes(order.job))
    order.refresh_from_db()
    assert order.manifest == manifest


@pytest.mark.django_db
def test_preparation_that_fails_is_tried_again_and_gives_up_with_its_error():
    order = make_order(quantity=10, ready=False)
    order.key = b"\x01 not what was sealed, and long enough for a tag"
    order.save()
    for _ in range(jobs.MAX_ATTEMPTS):
        jobs.run(jobs.claim())
    assert jobs.claim() is None
    job = jobs.wait_for(order.job, report=lambda job: None)
    assert job.state == JobState.FAILED
    assert "Tampered" in job.error
    order.refresh_from_db()
    assert order.state == OrderState.PREPARING


def test_kill_9_in_the_middle_leaves_an_order_as_if_never_interrupted(town):
    product = town.python("from tests.factories import make_product; print(make_product().code)")
    process = town.start(
        *town.command("codes", "order", "--product", product, "--quantity", "4000000")
    )
    while "1,000,000 of" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    facts = json.loads(
        town.python(
            """
import datetime as dt, hashlib, json
from django.utils import timezone
from ezhen.core import jobs
from ezhen.trace.models import CodeFact, CodeOrder
from ezhen.trace.queries.code import order_key, scheme

(order,) = CodeOrder.objects.all()
before = [order.state, order.job.state, len(order.job.state_data["parts"])]
assert jobs.claim() is None
jobs.run(jobs.claim(at=timezone.now() + dt.timedelta(seconds=90)))
order.refresh_from_db()
key = order_key(order)
whole = [
    scheme().part_digest(order.number, key, first, first + 1_000_000, order.uri_prefix)
    for first in range(0, 4_000_000, 1_000_000)
]
print(json.dumps({
    "before": before,
    "after": [order.state, order.job.state, CodeFact.objects.count()],
    "same": [part["sha256"] for part in order.manifest] == whole,
    "ranges": [[part["first"], part["last"]] for part in order.manifest],
}))
"""
        )
    )
    assert facts["before"][:2] == ["preparing", "running"]
    assert 1 <= facts["before"][2] < 4
    assert facts["after"] == ["ready", "done", 0]
    assert facts["same"]
    assert facts["ranges"] == [[n * 1_000_000, n * 1_000_000 + 999_999] for n in range(4)]
