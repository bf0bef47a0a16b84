"""Checks run on every change of the chain; what they find is kept, explained and settled."""

import datetime as dt
import functools
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.programme.enums import FlagState
from ezhen.programme.errors import StepRefused
from ezhen.programme.flags import Finding, all_findings
from ezhen.programme.models import Flag, FlagStep
from ezhen.programme.rules import must_keep, must_settle


@action
def check_flags(*, at: dt.datetime | None = None) -> int:
    """Run every check: raise what is new or came back, close what is mended. Returns how many
    flags wait. Whoever changed the chain does not answer for what the check says of it."""
    at = at or timezone.now()
    found = {(one.check, one.subject): one for one in all_findings(timezone.localdate(at))}
    known = {(flag.check_code, flag.subject): flag for flag in Flag.objects.select_for_update()}
    for key, finding in found.items():
        flag = known.get(key)
        if flag is None:
            _raise(finding, at)
        elif flag.facts != finding.facts or flag.state == FlagState.GONE:
            flag.facts = finding.facts
            _move(flag, FlagState.OPEN, by=None, at=at)
    for key, flag in known.items():
        if key not in found and flag.state != FlagState.GONE:
            _move(flag, FlagState.GONE, by=None, at=at)
    return Flag.objects.filter(state__in=FlagState.WAITS).count()


def check_each_day() -> None:
    """For the worker, which asks again and again: some faults come with time alone, so every day
    is checked once. A change of the chain is checked when it happens."""
    _check_on(timezone.localdate())


@functools.lru_cache(maxsize=1)
def _check_on(_day: dt.date) -> None:
    check_flags()


def _raise(finding: Finding, at: dt.datetime) -> None:
    flag = Flag(
        check_code=finding.check,
        subject=finding.subject,
        contract=finding.contract,
        facts=finding.facts,
        at=at,
    )
    flag.save()
    _move(flag, FlagState.OPEN, by=None, at=at)


def _move(flag: Flag, state: FlagState, *, by: Any, at: dt.datetime, text: str = "") -> None:
    flag.state = state
    flag.save()
    FlagStep(flag=flag, state=state, text=text, at=at, by=by).save()
    if by is None:
        record(
            action="programme.check_flags",
            subject=flag,
            by=None,
            at=at,
            check=flag.check_code,
            state=state.value,
            facts=flag.facts,
        )


@action
def explain_flag(*, flag: Flag, text: str, by: Any, at: dt.datetime | None = None) -> Flag:
    """The contractor says how it came about. Raises NotAllowed, StepRefused."""
    must_keep(by)
    at = at or timezone.now()
    locked = Flag.objects.select_for_update().get(pk=flag.pk)
    if locked.state not in FlagState.WAITS:
        raise StepRefused(_("This flag does not wait for an explanation."))
    if not text.strip():
        raise StepRefused(_("Say how it came about."), field="text")
    _move(locked, FlagState.EXPLAINED, by=by, at=at, text=text.strip())
    record(action="programme.explain_flag", subject=locked, by=by, at=at, text=text)
    return locked


@action
def settle_flag(
    *, flag: Flag, is_settled: bool, text: str, by: Any, at: dt.datetime | None = None
) -> Flag:
    """The client or the auditor takes the explanation, or lets the flag stand; both say why.

    Raises NotAllowed, StepRefused before it was explained.
    """
    must_settle(by)
    at = at or timezone.now()
    locked = Flag.objects.select_for_update().get(pk=flag.pk)
    if locked.state != FlagState.EXPLAINED:
        raise StepRefused(_("The contractor explains a flag first."))
    if not text.strip():
        raise StepRefused(_("Say why."), field="text")
    state = FlagState.ANSWERED if is_settled else FlagState.STANDS
    _move(locked, state, by=by, at=at, text=text.strip())
    record(
        action="programme.settle_flag", subject=locked, by=by, at=at, text=text, state=state.value
    )
    return locked
