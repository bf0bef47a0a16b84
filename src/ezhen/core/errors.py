"""What a refusal looks like. Views catch `DomainError` and nothing else."""

from typing import ClassVar


class DomainError(Exception):
    """A rule said no. `code` is stable for machines; the text is for the person.

    `field` names the form field to show it at, when there is one.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person may not do this to this thing."""

    code = "not_allowed"


class AlreadyDone(DomainError):
    """Somebody did it first; nothing was changed."""

    code = "already_done"


class KeyMissing(DomainError):
    """A secret that was used before is gone; starting with a new one would lose data."""

    code = "key_missing"
