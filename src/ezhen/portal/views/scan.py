"""The scan page: what a label says about itself. No session, no shell: a whole city may open it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ezhen.accounts.api import public
from ezhen.core.pack import pack
from ezhen.portal.queries.picture import thumbnail
from ezhen.portal.queries.wording import words_for, words_for_lot
from ezhen.portal.views.reader import Reader, reader_of, seen_at, seen_ticket
from ezhen.trace.api import (
    Answer,
    CodeError,
    city_of_request,
    keep_card,
    look_up_code,
    lot_answer,
    lots_of_label,
    normalise,
    parse_scan,
    show_again,
    story_of,
)
from ezhen.trace.enums import CodeVerdict, RecallClass

REPORTABLE = {CodeVerdict.UNKNOWN, CodeVerdict.NOT_ACTIVE, CodeVerdict.VOID, CodeVerdict.SUSPECT}


@public
@require_safe
def item(request: HttpRequest, serial: str, gtin: str = "", lot: str = "") -> HttpResponse:
    """Verdict and story of one item; counts as a look-up."""
    reader = reader_of(request)
    try:
        serial = normalise(serial)
    except CodeError as error:
        return _mistyped(reader, typed=serial, error=error)
    answer = _answer(request, reader, serial)
    return _page(reader, answer, mismatch=_names_another(answer, gtin, lot))


@public
@require_safe
def lot(request: HttpRequest, gtin: str, lot: str = "") -> HttpResponse:
    """The story of a lot named by barcode and lot number; without the number, which lots there are.

    No verdict on the item in hand: only its own code could tell.
    """
    reader = reader_of(request)
    found = lots_of_label(gtin=gtin.zfill(14), code=lot)
    if not found:
        return _mistyped(reader, typed=lot or gtin, error=None)
    if not lot:
        return _render("portal/lots.html", reader, {"lots": found, "gtin": gtin})
    answer = lot_answer(found[0], reader.language)
    context = {
        "words": words_for_lot(answer),
        "lot": answer.lot,
        "product": answer.lot.product,
        "phone": answer.lot.phone,
        "recall": answer.recall,
        "card": mark_safe(answer.card or _draw(answer.lot, reader)),  # noqa: S308 our own template
        "complaint_url": f"{reverse('portal:complaint')}?lot={found[0].uuid}",
    }
    return _render("portal/scan.html", reader, context | _recall_class(answer.recall))


@public
@require_safe
def query(request: HttpRequest) -> HttpResponse:
    """Whatever was typed or scanned: sends to the item or lot it names, or says what to check."""
    reader = reader_of(request)
    typed, lot_code = request.GET.get("q", "").strip(), request.GET.get("lot", "").strip()
    try:
        target = parse_scan(typed)
    except CodeError as error:
        return _mistyped(reader, typed=typed, error=error)
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
    if request.method == "HEAD":  # a robot that looks whether the page is there
        return show_again(serial=serial, language=reader.language, at=timezone.now())
    city = city_of_request(request.headers)
    return look_up_code(serial=serial, language=reader.language, city=city)


def _names_another(answer: Answer, gtin: str, lot: str) -> bool:
    found = answer.reading.lot if answer.reading else None
    if found is None:
        return False
    other_product = bool(gtin and found.gtin) and gtin.zfill(14) != found.gtin.zfill(14)
    return other_product or bool(lot and lot != found.code)


def _page(reader: Reader, answer: Answer, *, mismatch: bool) -> HttpResponse:
    reading = answer.reading
    lot = reading.lot if reading else None
    recall = reading.recall if reading and answer.verdict == CodeVerdict.RECALLED else None
    card = (reading and reading.card) or (_draw(lot, reader) if lot else "")
    context = {
        "words": words_for(answer, mismatch=mismatch),
        "lot": lot,
        "product": lot.product if lot else "",
        "phone": lot.phone if lot else "",
        "recall": recall,
        "card": mark_safe(card),  # noqa: S308 drawn by our own template, which escapes
        "report": mismatch or answer.verdict in REPORTABLE,
        "is_unknown": reading is None,
        "typed": answer.serial,
        "complaint_url": f"{reverse('portal:complaint')}?code={answer.serial}",
        "again": f"&seen={seen_ticket(answer.serial, answer.at.timestamp())}",
    }
    status = 200 if reading else 404
    return _render("portal/scan.html", reader, context | _recall_class(recall), status)


def _recall_class(recall: Any) -> dict[str, Any]:
    return {"recall_class": RecallClass(recall.recall_class).label} if recall else {}


def _draw(lot: Any, reader: Reader) -> str:
    def draw() -> str:
        story = story_of(lot.pk)
        context = {
            "story": story,
            "photo": thumbnail(story.lot.product.photo),
            "many_years": "—" in story.years,
            "has_reports": any(test.report for test in story.tests),
        }
        return loader.render_to_string("portal/card.html", context)

    return keep_card(lot_id=lot.pk, language=reader.language, revision=lot.revision, draw=draw)


def _mistyped(reader: Reader, *, typed: str, error: CodeError | None) -> HttpResponse:
    code = getattr(error, "code", "lot")
    context = {"typed": typed, "problem": PROBLEMS().get(code, PROBLEMS()["alphabet"])}
    return _render("portal/mistyped.html", reader, context, 200 if not typed else 404)


def PROBLEMS() -> dict[str, str]:  # noqa: N802 a table in the language of the moment
    """What to check, by the refusal's code."""
    return {
        "empty": _("Type the 20 characters below the square code, or the barcode number."),
        "length": _("A code has 20 characters, or 21 with the one after the hyphen. Count again."),
        "alphabet": _("A code has only digits and capital letters, without I, L, O and U."),
        "check": _("One character is wrong. Compare each group with the label."),
        "gtin": _("This barcode number is not complete. Type all digits below the bars."),
        "element": _("This barcode carries no product number that we can read."),
        "url": _("This address does not lead to a code of this town."),
        "lot": _("No lot of this number is registered for the barcode. Check both on the pack."),
    }


def _render(
    template: str, reader: Reader, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    page = {"town": pack().town, "demo": settings.DEMO, **reader.context(), **context}
    response = HttpResponse(loader.render_to_string(template, page), status=status)
    response["Cache-Control"] = "no-store"
    return reader.remember(response)
