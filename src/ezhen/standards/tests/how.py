"""How a test counts, in one sentence: what the page shows under "how it is counted"."""

from typing import Any

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.definitions import (
    AnyTest,
    Attested,
    Bound,
    Cadence,
    Compound,
    Coverage,
    Exists,
    Growth,
    Ratio,
    Seal,
    Sla,
    Slot,
)
from ezhen.standards.tests.bound import ROWS, WORDED
from ezhen.standards.tests.frame import PER_CENT
from ezhen.standards.tests.outcome import Say, named
from ezhen.standards.tests.reader import Reader
from ezhen.standards.tests.rows import unit_of

WINDOWS = {
    "programme": Say(_("over the programme")),
    "year": Say(_("in each calendar year")),
    "twelve_months": Say(_("in the last twelve months")),
    "all": Say(_("at any time")),
}
GRAINS = {
    "week": Say(_("week")),
    "month": Say(_("month")),
    "quarter": Say(_("quarter")),
    "year": Say(_("year")),
}


def how(part: AnyTest | Slot, reader: Reader) -> Say:
    """The rule of one test or slot."""
    return _HOW[_kind(part)](part, reader)


def _kind(part: AnyTest | Slot) -> str:
    if isinstance(part, Slot):
        return "slot"
    return "bound" if isinstance(part, Bound) else part.type


def _title(part: Any, reader: Reader, code: str = "") -> dict[str, str]:
    title: Words | None = getattr(part, "title", None)
    source = reader.source(code or part.source)
    return named(title or source.titled(getattr(part, "where", {}) if not code else {}))


def _bound(test: Bound, reader: Reader) -> Say:
    operator, need = reader.frame.bound(test, is_share=isinstance(test, Ratio))
    facts = {
        "what": _title(test, reader),
        "bound": WORDED[operator],
        "need": need,
        "unit": named(unit_of(test, reader)),
        "window": WINDOWS[test.window],
    }
    if isinstance(test, Ratio):
        return Say(_("%(what)s: share of %(bound)s %(need)s %%, %(window)s"), facts)
    if isinstance(test, Growth):
        return Say(_("%(what)s: %(bound)s %(need)s %% more than a year before"), facts)
    return Say(_("%(what)s: %(bound)s %(need)s %(unit)s %(window)s"), facts)


def _cadence(test: Cadence, reader: Reader) -> Say:
    targets = reader.frame.targets
    unit = test.unit or (targets[test.target].unit if test.target else ROWS)
    facts = {
        "what": _title(test, reader),
        "grain": GRAINS[test.grain],
        "least": reader.frame.at_least(test.least, test.target),
        "unit": named(unit),
        "share": test.share * PER_CENT,
    }
    return Say(_("%(what)s: at least %(least)s %(unit)s every %(grain)s (%(share)s%%)"), facts)


def _coverage(test: Coverage, reader: Reader) -> Say:
    facts = {
        "what": _title(test, reader),
        "whose": named(reader.source(test.subjects).title),
        "least": test.least,
        "share": test.share * PER_CENT,
    }
    if not test.grain:
        return Say(_("%(what)s: at least %(least)s for each row of %(whose)s (%(share)s%%)"), facts)
    facts["grain"] = GRAINS[test.grain]
    text = _("%(what)s: at least %(least)s every %(grain)s for each row of %(whose)s (%(share)s%%)")
    return Say(text, facts)


def _sla(test: Sla, reader: Reader) -> Say:
    facts = {
        "what": _title(test, reader),
        "days": reader.frame.at_least(test.days or 0, test.target),
        "share": test.share * PER_CENT,
    }
    return Say(_("%(what)s: %(share)s%% within %(days)s days"), facts)


def _exists(test: Exists, reader: Reader) -> Say:
    facts = {"what": _title(test, reader), "least": test.least, "days": test.within_days or 0}
    if test.within_days:
        return Say(_("%(what)s: at least %(least)s, the newest within %(days)s days"), facts)
    return Say(_("%(what)s: at least %(least)s"), facts)


def _seal(test: Seal, reader: Reader) -> Say:
    facts = {"what": _title(test, reader), "who": named(reader.role(test.by))}
    return Say(_("%(what)s: sealed for each year that has ended, by %(who)s"), facts)


def _attested(test: Attested, reader: Reader) -> Say:
    facts = {"who": named(reader.role(test.role)), "days": test.days}
    return Say(_("%(who)s confirms it, every %(days)s days anew"), facts)


def _compound(test: Compound, _reader: Reader) -> Say:
    facts = {"least": test.least or len(test.tests), "of": len(test.tests)}
    return Say(_("%(least)s of %(of)s tests hold"), facts)


def _slot(slot: Slot, reader: Reader) -> Say:
    facts = {
        "what": _title(slot, reader, f"files.{slot.document}"),
        "least": slot.least,
        "share": slot.share * PER_CENT,
        "days": slot.days or 0,
    }
    if slot.each:
        facts["whose"] = named(reader.source(slot.each).title)
        return Say(_("%(what)s: a paper for each row of %(whose)s (%(share)s%%)"), facts)
    if slot.grain:
        facts["grain"] = GRAINS[slot.grain]
        return Say(_("%(what)s: a paper every %(grain)s (%(share)s%%)"), facts)
    if slot.days:
        return Say(_("%(what)s: %(least)s in the archive, not older than %(days)s days"), facts)
    return Say(_("%(what)s: %(least)s in the archive"), facts)


_HOW: dict[str, Any] = {
    "bound": _bound,
    "cadence": _cadence,
    "coverage": _coverage,
    "sla": _sla,
    "exists": _exists,
    "seal": _seal,
    "attested": _attested,
    "compound": _compound,
    "slot": _slot,
}
