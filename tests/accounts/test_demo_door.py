"""The demo's open doors exist in demo mode only."""

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.factories import make_user

from ezhen.accounts.actions import create_demo_user
from ezhen.accounts.errors import NameTaken
from ezhen.accounts.models import User
from ezhen.core.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    """Demo mode."""
    settings.DEMO = True


@pytest.fixture
def chair(demo):
    """A demo account."""
    return create_demo_user(username="noodles", display_name="王建平", role="producer")


def test_demo_page_shows_name_role_and_duty_of_each_chair(client, chair):
    page = client.get(reverse("demo_roles"))
    assert page.status_code == 200
    for text in ("王建平", "生产者", "做货、送检、贴码、发货", "虚构"):
        assert text in page.text


def test_demo_page_leaves_out_real_and_closed_accounts(client, chair):
    make_user(display_name="真实用户")
    User.objects.filter(pk=chair.pk).update(is_active=False, state="closed")
    page = client.get(reverse("demo_roles"))
    assert "真实用户" not in page.text
    assert "王建平" not in page.text


def test_demo_chair_is_entered_with_one_click(client, chair):
    answer = client.post(reverse("demo_enter", args=["noodles"]))
    assert answer.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_demo_chair_cannot_be_a_real_account(client, demo):
    make_user(username="real")
    assert client.post(reverse("demo_enter", args=["real"])).status_code == 404


def test_demo_door_is_closed_outside_demo_mode(client, chair, settings):
    settings.DEMO = False
    assert client.get(reverse("demo_roles")).status_code == 404
    assert client.post(reverse("demo_enter", args=["noodles"])).status_code == 404


def test_demo_session_ends_outside_demo_mode(client, chair, settings):
    client.post(reverse("demo_enter", args=["noodles"]))
    settings.DEMO = False
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_demo_account_cannot_sign_in_with_a_password_outside_demo_mode(client, chair, settings):
    chair.set_password("a long enough pass phrase")
    chair.save()
    facts = {"login": "noodles", "password": "a long enough pass phrase"}
    settings.DEMO = False
    client.post(reverse("account_login"), facts)
    assert "_auth_user_id" not in client.session
    settings.DEMO = True
    client.post(reverse("account_login"), facts)
    assert client.session["_auth_user_id"] == str(chair.pk)


def test_demo_account_is_not_made_outside_demo_mode():
    with pytest.raises(NotAllowed):
        create_demo_user(username="noodles", display_name="王建平", role="producer")


def test_demo_account_name_is_taken_once(chair):
    with pytest.raises(NameTaken):
        create_demo_user(username="Noodles", display_name="别人", role="producer")


def test_demo_account_has_no_password(chair):
    assert not chair.has_usable_password()


def test_demo_load_refuses_outside_demo_mode():
    from ezhen.demo.commands import group

    done = CliRunner().invoke(group, ["load"])
    assert done.exit_code == 1
    assert "EZHEN_MODE=demo" in done.output
    assert not User.objects.filter(is_demo=True).exists()
