"""Refusals of figures."""

from ezhen.core.errors import DomainError


class UnknownFigure(LookupError):
    """No provider answers for this code."""


class FilingRefused(DomainError):
    """Not open, closed, verified before, or not this person's to file."""

    code = "filing_refused"


class FilingWrong(DomainError):
    """Values that cannot be: `problems` says which, each at its field."""

    code = "filing_wrong"

    def __init__(self, message: str, problems: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.problems = problems


class FilingChanged(DomainError):
    """Somebody saved a newer version first."""

    code = "filing_changed"


class SealRefused(DomainError):
    """Not everything is verified, the paper says other totals, or the period is sealed already."""

    code = "seal_refused"
