"""Numbers beside the navigation: counted once in a while, at once after a person's own doing."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from tests.factories import make_user

from ezhen.core.counters import MARK, ActedMiddleware, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(settings):
    """Ask for a counter as a person with a mark; counts how often it was really counted."""
    settings.COUNTER_SECONDS = 30
    cache.clear()
    asked = []

    def go(user, mark="", name="waiting"):
        request = RequestFactory().get("/")
        request.user = user
        request.COOKIES[MARK] = mark
        return counted(request, name, lambda _user: asked.append(1) or len(asked))

    yield go
    cache.clear()


def test_a_counter_is_counted_once_in_a_while(ask):
    user = make_user()
    assert [ask(user), ask(user), ask(user, name="other")] == [1, 1, 2]


def test_a_counter_is_nobody_elses(ask):
    assert [ask(make_user()), ask(make_user())] == [1, 2]


def test_what_a_person_did_shows_at_once(ask):
    user = make_user()
    assert [ask(user), ask(user, mark="a"), ask(user, mark="a")] == [1, 2, 2]


@pytest.mark.parametrize(("method", "marks"), [("get", False), ("head", False), ("post", True)])
def test_only_doing_leaves_a_mark(method, marks):
    request = getattr(RequestFactory(), method)("/")
    request.user = make_user()
    response = ActedMiddleware(lambda _request: HttpResponse())(request)
    assert (MARK in response.cookies) is marks
