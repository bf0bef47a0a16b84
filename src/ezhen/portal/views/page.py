"""An answer as a page, put together from parts that were drawn before.

The frame is drawn once for each language and size, the end once for each producer, a lot's card
once for each revision. Drawn for each answer is the first screen, and that of a first look-up only
once a minute for each lot: nothing in it but the serial differs. Drawing all of it each time costs
five times what the look-up itself does.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape

from ezhen.core.pack import pack
from ezhen.core.squeeze import Part, gzip_of, kept_part, short_part
from ezhen.portal.views.reader import Reader

# openings that are filled in later: private-use characters, which no text has
TITLE, AGAIN, MAIN, SERIAL, READABLE = "\ue000\ue001\ue002\ue003\ue004"
END_OF_TITLE = "</title>"
kept = functools.lru_cache(maxsize=512)(kept_part)


@dataclass(frozen=True)
class Page:
    """What fills the frame. `first` is drawn for this answer and begins with the page's <title>,
    `rest` was drawn before; `again` is added to the links that show the same in another language or
    size."""

    first: str
    rest: tuple[str, ...] = ()
    again: str = ""
    status: int = 200


def answer_page(request: HttpRequest, reader: Reader, page: Page) -> HttpResponse:
    """The whole page, stored by nobody, compressed where the reader's browser can."""
    parts = _parts(reader, page)
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(gzip_of(parts), status=page.status)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(b"".join(part.plain for part in parts), status=page.status)
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))
    response["Vary"] = "Accept-Encoding, Cookie"
    return reader.remember(response)


def _parts(reader: Reader, page: Page) -> list[Part]:
    head, top, foot = _frame(reader.language, reader.care)
    title, _, first = page.first.partition(END_OF_TITLE)
    changing = f"{title}{END_OF_TITLE}{top.replace(AGAIN, escape(page.again))}{first}"
    return [kept(head), short_part(changing), *(kept(text) for text in page.rest), kept(foot)]


@functools.lru_cache(maxsize=8)
def _frame(language: str, care: bool) -> tuple[str, str, str]:
    """Up to the title, on to the content, after it; in the language in force."""
    reader = Reader(language, care=care).context()
    openings = {"title": TITLE, "again": AGAIN, "main": MAIN}
    frame = draw("portal/frame.html", demo=settings.DEMO, **reader, **openings)
    head, rest = frame.split(TITLE)
    top, foot = rest.split(MAIN)
    return head, top, foot


def draw(template: str, **context: Any) -> str:
    """Draw a piece of a page."""
    return render_to_string(template, {"town": pack().town, **context})


@dataclass(frozen=True)
class Drawing:
    """A piece of a page to be drawn; with the same template and key it is the same."""

    template: str
    key: tuple[Any, ...]
    context: Callable[[], dict[str, Any]] = field(compare=False)

    def fresh(self) -> str:
        """Draw it now."""
        return draw(self.template, **self.context())


@functools.lru_cache(maxsize=2048)
def drawn(drawing: Drawing) -> str:
    """A drawing, remembered by its key."""
    return drawing.fresh()
