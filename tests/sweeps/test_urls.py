"""Role × URL: every page answers each chair as its view declares."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from tests.sweeps.scene import ROUTES, roles_of

from ezhen.accounts.api import Role
from ezhen.core.access import ANY

OPEN = {200, 204, 301, 302, 303, 304, 400, 404, 405, 422}
pytestmark = pytest.mark.django_db
every_route = pytest.mark.parametrize("route", ROUTES)


@every_route
def test_view_declares_who_may_open_it(route):
    view = ROUTES[route].callback
    assert hasattr(view, "roles"), "decorate the view with allow, everyone or public"
    assert view.roles is None or view.roles is ANY or view.roles <= set(Role.values)
    assert getattr(view, "login_required", True) is (view.roles is not None)


@every_route
def test_stranger_is_sent_to_the_sign_in(route, visiting):
    url = visiting.url(route)
    for send in (Client().get, Client().post):
        response = send(url)
        at_door = response.status_code == 302 and "/account/login/" in response["Location"]
        if roles_of(route) is None:
            assert response.status_code in OPEN
            assert not at_door or "/second-factor/" in url
        else:
            assert at_door


def ask(scene, role, method, url):
    """The status a role gets; what the request changed is undone."""
    with transaction.atomic():
        status = getattr(scene.visitor(role), method)(url).status_code
        transaction.set_rollback(True)
    return status


@every_route
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_is_answered_as_declared(route, method, visiting):
    url, allowed = visiting.url(route), roles_of(route)
    wrong = {}
    for role in Role.values:
        may = allowed is None or role in allowed
        status = ask(visiting, role, method, url)
        if status not in (OPEN | {403} if may else {403}):
            wrong[role] = status
    assert wrong == {}


@every_route
def test_somebody_sees_the_page(route, visiting):
    """The scene's own things are shown to at least one of those who may: the matrix is no sham."""
    url, allowed = visiting.url(route), roles_of(route)
    chairs = [None, *Role.values] if allowed is None else sorted(allowed)
    asked = (ask(visiting, role, method, url) for method in ("get", "post") for role in chairs)
    assert any(status in {200, 302, 422} for status in asked) is (route not in NOT_HERE)


# pages that the scene cannot show
NOT_HERE = {
    "account/demo/": "demo mode only",
    "account/demo/<str:username>/": "demo mode only",
    "account/second-factor/app/remove/": "nobody has a second factor",
    "account/second-factor/codes/": "nobody has a second factor",
    "account/second-factor/codes/file/": "nobody has a second factor",
    "files/papers/new/": "a module above says what a paper is about",
}


def test_unknown_address_asks_for_nothing_and_says_so(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "这里没有内容" in response.text


def test_table_is_the_whole_table():
    assert resolve("/home/").func is ROUTES["home/"].callback
    assert len(ROUTES) > 60
