"""Role × URL: every page answers each chair as its view declares."""

import pytest
from django.db import transaction
from django.urls import resolve
from tests.sweeps.scene import ROUTES, roles_of

from ezhen.accounts.api import Role
from ezhen.core.access import ANY

pytestmark = pytest.mark.django_db
OPEN = {200, 204, 301, 302, 303, 304, 400, 404, 405, 422}
SHOWN = {200, 302, 422}
# pages that the scene cannot show
NOT_HERE = {
    "account/demo/": "demo mode only",
    "api/<path:path>": "nothing is there",
    "account/demo/<str:username>/": "demo mode only",
    "account/second-factor/app/remove/": "nobody has a second factor",
    "account/second-factor/codes/": "nobody has a second factor",
    "account/second-factor/codes/file/": "nobody has a second factor",
    "files/papers/new/": "a module above says what a paper is about",
}
every_route = pytest.mark.parametrize("route", ROUTES)


def answer(scene, role, method, url):
    """A status, or `sign in` for the way to the sign-in. What the request changed is undone."""
    with transaction.atomic():
        response = getattr(scene.visitor(role), method)(url)
        transaction.set_rollback(True)
    at_door = response.status_code == 302 and "/account/login/" in response["Location"]
    return "sign in" if at_door else response.status_code


@every_route
def test_view_declares_who_may_open_it(route):
    view = ROUTES[route].callback
    assert hasattr(view, "roles"), "decorate the view with allow, everyone or public"
    assert view.roles is None or view.roles is ANY or view.roles <= set(Role.values)
    assert getattr(view, "login_required", True) is (view.roles is not None)


@every_route
def test_each_chair_is_answered_as_declared(route, visiting):
    url, allowed = visiting.url(route), roles_of(route)
    answers = {
        (role, method): answer(visiting, role, method, url)
        for role in [None, *Role.values]
        for method in ("get", "post")
    }
    wrong = {}
    for (role, method), status in answers.items():
        if allowed is None:
            right = status in OPEN or (status == "sign in" and "second-factor" in url)
        elif role is None:
            right = status == "sign in"
        else:
            right = status in OPEN | {403} if role in allowed else status == 403
        if not right:
            wrong[role, method] = status
    assert wrong == {}
    # the scene's own things are shown to somebody: the matrix is no sham
    assert bool(SHOWN & {*answers.values()}) is (route not in NOT_HERE)


def test_unknown_address_says_so(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "这里没有内容" in response.text


def test_table_is_the_whole_table():
    assert resolve("/home/").func is ROUTES["home/"].callback
    assert len(ROUTES) > 60
