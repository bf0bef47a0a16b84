"""The picture in the README is the standard board of the demo year, taken by this test.

`EZHEN_PICTURES=1` writes it into docs/pictures; otherwise it is thrown away.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings as town
from django.utils import timezone
from playwright.sync_api import expect
from tests.demo.conftest import YEAR, put_standard_into_force

from ezhen.accounts.models import User
from ezhen.demo.actions import load_year, settle_year

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PICTURE = Path("docs/pictures/board.png")


def test_the_board_of_the_demo_year_is_the_picture_of_the_readme(
    visit, sign_in, nothing_serious, settings, tmp_path
):
    settings.DEMO = True
    put_standard_into_force()
    assert load_year(weeks=YEAR)
    settle_year()
    page = visit({"width": 1366, "height": 900})
    sign_in(page, User.objects.get(username="bureau"))

    page.goto("/standard/")

    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text("338 条要求已满足")
    assert f"{timezone.localdate():%Y-%m-%d}" in page.locator("main").inner_text()
    nothing_serious(page)
    is_kept = os.environ.get("EZHEN_PICTURES") == "1"
    target = town.BASE_DIR / PICTURE if is_kept else tmp_path / PICTURE.name
    page.screenshot(path=target)
    assert target.stat().st_size > 20_000
    assert str(PICTURE) in (town.BASE_DIR / "README.md").read_text()
