import pytest
from tests.programme.chain import Chain


@pytest.fixture
def chain(db):
    return Chain()
