"""What the scan page says: the answer as headline, reason, four separate checks, and what to do.

Pure over an `Answer`: no query. Says "suspect", never "fake".
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ezhen.core.pack import pack
from ezhen.trace.api import Answer, LabelledLot, LotAnswer, RecallFacts
from ezhen.trace.enums import CodeVerdict, Standing, SuspicionRule

ROWS_SHOWN = 4
FIRST_OPENING = 0xE010  # those before it are the page's own


@dataclass(frozen=True, slots=True)
class Check:
    """One of the checks below the headline. `shape` is a symbol of the page."""

    shape: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A look-up in the list of look-ups."""

    title: str
    at: str
    place: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now, one step."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The first screen of the page. `tone` colours the band: ok, short, bad, stale, note."""

    tone: str
    shape: str
    title: str
    subtitle: str
    text: str
    at: str
    checks: tuple[Check, ...] = ()
    rows: tuple[Row, ...] = ()
    advice: tuple[Advice, ...] = ()


def words_for(answer: Answer) -> Wording:
    """The first screen for an answer."""
    verdict = answer.verdict
    tone, shape, title, subtitle, text = _HEADS[verdict](answer)
    return Wording(
        tone,
        shape,
        title,
        subtitle,
        text,
        at=_moment(answer.at),
        checks=_checks(answer, verdict),
        rows=_rows(answer) if verdict in {CodeVerdict.AGAIN, CodeVerdict.SUSPECT} else (),
        advice=_advice_for(answer, verdict),
    )


def with_open_rows(words: Wording) -> tuple[Wording, dict[str, str]]:
    """The same with an opening (a private-use character, which no text has) in place of each time
    and place in the list of look-ups, and what belongs into each. An empty place stays empty."""
    openings: dict[str, str] = {}

    def opening(text: str) -> str:
        found = chr(FIRST_OPENING + len(openings))
        openings[found] = text
        return found

    rows = tuple(
        replace(row, at=opening(row.at), place=opening(row.place) if row.place else "")
        for row in words.rows
    )
    return replace(words, rows=rows), openings


def words_for_lot(answer: LotAnswer) -> Wording:
    """The first screen for a lot whose item code nobody gave: no verdict on the item."""
    stopped = answer.standing in {Standing.RECALLED, Standing.HELD}
    since = _day(answer.held_at or answer.at)
    code = {"lot": answer.lot.code}
    if stopped:
        title, text = str(answer.standing.label), _("Lot %(lot)s is stopped since %(date)s.")
        tone, shape = "bad", "bad"
    else:
        title, text = _("Lot found"), _("Lot %(lot)s is registered in this town.")
        tone, shape = "note", "ok"
    text = text % (code | {"date": since})
    hint = _("Only the code on a pack tells whether that very pack is genuine.")
    return Wording(
        tone,
        shape,
        title,
        _dont_for_now(answer.lot) if stopped else _("No verdict on the pack"),
        f"{text} {hint}",
        at=_moment(answer.at),
        checks=(_lot_check(answer, stopped, since), _shelf_life(answer.lot, answer.at)),
        advice=_advice(answer.lot, answer.recall) if stopped else (),
    )


def _lot_check(answer: LotAnswer, stopped: bool, since: str) -> Check:
    if stopped:
        return Check("bad", str(answer.standing.label), _("Since %(date)s") % {"date": since})
    return Check("ok", _("Not recalled"), _("As of %(time)s") % {"time": _moment(answer.at)})


Head = tuple[str, str, str, str, str]


def _first(answer: Answer) -> Head:
    text = _(
        "This town issued the code to %(producer)s, and nobody has looked it up before. "
        "Check that product and lot match the pack in your hand."
    )
    return (
        "ok",
        "ok",
        _("Code valid"),
        pgettext("label", "First look-up"),
        text % {"producer": _producer(answer)},
    )


def _again(answer: Answer) -> Head:
    before = _times(answer) - 1
    text = ngettext(
        "The code is valid, but it was looked up once before. Was that you or your family?",
        "The code is valid, but it was looked up %(num)s times before. "
        "Was that you or your family?",
        before,
    )
    title = _("Look-up no. %(num)s") % {"num": _times(answer)}
    return "short", "short", title, _please_check(), text % {"num": before}


