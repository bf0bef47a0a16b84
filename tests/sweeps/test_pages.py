"""What every page keeps to, in each chair that sees it: policy, headings, language, links."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.urls import Resolver404, resolve
from tests.sweeps.scene import ROUTES, roles_of

from ezhen.accounts.api import Role

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
# words a Chinese page may hold: the language switch, file kinds, names of standards, units
LATIN = {"English", "Excel", "PDF", "CSV", "XLSX", "JPG", "PNG", "WebP", "GTIN", "EPCIS", "GS1"}
LATIN |= {"GB", "ezhen", "kg", "QR", "URL", "MB"}
ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"(?<![A-Za-z0-9_.-])[A-Za-z][a-z]{2,}(?![A-Za-z0-9_-])")


def policy(answer, soup):
    """Headers that keep strange code and frames out."""
    sent = answer["Content-Security-Policy"]
    if "script-src 'self'" not in sent or "default-src 'none'" not in sent or "unsafe" in sent:
        yield sent
    yield from (name for name, value in HEADERS.items() if answer.get(name) != value)


def inline(answer, soup):
    """Nothing that the policy would block."""
    yield from (
        str(tag)[:80]
        for tag in soup.find_all("script", src=False)
        if tag.get("type") != "application/json"
    )
    yield from (str(tag)[:80] for tag in [*soup.find_all("style"), *soup.find_all(style=True)])
    for tag in soup.find_all():
        yield from (f"{tag.name} {name}" for name in tag.attrs if name.startswith("on"))


def headings(answer, soup):
    """Language, title, one heading, one main part; a fragment has none of them."""
    if soup.html is None:
        return
    if soup.html["lang"] != "zh-Hans":
        yield f"lang {soup.html['lang']}"
    if not soup.title.get_text(strip=True):
        yield "no title"
    for name in ("h1", "main"):
        found = [tag for tag in soup.find_all(name) if tag.get_text(strip=True)]
        if len(found) != 1:
            yield f"{len(found)} {name}"


def one_filled_button(answer, soup):
    """The page's one main action stands out alone."""
    filled = [tag.get_text(strip=True) for tag in soup.select(".ez-btn-primary")]
    if len(filled) > 1:
        yield from filled


def chinese(answer, soup):
    """No English words; codes, numbers and what is marked as English aside."""
    hidden = soup.select("script, style, code, pre, .ez-code, .ez-num, [lang=en]")
    ignored = {id(text) for tag in hidden for text in tag.find_all(string=True)}
    texts = [text for text in soup.find_all(string=True) if type(text) is NavigableString]
    said = [str(text) for text in texts if id(text) not in ignored]
    for name in ("aria-label", "placeholder", "title", "alt"):
        said += [tag[name] for tag in soup.find_all(attrs={name: True})]
    yield from sorted(set(WORD.findall(ADDRESS.sub("", " ".join(said)))) - LATIN)


def links(answer, soup):
    """Links and forms lead to a page of the table."""
    targets = {tag["href"] for tag in soup.find_all("a", href=True)}
    targets |= {tag["action"] for tag in soup.find_all("form", action=True)}
    for target in sorted(targets):
        path = urlsplit(target).path
        if target.startswith("/") and not path.startswith("/static/"):
            try:
                resolve(path)
            except Resolver404:
                yield target


def labels(answer, soup):
    """Every field says what it is."""
    labelled = {tag["for"] for tag in soup.find_all("label", attrs={"for": True})}
    for tag in soup.find_all(["input", "select", "textarea"]):
        if tag.get("type") in {"hidden", "submit", "button"} or tag.get("aria-label"):
            continue
        if tag.get("id") not in labelled and not tag.find_parent("label"):
            yield str(tag.get("name"))


CHECKS = [policy, inline, headings, one_filled_button, chinese, links, labels]
EXEMPT = {"gallery/": {headings, one_filled_button, chinese}}  # it shows everything at once


@pytest.mark.parametrize("route", ROUTES)
def test_page_keeps_to_the_house(route, visiting):
    allowed, url = roles_of(route), visiting.url(route)
    wrong = {}
    for role in [None, *Role.values] if allowed is None else sorted(allowed):
        answer = visiting.visitor(role).get(url)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        soup = BeautifulSoup(answer.content, "html.parser")
        for check in CHECKS:
            if check not in EXEMPT.get(route, ()) and (found := [*check(answer, soup)]):
                wrong[role, check.__name__] = found
    assert wrong == {}


BAD = """<html lang="fr"><head><title></title></head><body onload="x()"><h1>A</h1><h1>B</h1>
<script>x()</script><p style="color:red">Nothing here</p><a href="/no/such/">x</a><input name="q">
<button class="ez-btn-primary">一</button><button class="ez-btn-primary">二</button>"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_check_finds_what_is_wrong(check):
    answer = {"Content-Security-Policy": "default-src *"}
    assert [*check(answer, BeautifulSoup(BAD, "html.parser"))]
