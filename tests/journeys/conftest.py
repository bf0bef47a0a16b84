"""One browser for all journeys; a page on a phone or in an office; axe on any page.

A journey fails by itself when a page breaks the content security policy or writes an error to the
console: `visit` gives pages that are watched.
"""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
OFFICE = {"width": 1366, "height": 768}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = settings.NODE_MODULES / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without a window."""
    binary = shutil.which("chromium")
    assert binary, "chromium is missing — Debian: apt-get install chromium"
    # the driver keeps an event loop in this thread, which Django would take for async code
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, live_server):
    """`visit(size, **options)`: a new visitor's page; what the browser complains of fails the test.

    A person stays the same over all pages of one `page.context`.
    """
    with contextlib.ExitStack() as opened:
        complaints = []

        def enter(size=PHONE, **options):
            context = browser.new_context(
                viewport=size, base_url=live_server.url, locale="zh-CN", **options
            )
            opened.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if _is_bad(said) else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield enter
        assert complaints == []


def _is_bad(said):
    # a refused form is answered with 422, an unknown code with 404: the browser notes both
    return said.type in {"error", "warning"} and "status of 4" not in said.text


@pytest.fixture
def sign_in(live_server, client):
    """`sign_in(page, user)`: the page's visitor is this person from now on."""

    def enter(page, user):
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return enter


@pytest.fixture
def nothing_serious(browser):
    """`nothing_serious(page)`: axe (WCAG 2.2 A and AA) finds nothing serious on the page as it is.

    The script comes from the test, not from the page: it is evaluated past the page's own policy.
    """

    def check(page):
        page.evaluate(Path(AXE).read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [_short(one) for one in found["violations"] if one["impact"] in SERIOUS] == []

    return check


def _short(violation):
    return violation["id"], [node["html"][:160] for node in violation["nodes"]]
