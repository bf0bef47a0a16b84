"""One scene for all pages; what a page changes is undone after it."""

import pytest
from django.db import transaction
from tests.sweeps.scene import Scene


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """One of each thing. Made once: a page must leave it as it was, or be undone (`visiting`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Scene()
        transaction.set_rollback(True)


@pytest.fixture
def visiting(scene, django_db_blocker):
    """The scene; whatever the test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield scene
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(visiting):
    """Tests here live in the transaction of the scene, not in one of their own."""
