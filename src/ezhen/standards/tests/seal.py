"""The value of each year that has ended is sealed by an outside body."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from ezhen.core.definitions import Words
from ezhen.standards.definitions import Seal
from ezhen.standards.enums import Code
from ezhen.standards.sources.ask import NOWHERE, Mend, Sealing
from ezhen.standards.tests.bound import once
from ezhen.standards.tests.frame import Frame
from ezhen.standards.tests.outcome import Evidence, Gap, Outcome, Say, named
from ezhen.standards.tests.reader import Reader


@dataclass(frozen=True)
class Measured:
    """The seals of the years that have ended."""

    title: Words
    sealings: tuple[Sealing, ...]
    url: str = ""
    mend: Mend = NOWHERE


def measure(test: Seal, reader: Reader) -> Measured:
    """Ask for the years of the window that are over."""
    spans = reader.frame.spans("year")
    years = [span.first.year for span in spans if span.is_over and span.first]
    source = reader.source(test.source)
    sealings = source.sealings(test.by, years, reader.frame.as_of) if years else []
    return Measured(
        title=test.title or source.title,
        sealings=tuple(sealings),
        url=source.url(reader.ask({})),
        mend=source.mend(task=reader.task),
    )


def judge(test: Seal, measured: Measured, frame: Frame) -> Outcome:
    """Sealed, and the value unchanged since? Before a year has ended nothing is due."""
    broken = [sealing for sealing in measured.sealings if sealing.is_broken]
    missing = [sealing for sealing in measured.sealings if not sealing.is_sealed]
    holds = bool(measured.sealings) and not broken and not missing
    facts: dict[str, object] = {
        "what": named(measured.title),
        "years": ", ".join(sealing.period for sealing in broken or missing or measured.sealings),
    }
    done = len(measured.sealings) - len({*broken, *missing})
    return Outcome(
        holds=holds,
        code=Code.PASS if holds else Code.UNSEALED if measured.sealings else Code.NOT_DUE,
        said=(_said(facts, measured, is_broken=bool(broken), is_missing=bool(missing)),),
        have=Decimal(done),
        need=Decimal(len(measured.sealings)),
        forecast=once(frame, nothing_yet=not broken),
        evidence=tuple(_evidence(sealing, measured) for sealing in measured.sealings),
        gaps=tuple(
            Gap(Say("%(what)s", {"what": sealing.period}), measured.mend.url, Say(_("Seal")))
            for sealing in {*broken, *missing}
        ),
    )


def _said(
    facts: dict[str, object], measured: Measured, *, is_broken: bool, is_missing: bool
) -> Say:
    if is_broken:
        return Say(_("%(what)s %(years)s: changed after sealing, the seal is broken."), facts)
    if is_missing:
        return Say(_("%(what)s %(years)s: not sealed yet."), facts)
    if measured.sealings:
        return Say(_("%(what)s %(years)s: sealed."), facts)
    return Say(_("%(what)s: sealed once the year has ended."), facts)


def _evidence(sealing: Sealing, measured: Measured) -> Evidence:
    facts = {"what": named(measured.title), "year": sealing.period}
    missing = not sealing.is_sealed or sealing.is_broken
    return Evidence(Say(_("Seal of %(what)s %(year)s"), facts), sealing.url, missing)