def _suspect(answer: Answer) -> Head:
    reasons = _REASONS()
    another = _("the label names another product or lot than the code belongs to")
    reason = next((reasons[rule] for rule in reasons if rule in answer.rules), another)
    text = _(
        "The code itself is right, but %(reason)s. The label may have been copied: "
        "check the pack, and tell us if something is wrong."
    )
    return (
        "short",
        "short",
        _("Suspect code"),
        _please_check(),
        text % {"reason": reason},
    )


def _expired(answer: Answer) -> Head:
    text = _("The code is valid, but the pack was best before %(date)s. Do not buy it any more.")
    date = {"date": _best_before(answer)}
    return "short", "clock", _("Code valid"), _("Past its date"), text % date


def _not_active(answer: Answer) -> Head:
    text = _(
        "This town made the code, but the producer has not put it into use. A pack on sale "
        "should not carry it: please tell us where you found it."
    )
    return "stale", "clock", _("Not yet in use"), _please_check(), text


def _void(answer: Answer) -> Head:
    text = _(
        "The producer withdrew this label, so no pack on sale should carry it. "
        "Please tell us where you found it."
    )
    return "short", "short", _("Code withdrawn"), _please_check(), text


def _held(answer: Answer) -> Head:
    text = _("The sale of this lot was stopped on %(date)s while it is looked into.")
    reading = answer.reading
    on = reading.held_at if reading and reading.held_at else answer.at
    return (
        "bad",
        "bad",
        _("Sale stopped"),
        _dont_for_now(answer.lot),
        text % {"date": _day(on)},
    )


def _recalled(answer: Answer) -> Head:
    recall = answer.reading.recall if answer.reading else None
    text = recall.reason if recall else _("This lot was recalled by the regulator.")
    return "bad", "bad", _("Recalled"), _dont(answer.lot), text


def _unknown(_answer: Answer) -> Head:
    text = _(
        "This town did not issue this code. If you typed it, check it once more. "
        "If it is printed on a pack, keep the pack and tell us."
    )
    return "short", "short", _("No such code"), _please_check(), text


_HEADS: dict[str, Any] = {
    CodeVerdict.FIRST: _first,
    CodeVerdict.AGAIN: _again,
    CodeVerdict.SUSPECT: _suspect,
    CodeVerdict.EXPIRED: _expired,
    CodeVerdict.NOT_ACTIVE: _not_active,
    CodeVerdict.VOID: _void,
    CodeVerdict.HELD: _held,
    CodeVerdict.RECALLED: _recalled,
    CodeVerdict.UNKNOWN: _unknown,
}


def _REASONS() -> dict[str, str]:  # noqa: N802 a table in the language of the moment
    return {
        SuspicionRule.APART: _("it was looked up in places far apart within a few hours"),
        SuspicionRule.MANY: _("it was looked up unusually often in a short time"),
        SuspicionRule.LIFETIME: _("it was looked up more often than one pack would be"),
        SuspicionRule.REPORTED: _("a buyer reported a label that looks copied"),
    }


def _checks(answer: Answer, verdict: CodeVerdict) -> tuple[Check, ...]:
    if verdict == CodeVerdict.UNKNOWN:
        return ()
    valid = Check("ok", _("Code valid"), _("Issued by this town, check passed"))
    if verdict == CodeVerdict.VOID:
        return (valid, Check("short", _("Code withdrawn"), _("By the producer")))
    if verdict == CodeVerdict.NOT_ACTIVE:
        return (valid, Check("short", _("Not yet in use"), _("Nobody put the label into use")))
    if verdict in {CodeVerdict.RECALLED, CodeVerdict.HELD}:
        return (valid, _stopped(answer, verdict))
    fine = Check("ok", _("Not recalled"), _("As of %(time)s") % {"time": _moment(answer.at)})
    return (valid, _look_ups(answer), fine, _shelf_life(answer.lot, answer.at))


