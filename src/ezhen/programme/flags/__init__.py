"""Red-flag checks of the money: one file, one function, one test each.

A check reads the chain and yields what is wrong with it; it changes nothing. Most of what it finds
is allowed by the database on purpose: it may have a reason, and somebody has to give it.
"""

import datetime as dt
from collections.abc import Iterator

from ezhen.programme.flags import (
    grown_contract,
    invoice_twice,
    late_milestone,
    milestone_overpaid,
    notice_not_over,
    other_payee,
    over_budget,
    paid_before_acceptance,
    paid_before_invoice,
    paid_before_notice_end,
    same_work_twice,
    slow_line,
    split_contract,
    unaccepted_payment,
    under_tender_sum,
    unpaid_work,
    unqualified,
)
from ezhen.programme.flags.finding import Check, Finding

CHECKS: dict[str, Check] = {
    part.CODE: part.CHECK
    for part in (
        over_budget,
        milestone_overpaid,
        unaccepted_payment,
        paid_before_acceptance,
        paid_before_invoice,
        paid_before_notice_end,
        notice_not_over,
        other_payee,
        invoice_twice,
        same_work_twice,
        under_tender_sum,
        split_contract,
        grown_contract,
        unqualified,
        late_milestone,
        unpaid_work,
        slow_line,
    )
}


def all_findings(today: dt.date) -> Iterator[Finding]:
    """What every check finds on a day."""
    for check in CHECKS.values():
        yield from check.find(today)
