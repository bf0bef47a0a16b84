"""What every test may use."""

import pytest
from django.db import connection
from tests.factories import make_user

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items):
    """A test that touches no database is pure; one of row locks needs PostgreSQL."""
    for item in items:
        if not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & {
            *item.fixturenames
        }:
            item.add_marker("pure")
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))


@pytest.fixture
def client_as(client):
    """A client signed in as a user, or as a new one of a role."""

    def enter(who):
        user = make_user(role=who) if isinstance(who, str) else who
        client.force_login(user)
        return client

    return enter
