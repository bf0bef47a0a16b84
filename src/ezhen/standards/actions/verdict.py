"""Judging requirements, layer by layer."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ezhen.core.actions import action
from ezhen.core.log import record
from ezhen.standards import rules
from ezhen.standards.actions.refresh import outcome_now, touch
from ezhen.standards.enums import Code, Result
from ezhen.standards.errors import (
    NothingToSecond,
    NotYourLayer,
    NotYourWord,
    ReasonMissing,
    SamePerson,
)
from ezhen.standards.models import (
    Attestation,
    ComputedOutcome,
    Second,
    StandardVersion,
    Verdict,
)
from ezhen.standards.queries.content import content_of
from ezhen.standards.queries.outcome import LIFTED


@action
def judge_requirement(
    *,
    version: StandardVersion,
    requirement: str,
    layer: str,
    result: str,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Verdict:
    """Judge what is computed at this moment. Lower freely, with a reason; a verdict above what is
    computed needs a reason and counts only once a second person agrees.

    Raises NotYourLayer, ReasonMissing, LookupError for a requirement that is not in the version.
    """
    if not rules.may_judge(by, layer):
        raise NotYourLayer(_("This layer is judged by another role."))
    if requirement not in content_of(version).items:
        raise LookupError(requirement)
    now = at or timezone.now()
    row = outcome_now(version, requirement)
    is_met = result == Result.SATISFIED
    if is_met != row.holds and not reason.strip():
        raise ReasonMissing(_("It differs from what is computed: say why."), field="reason")
    if result == Result.RETURNED and not reason.strip():
        raise ReasonMissing(_("Say what is to be mended."), field="reason")
    if is_met and not row.holds and row.code not in LIFTED:
        raise ReasonMissing(_cannot_lift(row.code), field="result")
    verdict = Verdict(
        version=version,
        requirement=requirement,
        layer=layer,
        result=result,
        reason=reason.strip(),
        computed=row.code,
        digest=row.digest,
        needs_second=is_met and not row.holds,
        at=now,
        by=by,
    )
    verdict.save()
    # what was corrected since the verdict before no longer matters
    ComputedOutcome.objects.filter(requirement=requirement, is_final=False).delete()
    record(
        action="standards.judge_requirement",
        subject=verdict,
        by=by,
        at=now,
        requirement=requirement,
        layer=layer,
        result=result,
        reason=verdict.reason,
        computed=row.code,
        digest=row.digest,
        needs_second=verdict.needs_second,
    )
    return verdict


def _cannot_lift(code: str) -> str:
    if code == Code.STALE:
        return _("Evidence that is out of date cannot be accepted: renew it first.")
    if code == Code.UNSEALED:
        return _("The seal from outside cannot be replaced by a verdict.")
    return _("A damaged file cannot be accepted: replace it first.")


@action
def second_verdict(*, verdict: Verdict, by: Any, at: dt.datetime | None = None) -> Second:
    """A second person of the layer agrees. Raises NothingToSecond, NotYourLayer, SamePerson."""
    locked = Verdict.objects.select_for_update(of=("self",)).get(pk=verdict.pk)
    if not locked.needs_second or Second.objects.filter(verdict=locked).exists():
        raise NothingToSecond(_("This verdict needs no second person, or has one."))
    if not rules.may_judge(by, locked.layer):
        raise NotYourLayer(_("This layer is judged by another role."))
    if locked.by_id == by.pk:
        raise SamePerson(_("The second person must be another one."))
    second = Second(verdict=locked, first_id=locked.by_id, by=by, at=at or timezone.now())
    second.save()
    record(
        action="standards.second_verdict",
        subject=locked,
        by=by,
        at=second.at,
        requirement=locked.requirement,
        layer=locked.layer,
    )
    return second


@action
def attest(
    *,
    version: StandardVersion,
    requirement: str,
    role: str,
    is_met: bool,
    note: str,
    by: Any,
    on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Attestation:
    """A role of the standard says that a requirement is met, or takes it back; the note says what
    was looked at. Raises NotYourWord, ReasonMissing."""
    if not rules.may_attest(by, role):
        raise NotYourWord(_("This confirmation is asked of another role."))
    if not note.strip():
        raise ReasonMissing(_("Say what was looked at."), field="note")
    now = at or timezone.now()
    word = Attestation(
        version=version,
        requirement=requirement,
        role=role,
        is_met=is_met,
        on=on or timezone.localdate(now),
        note=note.strip(),
        at=now,
        by=by,
    )
    word.save()
    record(
        action="standards.attest",
        subject=word,
        by=by,
        at=now,
        requirement=requirement,
        role=role,
        is_met=is_met,
        on=word.on,
        note=word.note,
    )
    touch("attestation")
    return word
