"""Demo towns, built once for the tests of a file and thrown away after them."""

from contextlib import contextmanager

import pytest

WEEKS = 10
YEAR = 50


@contextmanager
def town_of(weeks, db_blocker, folder):
    """A town with its log sealed and verified; its files lie in a folder of their own."""
    from django.db import transaction
    from django.test.utils import override_settings

    from ezhen.core import crypto
    from ezhen.demo.actions import load_year, settle_year
    from ezhen.standards.models import StandardVersion

    crypto.ensure_master_key()
    crypto.derive("town codes")  # from here on every key comes from the real data folder
    with db_blocker.unblock(), override_settings(DEMO=True, DATA_DIR=folder), transaction.atomic():
        if not StandardVersion.objects.exists():
            put_standard_into_force()
        assert load_year(weeks=weeks)
        settle_year()
        yield
        transaction.set_rollback(True)


def put_standard_into_force():
    """As prepare() does before a town begins."""
    from ezhen.standards.api import put_into_force
    from ezhen.standards.queries.pack import drafted

    put_into_force(content=drafted().content, by=None)


@pytest.fixture
def standard_in_force(db):
    """The pack's standard."""
    put_standard_into_force()


@pytest.fixture(scope="module")
def demo_town(django_db_setup, django_db_blocker, tmp_path_factory):
    """Ten weeks."""
    with town_of(WEEKS, django_db_blocker, tmp_path_factory.mktemp("demo")):
        yield


@pytest.fixture(scope="module")
def demo_year(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole year, as `make run` makes it."""
    with town_of(YEAR, django_db_blocker, tmp_path_factory.mktemp("demo")):
        yield
