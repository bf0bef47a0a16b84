"""Who opens the original of a licence."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import make_organisation, make_user, member_of

from ezhen.accounts.api import Role
from ezhen.archive.api import store_file
from ezhen.parties.api import add_licence

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def paper():
    """A food licence with its original, and whose it is."""
    owner = make_organisation()
    by = member_of(owner)
    file = store_file(upload=SimpleUploadedFile("许可证.pdf", PAPER), by=by)
    add_licence(
        organisation=owner,
        by=by,
        kind="food_trade",
        number="JY1140",
        valid_from=dt.date(2026, 1, 1),
        valid_until=dt.date(2031, 1, 1),
        file=file,
    )
    return file, by


@pytest.mark.parametrize("role", sorted(Role.OFFICE | Role.POWERS))
def test_whoever_sees_the_licence_opens_its_original(client, paper, role):
    file, _by = paper
    client.force_login(make_user(role), backend="ezhen.accounts.adapter.TownBackend")
    assert client.get(f"/files/{file.uuid}/").status_code == 200


@pytest.mark.parametrize("role", ["producer", "merchant"])
def test_other_businesses_do_not(client, paper, role):
    file, _by = paper
    stranger = member_of(make_organisation(role=role))
    client.force_login(stranger, backend="ezhen.accounts.adapter.TownBackend")
    assert client.get(f"/files/{file.uuid}/").status_code == 404


def test_colleagues_do_and_nobody_without_account(client, paper):
    file, by = paper
    assert client.get(f"/files/{file.uuid}/").status_code == 404
    client.force_login(by, backend="ezhen.accounts.adapter.TownBackend")
    assert client.get(f"/files/{file.uuid}/").status_code == 200
