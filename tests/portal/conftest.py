"""What a consumer's browser sends and gets."""

import gzip
import re

import pytest


@pytest.fixture
def scan(client):
    """`scan(path)`: the page as text, however it was sent; `.status` and `.answer` beside it."""

    class Text(str):
        __slots__ = ("answer", "status")

    def get(path, **headers):
        answer = client.get(path, headers={"accept-encoding": "gzip"} | headers)
        body = answer.content
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        text = Text(body.decode())
        text.status, text.answer = answer.status_code, answer
        return text

    return get


def headline(page):
    """The first line of an answer: title and subtitle."""
    title, subtitle = re.search(r"<h1>(.*?)<span>(.*?)</span>", page).groups()
    return f"{title} {subtitle}"
