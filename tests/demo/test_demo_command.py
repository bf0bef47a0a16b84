"""`ezhen demo load`: all of it or nothing, and harmless twice."""

import pytest
from click.testing import CliRunner

from ezhen.accounts.models import User
from ezhen.demo import actions
from ezhen.demo.commands import group
from ezhen.trace.models import Lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path, monkeypatch, db, standard_in_force):
    """Demo mode, with files of its own and without touching tables and static files."""
    from ezhen.core import crypto, setup

    crypto.ensure_master_key()
    crypto.derive("town codes")
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(setup, "prepare", lambda: None)


def test_load_twice_is_harmless(demo):
    first = CliRunner().invoke(group, ["load", "--weeks", "3"], catch_exceptions=False)
    assert first.output == "the demo year is loaded\n"
    before = Lot.objects.count()
    second = CliRunner().invoke(group, ["load", "--weeks", "3"], catch_exceptions=False)
    assert second.output == "the demo year is there already\n"
    assert Lot.objects.count() == before > 5


def test_load_that_breaks_off_leaves_nothing(demo, monkeypatch):
    def stop(town):
        raise KeyboardInterrupt

    monkeypatch.setattr("ezhen.demo.actions.year.leave_registrations_open", stop)
    with pytest.raises(KeyboardInterrupt):
        actions.load_year(weeks=3)
    assert not User.objects.exists()
    assert not Lot.objects.exists()
