"""What every test may use. Settings are chosen here, before Django reads them."""

import os
import tempfile

os.environ["EZHEN_MODE"] = "test"
os.environ.setdefault("EZHEN_DATA", tempfile.mkdtemp(prefix="ezhen-test-"))

import pytest
from django.conf import settings
from django.db import connection
from tests.factories import make_user


def pytest_configure(config):
    """Weak, fast password hashes: tests sign in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items):
    """Tests of row locks need a database that has them."""
    if connection.vendor == "postgresql":
        return
    needs = pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(needs)


@pytest.fixture
def client_as(client):
    """A client signed in as a user, or as a new one of a role."""

    def enter(who):
        user = make_user(role=who) if isinstance(who, str) else who
        client.force_login(user)
        return client

    return enter
