"""The door of approvals."""

from ezhen.approvals.actions.case import (
    end_grant,
    save_case,
    send_case,
    start_case,
    take_back_case,
    withdraw_case,
)
from ezhen.approvals.actions.flow import pass_stage, refuse_case, return_case
from ezhen.approvals.actions.notice import answer_objection, object_to, publish_notice
from ezhen.approvals.actions.payment import pay_case
from ezhen.approvals.actions.vote import cast_ballot, close_vote
from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.queries.case import granted_cases, notice_ends, status_line
from ezhen.approvals.queries.notice import may_object, objection_of, public_notices
from ezhen.approvals.queries.procedure import (
    Offer,
    definition_of,
    procedure,
    procedures,
    read_procedures,
    register_known,
    register_offers,
)
from ezhen.approvals.queries.vote import entries_of, results_of

__all__ = [
    "Offer",
    "ProcedureDefinition",
    "answer_objection",
    "cast_ballot",
    "close_vote",
    "definition_of",
    "end_grant",
    "entries_of",
    "granted_cases",
    "may_object",
    "notice_ends",
    "object_to",
    "objection_of",
    "pass_stage",
    "pay_case",
    "procedure",
    "procedures",
    "public_notices",
    "publish_notice",
    "read_procedures",
    "refuse_case",
    "register_known",
    "register_offers",
    "results_of",
    "return_case",
    "save_case",
    "send_case",
    "start_case",
    "status_line",
    "take_back_case",
    "withdraw_case",
]
