"""The door of approvals."""

from ezhen.approvals.actions.case import (
    accept_offer,
    end_grant,
    save_case,
    send_case,
    start_case,
    take_back_case,
    withdraw_case,
)
from ezhen.approvals.actions.flow import pass_stage, refuse_case, return_case
from ezhen.approvals.actions.notice import answer_objection, object_to, publish_notice
from ezhen.approvals.actions.paper import hand_in_paper, take_out_paper
from ezhen.approvals.actions.payment import pay_case
from ezhen.approvals.actions.vote import cast_ballot, close_vote
from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.queries.case import granted_cases, notice_ends, status_line
from ezhen.approvals.queries.facts import case_facts, case_of, fields_of, values_of
from ezhen.approvals.queries.notice import (
    every_notice,
    may_object,
    num_running_notices,
    objection_of,
    objection_receipt,
    proof_of,
    public_notices,
    running_notices,
)
from ezhen.approvals.queries.offer import Offer, measures, offers_for, register_measure
from ezhen.approvals.queries.paper import certificate_of, ended_on, stands, who
from ezhen.approvals.queries.procedure import (
    definition_of,
    procedure,
    procedures,
    read_procedures,
    register_known,
    register_settled,
)
from ezhen.approvals.queries.vote import entries_of, is_voting, public_votes, results_of

__all__ = [
    "Offer",
    "ProcedureDefinition",
    "accept_offer",
    "answer_objection",
    "case_facts",
    "case_of",
    "cast_ballot",
    "certificate_of",
    "close_vote",
    "definition_of",
    "end_grant",
    "ended_on",
    "entries_of",
    "every_notice",
    "fields_of",
    "granted_cases",
    "hand_in_paper",
    "is_voting",
    "may_object",
    "measures",
    "notice_ends",
    "num_running_notices",
    "object_to",
    "objection_of",
    "objection_receipt",
    "offers_for",
    "pass_stage",
    "pay_case",
    "procedure",
    "procedures",
    "proof_of",
    "public_notices",
    "public_votes",
    "publish_notice",
    "read_procedures",
    "refuse_case",
    "register_known",
    "register_measure",
    "register_settled",
    "results_of",
    "return_case",
    "running_notices",
    "save_case",
    "send_case",
    "stands",
    "start_case",
    "status_line",
    "take_back_case",
    "take_out_paper",
    "values_of",
    "who",
    "withdraw_case",
]
