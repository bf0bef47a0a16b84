"""States that core itself keeps."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    """Life of a background job."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped with an error")

    ENDED = nonmember(frozenset({"done", "failed"}))


class Tone(TextChoices):
    """How a state looks everywhere: shape + word + colour (screens README, rule 2)."""

    OK = "ok", _("in order")
    WORK = "work", _("in progress")
    SHORT = "short", _("needs attention")
    BAD = "bad", _("stopped")
    STALE = "stale", _("incomplete")
    NOTE = "note", _("for information")


class TonedChoices(TextChoices):
    """States that pages show. Each class says in `TONES` which `Tone` each of its values has."""

    @property
    def tone(self) -> str:
        """The tone of the UI kit that shows it."""
        tone: str = self.TONES[self.value]  # type: ignore[attr-defined] # of each class
        return tone
