"""The door of the programme."""

from ezhen.programme.actions.acceptance import (
    agree_points,
    answer_score,
    decide_acceptance,
    end_answers,
    give_points,
    issue_scores,
    judge_answer,
    open_acceptance,
    raise_shortfalls,
)
from ezhen.programme.actions.asset import (
    check_asset,
    give_back_asset,
    hand_over_asset,
    take_out_asset,
)
from ezhen.programme.actions.booking import book_area, cancel_booking, end_use, miss_booking
from ezhen.programme.actions.budget import change_line, plan_line
from ezhen.programme.actions.check import check_flags, explain_flag, settle_flag
from ezhen.programme.actions.contract import (
    accept_work,
    add_milestone,
    amend_contract,
    enter_third_party,
    sign_contract,
)
from ezhen.programme.actions.finding import (
    dispute_finding,
    judge_finding,
    plan_mending,
    prove_mending,
    raise_finding,
)
from ezhen.programme.actions.licence import count_brand_sales, put_licence
from ezhen.programme.actions.payment import enter_invoice, pay_invoice, reverse_payment
from ezhen.programme.actions.plan import (
    add_step,
    draft_plan,
    drop_step,
    finish_step,
    move_step,
    reopen_step,
)
from ezhen.programme.actions.sample import draw_sample
from ezhen.programme.actions.tenant import (
    acknowledge_plan,
    end_growth,
    end_tenancy,
    plan_growth,
    put_tenancy,
)
from ezhen.programme.queries.acceptance import sheet_of
from ezhen.programme.queries.flag import flags, num_waiting
from ezhen.programme.queries.ocds import release_package
from ezhen.programme.queries.plan import open_steps, plan_rows
from ezhen.programme.queries.sample import draw, draw_from
from ezhen.programme.queries.statement import statement, statement_sheet

__all__ = [
    "accept_work",
    "acknowledge_plan",
    "add_milestone",
    "add_step",
    "agree_points",
    "amend_contract",
    "answer_score",
    "book_area",
    "cancel_booking",
    "change_line",
    "check_asset",
    "check_flags",
    "count_brand_sales",
    "decide_acceptance",
    "dispute_finding",
    "draft_plan",
    "draw",
    "draw_from",
    "draw_sample",
    "drop_step",
    "end_answers",
    "end_growth",
    "end_tenancy",
    "end_use",
    "enter_invoice",
    "enter_third_party",
    "explain_flag",
    "finish_step",
    "flags",
    "give_back_asset",
    "give_points",
    "hand_over_asset",
    "issue_scores",
    "judge_answer",
    "judge_finding",
    "miss_booking",
    "move_step",
    "num_waiting",
    "open_acceptance",
    "open_steps",
    "pay_invoice",
    "plan_growth",
    "plan_line",
    "plan_mending",
    "plan_rows",
    "prove_mending",
    "put_licence",
    "put_tenancy",
    "raise_finding",
    "raise_shortfalls",
    "release_package",
    "reopen_step",
    "reverse_payment",
    "settle_flag",
    "sheet_of",
    "sign_contract",
    "statement",
    "statement_sheet",
    "take_out_asset",
]
