"""Actions: one transaction, retried as a whole, joined by those inside."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from tests.factories import make_user

from ezhen.accounts.models import User
from ezhen.core import actions
from ezhen.core.actions import action
from ezhen.core.errors import AlreadyDone
from ezhen.core.models import Job


def make_job(name="one"):
    return Job.objects.create(name=name)


@pytest.mark.django_db(transaction=True)
def test_action_is_all_or_nothing():
    @action
    def write():
        make_job()
        raise AlreadyDone("no")

    with pytest.raises(AlreadyDone):
        write()
    assert not Job.objects.exists()
    assert not actions._inside.get()


@pytest.mark.django_db(transaction=True)
def test_action_inside_another_joins_it():
    @action
    def inner():
        make_job("inner")

    @action
    def outer():
        make_job("outer")
        inner()
        raise AlreadyDone("no")

    with pytest.raises(AlreadyDone):
        outer()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_refused_inner_action_takes_the_outer_one_with_it():
    """An outer action that swallows a refusal cannot commit half of what it meant."""

    @action
    def inner():
        make_job("inner")
        raise AlreadyDone("no")

    @action
    def outer():
        make_job("outer")
        try:
            inner()
        except AlreadyDone:
            make_job("after all")

    with pytest.raises(transaction.TransactionManagementError):
        outer()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_effects_outside_wait_for_the_commit_of_the_outermost():
    seen = []

    @action
    def inner():
        transaction.on_commit(lambda: seen.append("sent"))

    @action
    def outer():
        inner()
        seen.append("still inside")

    outer()
    assert seen == ["still inside", "sent"]


@pytest.mark.django_db(transaction=True)
def test_failure_that_may_pass_is_tried_again_from_the_start(monkeypatch):
    monkeypatch.setattr(actions.time, "sleep", lambda _seconds: None)
    tries, sent = [], []

    @action
    def write():
        tries.append(1)
        make_job()
        transaction.on_commit(lambda: sent.append("sent"))
        if len(tries) < 3:
            raise OperationalError("could not serialize access")
        return "done"

    assert write() == "done"
    assert (len(tries), Job.objects.count(), sent) == (3, 1, ["sent"])


@pytest.mark.django_db(transaction=True)
def test_failure_that_does_not_pass_is_given_up(monkeypatch):
    monkeypatch.setattr(actions.time, "sleep", lambda _seconds: None)
    tries = []

    @action
    def write():
        tries.append(1)
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError):
        write()
    assert len(tries) == actions.ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_refusal_is_not_tried_again():
    tries = []

    @action
    def write():
        tries.append(1)
        raise IntegrityError("a rule of the database")

    with pytest.raises(IntegrityError):
        write()
    assert len(tries) == 1


def test_action_keeps_its_name_and_words():
    @action
    def receive_lot(*, lot):
        """Take it in."""
        return lot

    assert (receive_lot.__name__, receive_lot.__doc__) == ("receive_lot", "Take it in.")
    assert receive_lot.is_action


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deadlock_is_solved_by_trying_again(at_once):
    """Two actions lock two rows in opposite order: the database ends one, both succeed."""
    first, second = make_user(), make_user()
    met = threading.Barrier(2)
    tries = []

    def lock_both(one, other, name):
        def wait_once():
            if not met.broken and len(tries) <= 2:
                met.wait(timeout=10)

        @action
        def write():
            tries.append(name)
            User.objects.select_for_update().get(pk=one.pk)
            wait_once()
            row = User.objects.select_for_update().get(pk=other.pk)
            row.display_name = name
            row.save()
            return name

        return write

    results = at_once(lock_both(first, second, "甲"), lock_both(second, first, "乙"))
    assert results == ["甲", "乙"]
    assert len(tries) == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_counted_writes_of_many_threads_lose_nothing(at_once):
    user = make_user(display_name="0")

    @action
    def add_one():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.display_name = str(int(row.display_name) + 1)
        row.save(update_fields=["display_name"])

    def add_many():
        for _number in range(10):
            add_one()

    assert at_once(*[add_many] * 5) == [None] * 5
    user.refresh_from_db()
    assert user.display_name == "50"


@pytest.mark.django_db(transaction=True)
def test_writer_waits_for_another_writer(at_once):
    """Both databases: two writers of the same row both get through, one after the other."""
    user = make_user(display_name="0")

    @action
    def add_one():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.display_name = str(int(row.display_name) + 1)
        row.save(update_fields=["display_name"])
        return True

    assert at_once(*[add_one] * 4) == [True] * 4
    user.refresh_from_db()
    assert user.display_name == "4"
    assert connection.in_atomic_block is False