def _stopped(answer: Answer, verdict: CodeVerdict) -> Check:
    reading = answer.reading
    since = reading.held_at if reading and reading.held_at else answer.at
    title = _("Recalled") if verdict == CodeVerdict.RECALLED else _("Sale stopped")
    return Check("bad", title, _("Since %(date)s") % {"date": _day(since)})


def _look_ups(answer: Answer) -> Check:
    if answer.history is None:
        place = _place(answer.city)
        text = _("From %(place)s") % {"place": place} if place else _moment(answer.at)
        return Check("ok", pgettext("label", "First look-up"), text)
    title = _("Look-up no. %(num)s") % {"num": _times(answer)}
    return Check("short", title, _("First on %(date)s") % {"date": _day(answer.history.first_at)})


def _shelf_life(lot: LabelledLot | None, at: dt.datetime) -> Check:
    if lot is None or lot.best_before is None:
        return Check("ok", _("No best-before date"), _("Not needed for this product"))
    left = (lot.best_before - timezone.localdate(at)).days
    if left < 0:
        return Check("short", _("Past its date"), _("Since %(date)s") % {"date": lot.best_before})
    days = ngettext("%(num)s day left", "%(num)s days left", left) % {"num": left}
    return Check("ok", _("Within its date"), days if left else _("Today is the last day"))


def _rows(answer: Answer) -> tuple[Row, ...]:
    history = answer.history
    if history is None:
        return ()
    newest = list(enumerate(history.looks[: ROWS_SHOWN - 1]))
    rows = [
        Row(
            _ordinal(history.num - place), _moment(look.at, year=True), _place(look.city), not place
        )
        for place, look in reversed(newest)
    ]
    if history.num > len(newest):
        first = history.looks[-1] if history.num == len(history.looks) else None
        place = _place(first.city) if first else ""
        rows.insert(0, Row(_ordinal(1), _moment(history.first_at, year=True), place))
    return tuple(rows)


def _advice_for(answer: Answer, verdict: CodeVerdict) -> tuple[Advice, ...]:
    reading = answer.reading
    if reading is None or verdict not in {CodeVerdict.RECALLED, CodeVerdict.HELD}:
        return ()
    return _advice(reading.lot, reading.recall)


def _advice(lot: LabelledLot | None, recall: RecallFacts | None) -> tuple[Advice, ...]:
    is_food = lot is None or lot.is_food
    stop = _("Stop eating it, and do not give it away") if is_food else _("Stop using it")
    steps = [Advice(stop, _("The same goes for every pack of this lot."))]
    if recall and recall.advice:
        steps.append(Advice(_("What you can do with it"), recall.advice))
    else:
        steps.append(Advice(_("Keep pack and receipt"), _("Ask the seller before you use it.")))
    if is_food:
        phone = {"phone": pack().town.complaint_phone}
        care = _("Take the pack along; call %(phone)s or the producer.") % phone
        steps.append(Advice(_("If you feel unwell, see a doctor"), care))
    return tuple(steps)


def _producer(answer: Answer) -> str:
    lot = answer.lot
    return lot.producer if lot else ""


def _please_check() -> str:
    return pgettext("label", "Please check")


def _dont(lot: LabelledLot | None) -> str:
    eaten = lot is None or lot.is_food
    return _("Please do not eat it") if eaten else _("Please do not use it")


def _dont_for_now(lot: LabelledLot | None) -> str:
    eaten = lot is None or lot.is_food
    return _("Do not eat it for now") if eaten else _("Do not use it for now")


def _best_before(answer: Answer) -> str:
    lot = answer.lot
    return str(lot.best_before) if lot else ""


def _times(answer: Answer) -> int:
    return answer.history.num if answer.history else 1


def _ordinal(num: int) -> str:
    return _("No. %(num)s") % {"num": num}


def _place(code: str) -> str:
    city = pack().city(code) if code else None
    return city.name if city else ""


def _day(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"


def _moment(at: dt.datetime, *, year: bool = False) -> str:
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d %H:%M}" if year else f"{local:%m-%d %H:%M}"
