"""People and a small standard in force."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.factories import make_user
from tests.standards.sealed import build
from tests.standards.small import confirm, content, livestream, paper, risk

from ezhen.core import crypto
from ezhen.standards.actions.verdict import judge_requirement
from ezhen.standards.papers.bag import unpack
from ezhen.standards.queries import dossier as queries

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


@pytest.fixture
def filled(small, own_files, on, people):
    """A standard, rows of two registers, a paper that serves, a verdict."""
    on("2026-11-23")
    rows = [
        livestream(by=people.operator, held_on=dt.date(2026, 3, day), host="连晓燕")
        for day in (2, 9, 16)
    ]
    confirm(*rows, by=people.bureau)
    risk(by=people.operator, found_on=dt.date(2026, 11, 10), owner="王建国")
    paper(by=people.operator, title="=策划/方案:终稿?.csv")
    judge_requirement(
        version=small, requirement="1.1.B1", layer="verified", result="satisfied", by=people.bureau
    )
    return people


@pytest.fixture
def made(filled):
    """A dossier of the town."""
    return build(by=filled.auditor)


@pytest.fixture
def folder(made, tmp_path):
    """It, unpacked."""
    place = tmp_path / "out" / "dossier"
    place.parent.mkdir()
    unpack(queries.packed(made), place)
    return place
