"""Refusals of approvals."""

from ezhen.core.errors import DomainError


class CaseRefused(DomainError):
    """Not this person's stage, not open, or nothing to decide."""

    code = "case_refused"


class CaseIncomplete(DomainError):
    """Values or papers are missing or wrong: `problems` lists them, each with its field."""

    code = "case_incomplete"

    def __init__(self, message: str, problems: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.problems = problems


class CaseChanged(DomainError):
    """Somebody acted on the case first, or it was edited meanwhile."""

    code = "case_changed"


class OnePersonTwoPowers(DomainError):
    """Applicant, reviewer, approver, publisher and payer of a case are different people."""

    code = "one_person_two_powers"


class NoticeRunning(DomainError):
    """The public notice has not ended, or an objection is open."""

    code = "notice_running"


class PaymentRefused(DomainError):
    """More than was granted, to somebody else, twice, or under a voucher that is used."""

    code = "payment_refused"


class ObjectionRefused(DomainError):
    """Too late, without text, or answered before."""

    code = "objection_refused"


class NoSuchProcedure(LookupError):
    """The pack has no procedure of this code."""
