"""What every test may use."""

import pytest
from django.db import connection
from tests.factories import make_user


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
