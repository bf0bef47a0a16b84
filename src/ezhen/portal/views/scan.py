"""The scan page: what a label says about itself. No session, no shell: a whole city may open it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ezhen.accounts.api import public
from ezhen.core.readonly import read_only
from ezhen.portal.queries.picture import thumbnail
from ezhen.portal.queries.problem import problem_with
from ezhen.portal.queries.wording import Wording, with_open_rows, words_for, words_for_lot
from ezhen.portal.views.page import READABLE, SERIAL, Drawing, Page, answer_page, draw, drawn
from ezhen.portal.views.reader import Reader, reader_of, seen_at, seen_ticket
from ezhen.trace.api import (
    Answer,
    CodeError,
    LabelledLot,
    RecallFacts,
    city_of_request,
    is_robot,
    keep_card,
    look_up_code,
    lot_answer,
    lots_of_label,
    normalise,
    parse_scan,
    readable,
    show_again,
    story_of,
)
from ezhen.trace.enums import CodeVerdict, RecallClass

VALID = {CodeVerdict.FIRST, CodeVerdict.AGAIN}
REPORTABLE = {CodeVerdict.UNKNOWN, CodeVerdict.NOT_ACTIVE, CodeVerdict.VOID, CodeVerdict.SUSPECT}


@public
@require_safe
@read_only
def item(request: HttpRequest, serial: str, gtin: str = "", lot: str = "") -> HttpResponse:
    """Verdict and story of one item; counts as a look-up."""
    reader = reader_of(request)
    try:
        serial = normalise(serial)
    except CodeError as error:
        return _mistyped(request, reader, typed=serial, error=error)
    answer = _answer(request, reader, serial)
    if answer.verdict in VALID and _names_another(answer, gtin, lot):
        answer = replace(answer, verdict=CodeVerdict.SUSPECT)
    first = _first_screen(reader, answer)
    page = Page(
        first=first.replace(READABLE, readable(serial)).replace(SERIAL, serial),
        rest=_rest(reader, answer.lot, answer.reading.card if answer.reading else ""),
        again=f"&seen={seen_ticket(serial, answer.at.timestamp())}",
        status=200 if answer.reading else 404,
    )
    return answer_page(request, reader, page)


@public
@require_safe
@read_only
def lot(request: HttpRequest, gtin: str, lot: str = "") -> HttpResponse:
    """The story of a lot named by barcode and lot number; without the number, which lots there are.

    No verdict on the item in hand: only its own code could tell.
    """
    reader = reader_of(request)
    found = lots_of_label(gtin=gtin.zfill(14), code=lot)
    if not found:
        return _mistyped(request, reader, typed=lot or gtin, error=None)
    if not lot:
        first = draw("portal/lots.html", lots=found, gtin=gtin)
        return answer_page(request, reader, Page(first, _rest(reader, None, None)))
    answer = lot_answer(found[0], reader.language)
    facts = _facts(answer.lot, "lot", str(found[0].uuid)) | _recall_facts(answer.recall)
    first = draw("portal/verdict.html", words=words_for_lot(answer), **facts)
    return answer_page(request, reader, Page(first, _rest(reader, answer.lot, answer.card)))


@public
@require_safe
@read_only
def query(request: HttpRequest) -> HttpResponse:
    """Whatever was typed or scanned: sends to the item or lot it names, or says what to check."""
    reader = reader_of(request)
    typed, lot_code = request.GET.get("q", "").strip(), request.GET.get("lot", "").strip()
    try:
        target = parse_scan(typed)
    except CodeError as error:
        return _mistyped(request, reader, typed=typed, error=error)
    if target.serial:
        return redirect("portal:item", serial=target.serial)
    if target.lot or lot_code:
        return redirect("portal:lot", gtin=target.gtin, lot=target.lot or lot_code)
    return redirect("portal:product", gtin=target.gtin)


def _answer(request: HttpRequest, reader: Reader, serial: str) -> Answer:
    seen = seen_at(serial, request.GET["seen"]) if "seen" in request.GET else None
    if seen is not None:
        at = dt.datetime.fromtimestamp(seen, dt.UTC)
        return show_again(serial=serial, language=reader.language, at=at)
    if is_robot(request.META):
        return show_again(serial=serial, language=reader.language, at=timezone.now())
    city = city_of_request(request.META)
    return look_up_code(serial=serial, language=reader.language, city=city)


def _names_another(answer: Answer, gtin: str, lot: str) -> bool:
    """The address on the label is of another product or lot than the code belongs to."""
    found = answer.lot
    if found is None:
        return False
    other_product = bool(gtin and found.gtin) and gtin.zfill(14) != found.gtin.zfill(14)
    return other_product or bool(lot and lot != found.code)


def _first_screen(reader: Reader, answer: Answer) -> str:
    """Title, verdict, what to do and the checks, with openings for the serial.

    What cities ask for is drawn once a minute for a lot: nothing in it but the serial, and the list
    of earlier look-ups, differs.
    """
    if answer.verdict == CodeVerdict.FIRST:
        minute = answer.at.replace(second=0, microsecond=0)
        key: tuple[Any, ...] = (reader.language, answer.lot, answer.city, minute)
        return drawn(_verdict(key, lambda: _verdict_facts(reader, answer, words_for(answer))))
    words = words_for(answer)
    if answer.verdict != CodeVerdict.AGAIN:
        return _verdict((), lambda: _verdict_facts(reader, answer, words)).fresh()
    open_words, openings = with_open_rows(words)
    key = (reader.language, answer.lot, open_words)
    screen = drawn(_verdict(key, lambda: _verdict_facts(reader, answer, open_words)))
    for opening, text in openings.items():
        screen = screen.replace(opening, escape(text))
    return screen


def _verdict(key: tuple[Any, ...], context: Callable[[], dict[str, Any]]) -> Drawing:
    return Drawing("portal/verdict.html", key=key, context=context)


def _verdict_facts(reader: Reader, answer: Answer, words: Wording) -> dict[str, Any]:
    verdict = answer.verdict
    recall = answer.reading.recall if answer.reading and verdict == CodeVerdict.RECALLED else None
    facts = _facts(answer.lot, "code", SERIAL)
    who = Drawing("portal/who.html", (reader.language,), lambda: facts)
    return facts | {
        "words": words,
        "who": mark_safe(drawn(who)) if words.rows else "",  # noqa: S308 our own template
        "readable": READABLE,
        "report": verdict in REPORTABLE,
        "is_unknown": verdict == CodeVerdict.UNKNOWN,
        **_recall_facts(recall),
    }


def _facts(lot: LabelledLot | None, about: str, value: str) -> dict[str, Any]:
    """Of the lot; and what a complaint from this page is about: a `code` or a `lot`."""
    url = f"{reverse('portal:complaint')}?{about}={value}"
    phone = lot.phone if lot else ""
    return {"lot": lot, "phone": phone, "about": about, "value": value, "complaint_url": url}


def _recall_facts(recall: RecallFacts | None) -> dict[str, Any]:
    label = RecallClass(recall.recall_class).label if recall else ""
    return {"recall": recall, "recall_class": label}


def _rest(reader: Reader, lot: LabelledLot | None, card: str | None) -> tuple[str, ...]:
    """The story of the lot, as it was kept or else drawn now, and whom to ask."""
    last = drawn(
        Drawing(
            "portal/call.html",
            key=(reader.language, lot and (lot.producer, lot.phone)),
            context=lambda: {"lot": lot, "phone": lot.phone if lot else ""},
        )
    )
    return (card or _new_card(reader, lot), last) if lot else (last,)


def _new_card(reader: Reader, lot: LabelledLot) -> str:
    def draw_card() -> str:
        story = story_of(lot.pk)
        return draw(
            "portal/card.html",
            story=story,
            photo=thumbnail(story.lot.product.photo),
            many_years="—" in story.years,
            has_reports=any(test.report for test in story.tests),
        )

    return keep_card(lot_id=lot.pk, language=reader.language, revision=lot.revision, draw=draw_card)


def _mistyped(
    request: HttpRequest, reader: Reader, *, typed: str, error: CodeError | None
) -> HttpResponse:
    asked = [name for name in ("q", "lot") if name in request.GET]
    page = Page(
        first=draw("portal/mistyped.html", typed=typed, problem=problem_with(typed, error)),
        rest=_rest(reader, None, None),
        again="".join(f"&{name}={quote(request.GET[name])}" for name in asked),
        status=404 if typed else 200,
    )
    return answer_page(request, reader, page)
