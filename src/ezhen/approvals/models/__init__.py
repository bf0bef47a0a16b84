"""Tables of approvals, one aggregate a file."""

from ezhen.approvals.models.case import Case, CaseActor, CaseRevision, CaseStep, ProcedureVersion
from ezhen.approvals.models.notice import Notice, NoticeMark, Objection
from ezhen.approvals.models.paper import Certificate, MadePaper
from ezhen.approvals.models.payment import CasePayment, Grant
from ezhen.approvals.models.vote import Ballot

__all__ = [
    "Ballot",
    "Case",
    "CaseActor",
    "CasePayment",
    "CaseRevision",
    "CaseStep",
    "Certificate",
    "Grant",
    "MadePaper",
    "Notice",
    "NoticeMark",
    "Objection",
    "ProcedureVersion",
]
