"""A consumer on a phone."""

import os
import struct
from pathlib import Path

import pytest
from tests.journeys.conftest import OFFICE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_front_page_opens(visit, nothing_serious):
    page = visit()
    page.goto("/")
    assert page.locator("input#q").is_visible()
    nothing_serious(page)


def test_the_picture_of_the_readme_is_the_page_of_today(visit):
    picture = Path(__file__).parents[2] / "docs" / "pictures" / "front.png"
    page = visit(OFFICE)
    page.goto("/")
    taken = page.screenshot()
    if os.environ.get("EZHEN_PICTURES"):  # taken anew on demand, so that a test run changes no file
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(taken)
    assert _size(picture.read_bytes()) == _size(taken)


def _size(png):
    return struct.unpack(">II", png[16:24])
