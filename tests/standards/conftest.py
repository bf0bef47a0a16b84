"""People and a small standard in force."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.factories import make_user
from tests.standards.small import content

from ezhen.core import crypto

NOON = dt.time(12)


@pytest.fixture
def operator(db):
    """The contractor."""
    return make_user(role="operator", display_name="申丽娟")


@pytest.fixture
def bureau(db):
    """The client."""
    return make_user(role="bureau", display_name="张文斌")


@pytest.fixture
def auditor(db):
    """The auditor."""
    return make_user(role="auditor", display_name="冯敏")


@pytest.fixture
def people(operator, bureau, auditor):
    """All three."""
    return SimpleNamespace(operator=operator, bureau=bureau, auditor=auditor)


@pytest.fixture
def small(db):
    """The small standard, in force since the programme began."""
    from ezhen.standards.api import put_into_force

    return put_into_force(content=content(), by=None, in_force_from=dt.date(2025, 11, 24))


@pytest.fixture
def own_files(settings, tmp_path):
    """A file store of the test's own: what it forges there is nobody else's."""
    crypto.blind("key", "read before its folder is another one")
    settings.DATA_DIR = tmp_path


@pytest.fixture
def on(monkeypatch):
    """Set the town's clock: on("2026-11-23") makes it noon of that day."""

    def set_clock(day: str, time: dt.time = NOON) -> dt.datetime:
        moment = timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), time))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return set_clock
