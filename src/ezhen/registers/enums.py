"""Where a record, an import and a row of an import stand."""

from enum import nonmember

from django.utils.translation import gettext_lazy as _

from ezhen.core.enums import TonedChoices


class RecordState(TonedChoices):
    """Life of a record. In a register without reviewers it is kept, and that is all."""

    KEPT = "kept", _("kept")
    WAITING = "waiting", _("waiting for verification")
    CONFIRMED = "confirmed", _("confirmed")
    RETURNED = "returned", _("returned for completion")
    WITHDRAWN = "withdrawn", _("withdrawn")

    COUNTS = nonmember(frozenset({"kept", "confirmed"}))  # as a proof
    STANDS = nonmember(frozenset({"kept", "waiting", "confirmed", "returned"}))
    REVIEWED = nonmember(frozenset({"confirmed", "returned"}))
    TONES = nonmember(
        {
            "kept": "ok",
            "waiting": "work",
            "confirmed": "ok",
            "returned": "bad",
            "withdrawn": "stale",
        }
    )
    ICONS = nonmember({"waiting": "wait"})


class ImportState(TonedChoices):
    """Life of an imported file."""

    READING = "reading", _("being read")
    MAPPING = "mapping", _("columns to be matched")
    PREVIEW = "preview", _("to be checked")
    COMMITTING = "committing", _("being entered")
    DONE = "done", _("entered")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    DISCARDED = "discarded", _("discarded")
    REFUSED = "refused", _("not readable")

    OPEN = nonmember(frozenset({"reading", "mapping", "preview", "committing", "undoing"}))
    TONES = nonmember(
        {
            "reading": "work",
            "mapping": "short",
            "preview": "short",
            "committing": "work",
            "done": "ok",
            "undoing": "work",
            "undone": "stale",
            "discarded": "stale",
            "refused": "bad",
        }
    )


class Verdict(TonedChoices):
    """What an import makes of a row of the file."""

    WRONG = "wrong", _("has problems")
    DIFFERS = "differs", _("differs from the register")
    NEW = "new", _("can be entered")
    SAME = "same", _("in the register already")

    TONES = nonmember({"wrong": "bad", "differs": "note", "new": "ok", "same": "stale"})
