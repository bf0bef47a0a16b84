"""Words of the standard: states, reasons, layers, kinds of proof."""

from enum import nonmember
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """How a requirement or a task stands (screens README, rule 2), best first."""

    SATISFIED = "satisfied", _("satisfied")
    ON_PACE = "on_pace", _("on pace")
    WILL_MISS = "will_miss", _("falling behind")
    STALE = "stale", _("out of date")
    DISPUTED = "disputed", _("disputed")
    OVERDUE = "overdue", _("past its day")

    SHAPES = nonmember(
        {
            "satisfied": ("ok", "ok"),
            "on_pace": ("stale", "half"),
            "will_miss": ("short", "minus"),
            "stale": ("stale", "expired"),
            "disputed": ("note", "disputed"),
            "overdue": ("bad", "short"),
        }
    )

    @property
    def tone(self) -> str:
        """The colour of the UI kit."""
        return self.SHAPES[self.value][0]

    @property
    def icon(self) -> str:
        """The shape, the same everywhere."""
        return self.SHAPES[self.value][1]


class Code(TextChoices):
    """Why a part holds or does not."""

    PASS = "pass", _("proved")
    SHORT = "short", _("too little")
    MISSING_SLOT = "missing_slot", _("paper missing")
    STALE = "stale", _("evidence out of date")
    UNSEALED = "unsealed", _("not sealed")
    BROKEN_HASH = "broken_hash", _("file damaged")
    PENDING_REVIEW = "pending_review", _("waits for review")
    NOT_DUE = "not_due", _("not due yet")
    WAIVED = "waived", _("accepted by two persons")
    DISPUTED = "disputed", _("disputed")


class Layer(TextChoices):
    """Who judges, from the machine outwards; each human layer belongs to one role."""

    COMPUTED = "computed", _("Computed")
    SELF_CHECK = "self_check", _("Self-check")
    VERIFIED = "verified", _("Client's check")
    AUDITED = "audited", _("Audit")

    HUMAN = nonmember(("self_check", "verified", "audited"))
    ROLES = nonmember({"self_check": "operator", "verified": "bureau", "audited": "auditor"})

    @classmethod
    def human(cls) -> list[tuple[str, Any]]:
        """The choices of a person."""
        return [(value, label) for value, label in cls.choices if value in cls.HUMAN]


class Result(TextChoices):
    """What a person found."""

    SATISFIED = "satisfied", _("satisfied")
    SHORT = "short", _("not satisfied")
    RETURNED = "returned", _("returned for completion")


class Forecast(TextChoices):
    """What the pace says about the day it is due."""

    DONE = "done", _("done")
    EXPECTED = "expected", _("will be done in time")
    MISSED = "missed", _("will be missed")


class Proof(TextChoices):
    """What a requirement rests on; a requirement with several counts as the first of them."""

    RECORDS = "records", _("records, figures and the system's own operation")
    FILES = "files", _("files")
    ATTESTATION = "attestation", _("attestation")


class Change(TextChoices):
    """What becomes of a requirement in the next version of the standard."""

    SAME = "same", _("unchanged")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    REWORDED = "reworded", _("reworded")
    DROPPED = "dropped", _("dropped")
    ADDED = "added", _("new")


# what the log calls each action
LOGGED = {
    "standards.put_into_force": pgettext_lazy("log", "Standard put into force"),
    "standards.set_term": pgettext_lazy("log", "Days of the programme set"),
    "standards.assign_task": pgettext_lazy("log", "Task assigned"),
    "standards.judge_requirement": pgettext_lazy("log", "Requirement judged"),
    "standards.second_verdict": pgettext_lazy("log", "Verdict seconded"),
    "standards.attest": pgettext_lazy("log", "Requirement confirmed by a role"),
    "standards.start_dossier": pgettext_lazy("log", "Dossier begun"),
    "standards.file_dossier": pgettext_lazy("log", "Dossier sealed"),
    "standards.take_dossier": pgettext_lazy("log", "Dossier taken out"),
}
