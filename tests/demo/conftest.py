"""A short demo year, built once for the tests of a file and thrown away after them."""

import pytest

WEEKS = 10


@pytest.fixture(scope="module")
def demo_town(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo town after ten weeks, its log sealed; its files lie in a folder of their own."""
    from django.db import transaction
    from django.test.utils import override_settings

    from ezhen.core import crypto, jobs, log
    from ezhen.demo.actions import load_year

    crypto.ensure_master_key()
    crypto.derive("town codes")  # from here on every key comes from the real data folder
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DATA_DIR=folder),
        transaction.atomic(),
    ):
        assert load_year(weeks=WEEKS)
        jobs.run_until_idle()
        log.seal_all()
        yield
        transaction.set_rollback(True)
