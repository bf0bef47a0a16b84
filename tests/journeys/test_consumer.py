"""A consumer on a phone."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_front_page_opens(visit, nothing_serious):
    page = visit()
    page.goto("/")
    assert page.locator("input#q").is_visible()
    nothing_serious(page)
